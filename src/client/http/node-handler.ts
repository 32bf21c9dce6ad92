import { Agent as HttpAgent, type IncomingMessage, request as sendHttp } from "node:http";
import { Agent as HttpsAgent, request as sendHttps } from "node:https";
import { buildQueryString } from "@smithy/core/protocols";
import type { RequestHandler, RequestHandlerOptions } from "./handler.js";

/** A handler with agents of its own, which keep connections open. */
export interface NodeHandler extends RequestHandler {
  /** Closes the connections. */
  destroy(): void;
}

/**
 * Time limit for connecting: the system sends the first packet three times in it. Without a limit, dropped packets would delay a
 * failure for minutes.
 */
const CONNECTION_MS = 5000;

/**
 * Returns a handler that sends requests by `node:http`.
 *
 * The AWS SDK's `NodeHttpHandler` is not used: it never settles after a status of 101, and `requestTimeout` only makes it print a warning.
 */
export function nodeHandler(options: RequestHandlerOptions = {}): NodeHandler {
  const { connectionTimeout = CONNECTION_MS, requestTimeout = 0, socketTimeout = 0 } = options;
  const http = agentOf(HttpAgent, options.httpAgent);
  const https = agentOf(HttpsAgent, options.httpsAgent);
  return {
    handle: ({ protocol, hostname, port, path, query = {}, method, headers, body }, { abortSignal } = {}) =>
      new Promise((resolve, reject) => {
        const secure = protocol === "https:";
        const search = buildQueryString(query);
        const sent = (secure ? sendHttps : sendHttp)({
          agent: secure ? https : http,
          host: hostname.replace(/^\[(.*)\]$/, "$1"),
          path: search === "" ? path : `${path}?${search}`,
          method,
          headers,
          port,
          signal: abortSignal as AbortSignal | undefined,
        });
        const limit = (ms: number, code: string, problem: string) => {
          const stop = () => sent.destroy(tooLate(`${problem} within ${ms / 1000} s`, code));
          const timer = ms > 0 ? setTimeout(stop, ms) : undefined;
          sent.once("close", () => clearTimeout(timer));
          return () => clearTimeout(timer);
        };
        const settle = (message: IncomingMessage, content: unknown) => {
          responded();
          const joined = Object.entries(message.headers).map(([name, value]) => [name, String(value)]);
          const { statusCode = 0 } = message;
          resolve({ response: { statusCode, headers: Object.fromEntries(joined), body: content } });
        };

        const responded = limit(requestTimeout, "ETIMEDOUT", "There was no response");
        if (socketTimeout > 0) {
          const idle = `The connection was idle for ${socketTimeout / 1000} s`;
          sent.setTimeout(socketTimeout, () => sent.destroy(tooLate(idle, "ETIMEDOUT")));
        }
        sent.once("socket", (socket) => {
          if (!socket.connecting) return;
          socket.once(
            "connect",
            limit(connectionTimeout, "ERR_SOCKET_CONNECTION_TIMEOUT", "There was no connection"),
          );
        });
        sent.once("response", (message) => settle(message, message));
        // Without this listener, Node closes the socket after a status of 101 and reports nothing.
        sent.once("upgrade", (message, socket) => {
          socket.destroy();
          settle(message, new Uint8Array());
        });
        sent.on("error", reject);
        sent.end(body);
      }),
    destroy() {
      http.destroy();
      https.destroy();
    },
  };
}

/** Returns the given agent, or a new one with the given options. Unlike the AWS SDK's, it has no limit of sockets. */
function agentOf<A extends HttpAgent>(Agent: new (options: object) => A, given: object | undefined): A {
  if (given !== undefined && "destroy" in given) return given as A;
  return new Agent({ keepAlive: true, ...given });
}

/** Returns a timeout error. The AWS SDK's clients retry after an error of its name. */
function tooLate(problem: string, code: string): Error {
  return Object.assign(new Error(problem), { name: "TimeoutError", code });
}
