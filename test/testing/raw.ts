import { connect } from "node:net";

/** Data received on a connection, and whether it ended normally or by a reset. */
export interface Exchange {
  readonly text: string;
  readonly end: "ended" | "reset";
}

/** Sends bytes on a new connection and reads until the other side ends it. */
export function exchange(port: number, bytes: string, host = "127.0.0.1"): Promise<Exchange> {
  return new Promise((resolve) => {
    const socket = connect(port, host).setEncoding("latin1");
    let text = "";
    let end: Exchange["end"] = "ended";
    socket.on("data", (piece) => {
      text += piece;
    });
    socket.on("error", () => {
      end = "reset";
    });
    socket.on("close", () => resolve({ text, end }));
    socket.write(bytes, "latin1");
  });
}

/** Returns a request with these additional headers. */
export function request(operation: string, headers: readonly string[] = [], body = "{}"): string {
  return [
    "POST / HTTP/1.1",
    "host: 127.0.0.1",
    `x-amz-target: IoTAutobahnControlPlane.${operation}`,
    `content-length: ${body.length}`,
    ...headers,
    "",
    body,
  ].join("\r\n");
}

/** Parses a response; header names become lower-case. */
export function parseAnswer(text: string) {
  const [head = "", ...rest] = text.split("\r\n\r\n");
  const [statusLine = "", ...fields] = head.split("\r\n");
  const headers = Object.fromEntries(
    fields.map((field) => [
      field.slice(0, field.indexOf(":")).toLowerCase(),
      field.slice(field.indexOf(":") + 2),
    ]),
  );
  return {
    version: statusLine.slice(0, 8),
    status: Number(statusLine.slice(9, 12)),
    headers,
    body: rest.join("\r\n\r\n"),
  };
}
