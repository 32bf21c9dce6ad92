import { readFile } from "node:fs/promises";
import type { RequestHandler } from "../../client/http/handler.js";
import { type NodeHandler, nodeHandler } from "../../client/http/node-handler.js";
import { oneLine } from "../../text/one-line.js";
import type { Host } from "../host.js";
import { UsageError } from "../usage-error.js";
import { type Destination, proxiesOf } from "./proxy.js";

/** What sends the requests to the service, to STS and to SSO: through proxies and with the CAs that the AWS CLI would take. */
export interface Transport extends Disposable {
  readonly requestHandler: RequestHandler;
}

/** @throws UsageError where a variable says what is not so. */
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
      handle: async (request, options) =>
        (await handlerFor(proxyFor(request as Destination))).handle(request, options),
    },
    [Symbol.dispose]() {
      for (const handler of handlers.values()) void handler.then((opened) => opened.destroy());
    },
  };
}

/** For an emulator of this process: nothing is between. */
export function directTransport(): Transport {
  const requestHandler = nodeHandler({ httpAgent: AGENT });
  return { requestHandler, [Symbol.dispose]: () => requestHandler.destroy() };
}

/** More targets than this wait for a connection, rather than that the process runs out of descriptors. */
const AGENT = { keepAlive: true, maxSockets: 200 } as const;

async function openHandler(proxy: URL | undefined, ca: string | undefined): Promise<NodeHandler> {
  const tls = ca === undefined ? {} : { ca };
  if (proxy === undefined) return nodeHandler({ httpAgent: AGENT, httpsAgent: { ...AGENT, ...tls } });
  const [{ HttpProxyAgent }, { HttpsProxyAgent }] = await Promise.all([
    import("http-proxy-agent"),
    import("https-proxy-agent"),
  ]);
  const httpsAgent = new HttpsProxyAgent(proxy, { ...AGENT, ...tls });
  // Its options are for the connection to the proxy alone; these are for the one that goes through it.
  Object.assign(httpsAgent.options, tls);
  return nodeHandler({ httpAgent: new HttpProxyAgent(proxy, { ...AGENT, ...tls }), httpsAgent });
}

/** The certificates that are trusted in place of Node's own, as with the AWS CLI. */
async function certificates(file: string | undefined): Promise<string | undefined> {
  if (!file) return undefined;
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`Expected AWS_CA_BUNDLE to be a file that can be read: ${oneLine(error.message)}.`);
  });
  if (text.includes("-----BEGIN ")) return text;
  throw new UsageError("Expected AWS_CA_BUNDLE to be a file of certificates in PEM form.");
}
