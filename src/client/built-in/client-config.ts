import { isValidHostLabel } from "@smithy/core/transport";
import type {
  AwsCredentialIdentity,
  AwsCredentialIdentityProvider,
  HttpHandlerOptions,
  HttpRequest,
  HttpResponse,
} from "@smithy/types";

/** Options of `createFleetWiseClient`. Each left out, or `undefined`, is found where the AWS SDK finds it. */
export interface FleetWiseClientConfig {
  /**
   * The AWS region: `us-east-1`, `eu-central-1` and `ap-south-1` have the service. Also signed for where `endpoint` is set.
   *
   * @default `AWS_REGION`, else the profile's `region`; without either, every call rejects with "Region is missing"
   */
  readonly region?: string | undefined;
  /**
   * Where to send the requests instead: an http or https URL. A path is kept, user and password in it are not used.
   *
   * @default `AWS_ENDPOINT_URL_IOTFLEETWISE`, `AWS_ENDPOINT_URL`, the profile's `services` section or `endpoint_url`, unless
   * `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS` is `true`; else the region's own
   */
  readonly endpoint?: string | URL | undefined;
  /**
   * An identity, or a provider of one. A provider is asked when the first call needs it, again from 5 minutes before the
   * identity's `expiration`, and once more when the service says that the token has expired.
   *
   * @default the AWS SDK's credential chain for Node: environment, SSO, profile, process, web identity, container, instance
   */
  readonly credentials?: AwsCredentialIdentity | AwsCredentialIdentityProvider | undefined;
  /**
   * The profile of the AWS config and credentials files to read what is not set here.
   *
   * @default `AWS_PROFILE`, else `default`
   */
  readonly profile?: string | undefined;
  /**
   * Whether to use the region's dual-stack endpoint (IPv4 and IPv6). Without effect where an endpoint is set.
   *
   * @default `AWS_USE_DUALSTACK_ENDPOINT`, else the profile's `use_dualstack_endpoint`, else `false`
   */
  readonly useDualstackEndpoint?: boolean | undefined;
  /**
   * What sends the requests: any of the AWS SDK's HTTP handlers, such as a `NodeHttpHandler` with a proxy agent or your own
   * CA. It stays yours: it is never destroyed here.
   *
   * @default `fetch`, without following redirects
   */
  readonly requestHandler?: RequestHandler | undefined;
}

/** The AWS SDK's `HttpHandler`, as far as it is used here. A method, so that the SDK's own classes fit it. */
export interface RequestHandler {
  handle(request: HttpRequest, options?: HttpHandlerOptions): Promise<{ response: HttpResponse }>;
}

/**
 * Checks the options themselves, without looking anywhere else.
 *
 * @throws TypeError that names the option, what was expected and what came; never a credential.
 */
export function checkClientConfig(config: FleetWiseClientConfig): void {
  const { region, endpoint, credentials, profile, useDualstackEndpoint, requestHandler } = config;
  if (region !== undefined && !isRegion(region)) {
    throw wrong("region", "an AWS region such as us-east-1", shown(region));
  }
  if (endpoint !== undefined && endpointUrl(endpoint) === undefined) {
    throw wrong("endpoint", "an http or https URL", shownUrl(endpoint));
  }
  if (credentials !== undefined && typeof credentials !== "function" && !isIdentity(credentials)) {
    const expected = "an object with accessKeyId and secretAccessKey, or a function that resolves to one";
    throw wrong("credentials", expected, kind(credentials));
  }
  if (profile !== undefined && (typeof profile !== "string" || profile === "")) {
    throw wrong("profile", "the name of a profile", shown(profile));
  }
  if (useDualstackEndpoint !== undefined && typeof useDualstackEndpoint !== "boolean") {
    throw wrong("useDualstackEndpoint", "a boolean", shown(useDualstackEndpoint));
  }
  if (requestHandler !== undefined && typeof requestHandler?.handle !== "function") {
    throw wrong("requestHandler", "an object with a `handle` method", kind(requestHandler));
  }
}

/** A region becomes a part of a host name: anything but one label could name another host. */
export function isRegion(value: unknown): value is string {
  return typeof value === "string" && isValidHostLabel(value);
}

export function isIdentity(value: unknown): value is AwsCredentialIdentity {
  const { accessKeyId, secretAccessKey } = Object(value) as Record<keyof AwsCredentialIdentity, unknown>;
  return typeof accessKeyId === "string" && typeof secretAccessKey === "string";
}

/** The URL, or `undefined` where it is none that HTTP can reach. */
export function endpointUrl(value: unknown): URL | undefined {
  const url = URL.canParse(String(value)) ? new URL(String(value)) : undefined;
  return url?.protocol === "https:" || url?.protocol === "http:" ? url : undefined;
}

/** A URL for a message: what stands before an `@` may hold a password. */
export function shownUrl(value: unknown): string {
  return shown(value instanceof URL ? value.href : value).replace(/^".*@/, '"...@');
}

function wrong(option: string, expected: string, got: string): TypeError {
  return new TypeError(`Expected \`${option}\` to be ${expected}, got ${got}`);
}

function shown(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : kind(value);
}

function kind(value: unknown): string {
  if (typeof value === "string") return "a string";
  if (typeof value === "function") return "a function";
  return typeof value === "object" && value !== null ? "an object" : String(value);
}
