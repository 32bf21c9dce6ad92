import type {
  AwsCredentialIdentity,
  AwsCredentialIdentityProvider,
  Endpoint,
  EndpointV2,
} from "@smithy/types";
import { checkedMembers, flag, matching, type Schema } from "../../options/checks.js";
import { expected, expectedSecret, rejectMisspelled } from "../../text/expected.js";
import { httpUrl } from "../../text/http-url.js";
import { REGION, REGION_FORM } from "../../text/regions.js";
import type { RequestHandler, RequestHandlerOptions } from "../http/handler.js";

/** A value, or a function that returns it, as in the AWS SDK's configs. */
export type OrProvider<T> = T | (() => Promise<T>);

/**
 * Options of `createFleetWiseClient`. `undefined` means the default.
 *
 * An `IoTFleetWiseClientConfig` of the AWS SDK is accepted. Its other options, such as `maxAttempts` or `logger`, have no effect:
 * this client repeats a request only after clock skew or for new keys, and never logs.
 */
export interface FleetWiseClientConfig {
  /**
   * The AWS region: `us-east-1`, `eu-central-1` and `ap-south-1` have the service. Requests to an `endpoint` are signed for it too.
   *
   * @default `AWS_REGION`, `AWS_DEFAULT_REGION`, the profile's `region`
   */
  readonly region?: OrProvider<string> | undefined;
  /**
   * Endpoint of the requests: an http or https URL. Its path is kept, its user and password are not used.
   *
   * @default `AWS_ENDPOINT_URL_IOTFLEETWISE`, `AWS_ENDPOINT_URL`, the profile's `services` section or `endpoint_url`, unless
   * `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS` (or its setting) is `true`; else the region's own
   */
  readonly endpoint?: OrProvider<string> | OrProvider<Endpoint> | OrProvider<EndpointV2> | URL | undefined;
  /**
   * An identity, or a provider of one. A provider is called by the first request, again from 5 minutes before the identity's
   * `expiration`, and once again if the service rejects the keys as expired or unknown. An identity that has not expired is kept
   * while the provider fails.
   *
   * @default in Node, the order of the AWS CLI: the option `profile`, the environment's keys, the profile's role, a web
   * identity, other profile settings, the container, the instance
   */
  readonly credentials?: AwsCredentialIdentity | AwsCredentialIdentityProvider | undefined;
  /**
   * Profile of the AWS config and credentials files for the options that are not set. If it does not exist or its credentials fail,
   * every request rejects: no other credentials replace them.
   *
   * @default `AWS_DEFAULT_PROFILE`, `AWS_PROFILE`, `default`
   */
  readonly profile?: string | undefined;
  /**
   * Whether to use the region's dual-stack endpoint (IPv4 and IPv6). It has no effect if an endpoint is set.
   *
   * @default `AWS_USE_DUALSTACK_ENDPOINT`, else the profile's `use_dualstack_endpoint`, else `false`
   */
  readonly useDualstackEndpoint?: OrProvider<boolean> | undefined;
  /**
   * Whether to require a FIPS endpoint. AWS IoT FleetWise has none, so `true` makes every call reject.
   *
   * @default if `endpoint` is not set, `AWS_USE_FIPS_ENDPOINT`, else the profile's `use_fips_endpoint`, else `false`
   */
  readonly useFipsEndpoint?: OrProvider<boolean> | undefined;
  /**
   * HTTP handler of the AWS SDK that sends the requests. The client never destroys it. In Node, it may also be the options of a `NodeHttpHandler`.
   *
   * @default in Node `node:http` with 5 s to connect, elsewhere `fetch`; neither follows redirects
   */
  readonly requestHandler?: RequestHandler | RequestHandlerOptions | undefined;
}

const CONFIG: Schema<FleetWiseClientConfig> = {
  region: (_name, value) => isDeferred(value) || checkRegion("`region`", value),
  endpoint: (_name, value) => isDeferred(value) || checkEndpoint("`endpoint`", value),
  credentials: (_name, value) => {
    if (isDeferred(value) || isIdentity(value)) return;
    const wanted = "an object with accessKeyId and secretAccessKey, or a function that resolves to one";
    throw new TypeError(expectedSecret("`credentials`", wanted, value));
  },
  profile: /* @__PURE__ */ matching(
    "the name of a profile",
    (value) => typeof value === "string" && value !== "",
  ),
  useDualstackEndpoint: (name, value) => isDeferred(value) || flag(name, value),
  useFipsEndpoint: (name, value) => isDeferred(value) || flag(name, value),
  requestHandler: /* @__PURE__ */ matching(
    "an object with a `handle` method, or options for Node",
    (value) => typeof value === "object" && value !== null,
  ),
};

/**
 * Checks the options of this client, and returns a copy: the caller may change the config before the first request, for the next
 * client. A config of the AWS SDK may have other options.
 *
 * @throws TypeError that names the option, the expected value and the value; never a credential.
 */
export function checkedClientConfig(config: FleetWiseClientConfig): FleetWiseClientConfig {
  if (typeof config !== "object" || config === null || Array.isArray(config))
    throw new TypeError(expected("the client's config", "an object", config));
  const names = Object.keys(CONFIG) as readonly (keyof FleetWiseClientConfig)[];
  rejectMisspelled("an option of the client", config, names);
  const copy: FleetWiseClientConfig = Object.fromEntries(names.map((name) => [name, config[name]]));
  return checkedMembers(copy, CONFIG);
}

/** Returns whether the value is found later: by default, or by a function. */
function isDeferred(value: unknown): value is undefined | ((...args: never) => unknown) {
  return value === undefined || typeof value === "function";
}

/** Rejects any region but one label of a host name, because it could name another host. @throws TypeError */
export function checkRegion(subject: string, region: unknown): asserts region is string {
  if (typeof region !== "string" || !REGION.test(region))
    throw new TypeError(expected(subject, REGION_FORM, region));
}

/** @throws TypeError without the text before an `@`, because it may contain a password. */
export function checkEndpoint(subject: string, endpoint: unknown): void {
  const url =
    typeof endpoint === "object" && endpoint !== null && "url" in endpoint ? endpoint.url : endpoint;
  const { hostname, protocol } = Object(url) as Record<"hostname" | "protocol", unknown>;
  if (hostname !== undefined && (protocol === "https:" || protocol === "http:")) return;
  if (typeof url === "string" && httpUrl(url)) return;
  const shown = url instanceof URL ? url.href : url;
  const got = typeof shown === "string" ? shown.replace(/.*@/s, "...@") : shown;
  throw new TypeError(expected(subject, "an http or https URL", got));
}

export function isIdentity(value: unknown): value is AwsCredentialIdentity {
  const { accessKeyId, secretAccessKey } = Object(value) as Record<keyof AwsCredentialIdentity, unknown>;
  return typeof accessKeyId === "string" && typeof secretAccessKey === "string";
}
