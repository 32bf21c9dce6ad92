import type {
  AwsCredentialIdentity,
  AwsCredentialIdentityProvider,
  Endpoint,
  EndpointV2,
} from "@smithy/types";
import { expected, expectedSecret, rejectMisspelled } from "../../text/expected.js";
import type { RequestHandler, RequestHandlerOptions } from "../http/handler.js";

/** A value, or a function that finds it out, as the AWS SDK's configs have it. */
export type OrProvider<T> = T | (() => Promise<T>);

/**
 * Options of `createFleetWiseClient`. Each left out, or `undefined`, is found where the AWS SDK finds it.
 *
 * An `IoTFleetWiseClientConfig` of the AWS SDK will do. What it has besides, such as `maxAttempts` or `logger`, is without effect
 * here: this client sends each request once, and never logs.
 */
export interface FleetWiseClientConfig {
  /**
   * The AWS region: `us-east-1`, `eu-central-1` and `ap-south-1` have the service. Also signed for where `endpoint` is set.
   *
   * @default `AWS_REGION`, `AWS_DEFAULT_REGION`, the profile's `region`; without either, every call rejects with "Region is missing"
   */
  readonly region?: OrProvider<string> | undefined;
  /**
   * Where to send the requests instead: an http or https URL. A path is kept, user and password in it are not used.
   *
   * @default `AWS_ENDPOINT_URL_IOTFLEETWISE`, `AWS_ENDPOINT_URL`, the profile's `services` section or `endpoint_url`, unless
   * `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS` is `true`; else the region's own
   */
  readonly endpoint?: OrProvider<string> | OrProvider<Endpoint> | OrProvider<EndpointV2> | URL | undefined;
  /**
   * An identity, or a provider of one. A provider is asked when the first call needs it, again from 5 minutes before the
   * identity's `expiration`, and once more when the service says that it does not know the keys any more. An identity that has
   * not expired is kept while the provider fails.
   *
   * @default in Node, the order of the AWS CLI: the option `profile`, the environment's keys, its web identity, its profile, the
   * container, the instance. A source that is configured and fails is an error, and never a reason to try the next one
   */
  readonly credentials?: AwsCredentialIdentity | AwsCredentialIdentityProvider | undefined;
  /**
   * The profile of the AWS config and credentials files to read what is not set here. If it does not exist or its credentials
   * cannot be had, every request rejects: no other credentials take their place.
   *
   * @default `AWS_DEFAULT_PROFILE`, `AWS_PROFILE`, `default`
   */
  readonly profile?: string | undefined;
  /**
   * Whether to use the region's dual-stack endpoint (IPv4 and IPv6). Without effect where an endpoint is set.
   *
   * @default `AWS_USE_DUALSTACK_ENDPOINT`, else the profile's `use_dualstack_endpoint`, else `false`
   */
  readonly useDualstackEndpoint?: OrProvider<boolean> | undefined;
  /**
   * Whether only a FIPS endpoint will do. AWS IoT FleetWise has none, so that `true` makes every call reject.
   *
   * @default where `endpoint` is not set, `AWS_USE_FIPS_ENDPOINT`, else the profile's `use_fips_endpoint`, else `false`
   */
  readonly useFipsEndpoint?: OrProvider<boolean> | undefined;
  /**
   * What sends the requests: any of the AWS SDK's HTTP handlers, such as a `NodeHttpHandler` with a proxy agent or your own
   * CA. It stays yours: it is never destroyed here. In Node, the options of a `NodeHttpHandler` will do.
   *
   * @default in Node `node:http` with 5 s to connect, elsewhere `fetch`; neither follows redirects
   */
  readonly requestHandler?: RequestHandler | RequestHandlerOptions | undefined;
}

const KNOWN: { readonly [Name in keyof FleetWiseClientConfig]-?: true } = {
  region: true,
  endpoint: true,
  credentials: true,
  profile: true,
  useDualstackEndpoint: true,
  useFipsEndpoint: true,
  requestHandler: true,
};

/**
 * Checks the options themselves, without looking anywhere else.
 *
 * @throws TypeError that names the option, what was expected and what came; never a credential.
 */
export function checkClientConfig(config: FleetWiseClientConfig): void {
  if (typeof config !== "object" || config === null || Array.isArray(config))
    throw new TypeError(expected("the client's config", "an object", config));
  rejectMisspelled("an option of the client", config, Object.keys(KNOWN));
  const { region, endpoint, credentials, profile, requestHandler } = config;
  if (given(region)) checkRegion("`region`", region);
  if (given(endpoint)) checkEndpoint("`endpoint`", endpoint);
  if (given(credentials) && !isIdentity(credentials)) {
    const wanted = "an object with accessKeyId and secretAccessKey, or a function that resolves to one";
    throw new TypeError(expectedSecret("`credentials`", wanted, credentials));
  }
  if (profile !== undefined && (typeof profile !== "string" || profile === ""))
    throw new TypeError(expected("`profile`", "the name of a profile", profile));
  for (const name of ["useDualstackEndpoint", "useFipsEndpoint"] as const) {
    const flag = config[name];
    if (given(flag) && typeof flag !== "boolean")
      throw new TypeError(expected(`\`${name}\``, "a boolean", flag));
  }
  if (requestHandler !== undefined && (typeof requestHandler !== "object" || requestHandler === null))
    throw new TypeError(expected("`requestHandler`", "an object with a `handle` method", requestHandler));
}

/** Whether an option is there to be checked: not left to its default, nor to a function. */
function given<T>(option: T): option is Exclude<T, undefined | ((...args: never) => unknown)> {
  return option !== undefined && typeof option !== "function";
}

/** As the AWS SDK checks a region. Not its own function: all that it comes with would be loaded by every import of this package. */
const HOST_LABEL = /^(?!-)[a-z\d-]{1,63}(?<!-)$/i;

/** A region becomes a part of a host name: anything but one label could name another host. @throws TypeError */
export function checkRegion(subject: string, region: unknown): asserts region is string {
  if (typeof region !== "string" || !HOST_LABEL.test(region))
    throw new TypeError(expected(subject, "an AWS region such as us-east-1", region));
}

/** @throws TypeError without what stands before an `@`, as that may hold a password. */
export function checkEndpoint(subject: string, endpoint: unknown): void {
  const url =
    typeof endpoint === "object" && endpoint !== null && "url" in endpoint ? endpoint.url : endpoint;
  if (
    typeof url === "object" &&
    url !== null &&
    "hostname" in url &&
    "protocol" in url &&
    isHttp(url.protocol)
  )
    return;
  if (URL.canParse(String(url)) && isHttp(new URL(String(url)).protocol)) return;
  const shown = url instanceof URL ? url.href : url;
  const got = typeof shown === "string" ? shown.replace(/^.*@/, "...@") : shown;
  throw new TypeError(expected(subject, "an http or https URL", got));
}

function isHttp(protocol: unknown): boolean {
  return protocol === "https:" || protocol === "http:";
}

export function isIdentity(value: unknown): value is AwsCredentialIdentity {
  const { accessKeyId, secretAccessKey } = Object(value) as Record<keyof AwsCredentialIdentity, unknown>;
  return typeof accessKeyId === "string" && typeof secretAccessKey === "string";
}
