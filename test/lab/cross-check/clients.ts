// The service's replies, returned by an SDK-like client in this process or sent over HTTP.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { serviceError } from "../../support/answers.js";
import type { Reply, Service } from "./service.js";

interface Options {
  readonly abortSignal?: AbortSignal;
}

/** A client of the service in this process. */
export interface ServiceClient {
  getRegisterAccountStatus(input: object, options?: Options): Promise<unknown>;
  registerAccount(input: object, options?: Options): Promise<unknown>;
}

export function clientOf(service: Service, copy?: number): ServiceClient {
  return {
    getRegisterAccountStatus: async (_, options) => settle(service.poll(copy), options?.abortSignal),
    registerAccount: async (input, options) => settle(service.register(input, copy), options?.abortSignal),
  };
}

function settle(reply: Reply, signal: AbortSignal | undefined): unknown {
  switch (reply.type) {
    case "response":
      return reply.body;
    case "error": {
      const { name, status, fields } = reply;
      throw serviceError(name, { $metadata: { httpStatusCode: status }, ...fields });
    }
    case "broken": {
      const { code } = reply;
      const syscall = code === "ECONNREFUSED" ? "connect" : "read";
      throw Object.assign(new Error(`${syscall} ${code}`), { code, syscall });
    }
    case "nothing":
      return new Promise((_, reject) => {
        signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
      });
  }
}

/** An address for the service over HTTP. Consecutive situations set their own service. */
export interface Endpoint extends AsyncDisposable {
  readonly url: string;
  service: Service | undefined;
  /** Number of unanswered requests whose clients are still connected. */
  hanging(): number;
}

export async function startEndpoint(): Promise<Endpoint> {
  let hanging = 0;
  const server: Server = createServer((message, response) => {
    const chunks: Buffer[] = [];
    message.on("data", (chunk: Buffer) => chunks.push(chunk));
    message.on("end", () => {
      const { service } = endpoint;
      if (service === undefined) return message.socket.destroy();
      const input = JSON.parse(Buffer.concat(chunks).toString() || "{}");
      const registers = String(message.headers["x-amz-target"]).endsWith(".RegisterAccount");
      const reply = registers ? service.register(input) : service.poll();
      // Node's own date would be the real time, and the client would correct its clock by it.
      const headers = { "content-type": "application/x-amz-json-1.0", date: new Date().toUTCString() };
      switch (reply.type) {
        case "response":
          return response.writeHead(200, headers).end(JSON.stringify(reply.body));
        case "error":
          return response
            .writeHead(reply.status, headers)
            .end(JSON.stringify({ __type: reply.name, ...reply.fields }));
        case "broken":
          return message.socket.destroy();
        case "nothing":
          hanging += 1;
          message.socket.once("close", () => {
            hanging -= 1;
          });
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const endpoint: Endpoint = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    service: undefined,
    hanging: () => hanging,
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
  return endpoint;
}
