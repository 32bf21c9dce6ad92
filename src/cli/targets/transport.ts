import { readFile } from "node:fs/promises";
import type { ClientRequest } from "node:http";
import type { RequestHandler } from "../../client/http/handler.js";
import { type NodeHandler, nodeHandler } from "../../client/http/node-handler.js";
import { oneLine } from "../../text/one-line.js";
import { UsageError } from "../errors.js";
import type { Host } from "../host.js";
import { proxiesOf } from "./proxy.js";

/** Sends requests to the service, STS and SSO, with the proxies and the CAs of the AWS CLI. */
export interface Transport extends Disposable {
  readonly requestHandler: RequestHandler;
}

/** @throws UsageError if an environment variable is invalid. */
export async function openTransport(env: Host["env"]): Promise<Transport> {
  const proxyFor = proxiesOf(env);
  const ca = await certificates(env["AWS_CA_BUNDLE"]);
  const handlers = new Map<string, Promise<NodeHandler>>();
  const handlerFor = (proxy: URL | undefined) => {
    const key = proxy?.href ?? "";
    const known = handlers.get(key) ?? openHandler(proxy, ca);
    handlers.set(key, known);
    return known;
  };
  return {
    requestHandler: {
      handle: async (request, options) => (await handlerFor(proxyFor(request))).handle(request, options),
    },
    [Symbol.dispose]() {
      for (const handler of handlers.values()) void handler.then((opened) => opened.destroy());
    },
  };
}

/** While 200 connections to a host are in use, further requests wait, so that the process does not run out of descriptors. */
const AGENT = { keepAlive: true, maxSockets: 200 } as const;

async function openHandler(proxy: URL | undefined, ca: string | undefined): Promise<NodeHandler> {
  const tls = ca === undefined ? {} : { ca };
  const options = { ...AGENT, ...tls };
  if (proxy === undefined) return nodeHandler({ httpAgent: AGENT, httpsAgent: options });
  const [{ HttpProxyAgent }, { HttpsProxyAgent }] = await Promise.all([
    import("http-proxy-agent"),
    import("https-proxy-agent"),
  ]);
  const httpsAgent = new HttpsProxyAgent(proxy, options);
  // The constructor's options are for the connection to the proxy, these for the connection through it.
  Object.assign(httpsAgent.options, tls);
  // Otherwise the agent passes the proxy's response on as that of the service, to which nothing was sent.
  httpsAgent.on("proxyConnect", (connect: Record<string, unknown>, request: ClientRequest) => {
    const { statusCode, statusText } = connect;
    if (statusCode === 200) return;
    const error = new Error(`The proxy ${proxy.host} opened no tunnel: ${statusCode} ${statusText}`);
    // Wrong credentials are permanent, and have their own advice.
    request.destroy(Object.assign(error, statusCode === 407 ? { statusCode } : { code: "ERR_PROXY_TUNNEL" }));
  });
  return nodeHandler({ httpAgent: new HttpProxyAgent(proxy, options), httpsAgent });
}

/** Returns the certificates that are trusted in place of Node's own, as with the AWS CLI. */
async function certificates(file: string | undefined): Promise<string | undefined> {
  if (!file) return undefined;
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`Expected AWS_CA_BUNDLE to be a file that can be read: ${oneLine(error.message)}.`);
  });
  if (text.includes("-----BEGIN ")) return text;
  throw new UsageError("Expected AWS_CA_BUNDLE to be a file of certificates in PEM form.");
}
