import { connect } from "node:net";

/** What came back on a connection, and whether it was ended properly or reset. */
export interface Exchange {
  readonly text: string;
  readonly end: "ended" | "reset";
}

/** Sends these bytes on a connection of its own, and takes what comes until the other side ends it. */
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

/** A request of the service, with these headers more. */
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

/** The parts of an answer, its headers by lower-case name. */
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
