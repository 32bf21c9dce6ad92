import type { HttpRequest } from "@smithy/types";
import { UsageError } from "../errors.js";
import type { Host } from "../host.js";

type Destination = Pick<HttpRequest, "protocol" | "hostname" | "port">;

/**
 * Returns a function that finds the proxy for a destination, as the AWS CLI and its Python library do: in the scheme's variable,
 * first with a lower-case name, then with an upper-case one. `NO_PROXY` names hosts and domains, with or without a port.
 *
 * @see https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-proxy.html
 * @see https://docs.python.org/3/library/urllib.request.html#urllib.request.getproxies
 * @throws UsageError if a proxy is not an http or https URL. The message has no URL, because that may contain a password.
 */
export function proxiesOf(env: Host["env"]): (destination: Destination) => URL | undefined {
  // An empty variable in lower case overrides the variable in upper case.
  const either = (name: string) => env[name] ?? env[name.toUpperCase()];
  const proxies = new Map(
    ["http", "https"].map((scheme) => [`${scheme}:`, proxyUrl(`${scheme}_proxy`, either(`${scheme}_proxy`))]),
  );
  const names = (either("no_proxy") ?? "").toLowerCase().split(",");
  const exempt = names.map((name) => name.trim()).filter((name) => name !== "");
  return (destination) => (isExempt(destination, exempt) ? undefined : proxies.get(destination.protocol));
}

function proxyUrl(name: string, text: string | undefined): URL | undefined {
  if (!text) return undefined;
  const url = text.includes("://") ? text : `http://${text.replace(/^\/\//, "")}`;
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return new URL(url);
  throw new UsageError(`Expected ${name.toUpperCase()} to be an http or https URL.`);
}

function isExempt({ protocol, hostname, port }: Destination, exempt: readonly string[]): boolean {
  const host = hostname.toLowerCase().replace(/^\[|\]$/g, "");
  const hosts = [host, `${host}:${port ?? (protocol === "https:" ? 443 : 80)}`];
  return exempt.some((name) => {
    const domain = name.replace(/^\*?\.+/, "").replace(/^\[(.*)\]/, "$1");
    return name === "*" || hosts.some((one) => one === domain || one.endsWith(`.${domain}`));
  });
}
