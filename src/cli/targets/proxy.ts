import type { Host } from "../host.js";
import { UsageError } from "../usage-error.js";

/** Where a request goes. */
export interface Destination {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number | undefined;
}

/**
 * The proxy for a destination, as the AWS CLI finds it, which asks Python: the scheme's own variable, in lower case first;
 * `NO_PROXY` names hosts and domains, with a port or without.
 *
 * @see https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-proxy.html
 * @see https://docs.python.org/3/library/urllib.request.html#urllib.request.getproxies
 * @throws UsageError if a proxy is not an http or https URL; without its text, which may hold a password.
 */
export function proxiesOf(env: Host["env"]): (destination: Destination) => URL | undefined {
  // An empty variable in lower case switches off the one in upper case.
  const either = (name: string) => env[name.toLowerCase()] ?? env[name.toUpperCase()];
  const proxies = new Map(
    ["http", "https"].map((scheme) => [`${scheme}:`, proxyUrl(`${scheme}_proxy`, either(`${scheme}_proxy`))]),
  );
  const exempt = domains(either("no_proxy"));
  return (destination) => (isExempt(destination, exempt) ? undefined : proxies.get(destination.protocol));
}

function proxyUrl(name: string, text: string | undefined): URL | undefined {
  if (!text) return undefined;
  const url = text.includes("://") ? text : `http://${text.replace(/^\/\//, "")}`;
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return new URL(url);
  throw new UsageError(`Expected ${name.toUpperCase()} to be an http or https URL.`);
}

function domains(list = ""): readonly string[] {
  return list
    .toLowerCase()
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

function isExempt({ protocol, hostname, port }: Destination, exempt: readonly string[]): boolean {
  const host = hostname.toLowerCase().replace(/^\[|\]$/g, "");
  const hosts = [host, `${host}:${port ?? (protocol === "https:" ? 443 : 80)}`];
  return exempt.some((name) => {
    if (name === "*") return true;
    const domain = name.replace(/^\*?\.+/, "").replace(/^\[(.*)\]/, "$1");
    return hosts.some((one) => one === domain || one.endsWith(`.${domain}`));
  });
}
