// HTTP libraries for calling the service, used as in their documentation: the newest version, and the last version of one or two
// earlier majors; also Node's `fetch`, the AWS SDK's clients and the built-in client. The libraries have exact versions, in the
// cache folder, because one node_modules cannot contain two versions of a package.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { IoTFleetWise, IoTFleetWiseClient } from "@aws-sdk/client-iotfleetwise";
import { createFleetWiseClient } from "../../../src/index.js";
import { tools } from "../../package/tools.js";

/** The two operations, with the signatures of an aggregated client. */
type RegistrationMethods = {
  getRegisterAccountStatus(input: object, options?: { abortSignal?: AbortSignal }): Promise<unknown>;
  registerAccount(input: object, options?: { abortSignal?: AbortSignal }): Promise<unknown>;
};

/** Sends one request and returns the parsed body. Rejects as the library does. */
type Send = (
  url: string,
  request: { readonly headers: Record<string, string>; readonly body: string; readonly signal: AbortSignal },
) => Promise<unknown>;

export interface Library {
  readonly name: string;
  /** Oldest major version of Node that it supports, at least 20. */
  readonly node: number;
  open(endpoint: string): Promise<RegistrationMethods | { send(command: never): Promise<unknown> }>;
}

/** Loads the ES module that a package exports, as `import` does. */
async function load(specifier: string): Promise<Record<string, never>> {
  const name = specifier.replace(/@[^@]+$/, "");
  const folder = join(await tools(specifier), "node_modules", name);
  const { exports, main } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const root = exports?.["."] ?? exports;
  const path = entryOf(root) ?? main ?? "index.js";
  return import(pathToFileURL(join(folder, path)).href);
}

function entryOf(target: unknown): string | undefined {
  if (typeof target === "string" || target === undefined || target === null) return target ?? undefined;
  const conditions = target as Record<string, unknown>;
  return entryOf(
    conditions["node"] ?? conditions["import"] ?? conditions["default"] ?? conditions["require"],
  );
}

/** Returns an error for an unsuccessful response, as users write it. */
const bad = (status: number, more: object) => Object.assign(new Error(`HTTP ${status}`), more);

// biome-ignore lint/suspicious/noExplicitAny: libraries of several versions, whose types are not installed
type Any = any;

const senders: Readonly<Record<string, (module: Any) => Send>> = {
  axios:
    ({ default: axios }) =>
    (url, { headers, body, signal }) =>
      axios.post(url, body, { headers, signal, maxRedirects: 0 }).then(({ data }: Any) => data),
  got:
    ({ default: got }) =>
    (url, request) =>
      got.post(url, { ...request, retry: { limit: 0 }, followRedirect: false }).json(),
  ky:
    ({ default: ky }) =>
    (url, request) =>
      ky.post(url, { ...request, retry: 0, redirect: "manual", timeout: false }).json(),
  // In ky 1, an error's body is unread; its documentation reads it in this hook.
  ky1:
    ({ default: ky }) =>
    (url, request) =>
      ky
        .post(url, {
          ...request,
          retry: 0,
          redirect: "manual",
          timeout: false,
          hooks: {
            beforeError: [
              async (error: Any) => Object.assign(error, { data: await error.response.clone().text() }),
            ],
          },
        })
        .json(),
  undici:
    ({ request: send }) =>
    async (url, request) => {
      const { statusCode, headers, body } = await send(url, { ...request, method: "POST" });
      if (statusCode >= 300) throw bad(statusCode, { statusCode, headers, body: await body.text() });
      return body.json();
    },
};

const sendByFetch: Send = async (url, request) => {
  const response = await fetch(url, { ...request, method: "POST", redirect: "manual" });
  if (response.ok) return response.json();
  const { status, headers } = response;
  throw bad(status, { status, headers, body: await response.text() });
};

/** Returns the two operations over HTTP, unsigned, because loopback servers check no signature. */
function methods(endpoint: string, send: Send): RegistrationMethods {
  const operation =
    (name: string) =>
    (input: object, { abortSignal = new AbortController().signal } = {}) => {
      const headers = {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": `IoTAutobahnControlPlane.${name}`,
      };
      return send(`${endpoint}/`, { headers, body: JSON.stringify(input), signal: abortSignal });
    };
  return {
    getRegisterAccountStatus: operation("GetRegisterAccountStatus"),
    registerAccount: operation("RegisterAccount"),
  };
}

const installed = (kind: string, version: string, node: number, by = kind): Library => ({
  name: `${kind}@${version}`,
  node,
  open: async (endpoint) => {
    const sender = senders[by] as (module: Any) => Send;
    return methods(endpoint, sender(await load(`${kind}@${version}`)));
  },
});

const config = (endpoint: string) => ({
  region: "us-east-1",
  endpoint,
  credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
});

const libraries: readonly Library[] = [
  installed("axios", "1.21.1", 20),
  installed("axios", "0.35.0", 20),
  installed("got", "16.1.0", 22),
  installed("got", "15.1.0", 22),
  installed("got", "14.6.6", 20),
  installed("ky", "2.1.0", 22),
  installed("ky", "1.14.3", 20, "ky1"),
  installed("undici", "8.13.1", 22),
  installed("undici", "7.30.2", 20),
  { name: "fetch", node: 20, open: async (endpoint) => methods(endpoint, sendByFetch) },
  { name: "sdk-bare", node: 20, open: async (endpoint) => new IoTFleetWiseClient(config(endpoint)) },
  {
    name: "sdk-aggregated",
    node: 20,
    open: async (endpoint) => new IoTFleetWise(config(endpoint)) as unknown as RegistrationMethods,
  },
  {
    name: "built-in",
    node: 20,
    open: async (endpoint) => createFleetWiseClient(config(endpoint)) as unknown as RegistrationMethods,
  },
];

/** The libraries that run on this version of Node. */
export const runnable: readonly Library[] = libraries.filter(
  ({ node }) => Number.parseInt(process.versions.node, 10) >= node,
);
