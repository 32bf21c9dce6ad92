import type { RegisterAccountInput } from "../index.js";
import { checkedRegistration } from "../options/ensure.js";
import { expected, refuseUnknown } from "../text/expected.js";
import type { HandlerConfig } from "./config.js";
import { Property } from "./names.js";
import { isRollback } from "./physical-id.js";
import type { OnEventRequest } from "./protocol.js";

/** What a request asks for. */
export type Task =
  /** A Delete: there is no operation that takes a registration back. */
  | { readonly kind: "nothing" }
  /** An Update to what the resource has been set to before: a rollback, which must change nothing, and must not fail. */
  | { readonly kind: "going-back" }
  | RegistrationTask;

/** That the account is registered. */
export interface RegistrationTask {
  readonly kind: "registration";
  /** What RegisterAccount is called with, where the request or the config says so. */
  readonly registration: RegisterAccountInput | undefined;
  /**
   * When an account that is registered is registered once more: always, as an Update brings another token; where it has other
   * Timestream resources, as a Create brings a token; or never.
   */
  readonly again: "always" | "if-different" | "never";
  /** When CloudFormation made the request. What has been registered since, a copy of the request has done, or somebody else. */
  readonly requestedAt: Date;
}

/**
 * Reads what a request asks for.
 *
 * @param startedAt - When its first handler began: it stands for the time of a request that does not tell its own.
 * @throws TypeError for properties that can't be carried out.
 */
export async function taskOf(request: OnEventRequest, config: HandlerConfig, startedAt: Date): Promise<Task> {
  const { RequestType, OldResourceProperties = {} } = request;
  if (RequestType === "Delete") return { kind: "nothing" };
  // Before its properties are read: they may be as wrong as they like, if the resource has lived with them.
  if (await isRollback(request)) return { kind: "going-back" };
  const { token, registration } = propertiesOf(request, config?.mode);
  const newToken = token !== undefined && token !== OldResourceProperties[Property.reregisterToken];
  const fallback = config?.mode === "wait-only" ? undefined : config?.registration;
  return {
    kind: "registration",
    registration: registration ?? fallback,
    again: newToken ? (RequestType === "Update" ? "always" : "if-different") : "never",
    requestedAt: signedAt(request) ?? startedAt,
  };
}

const PROPERTIES: readonly string[] = ["ServiceToken", "ServiceTimeout", ...Object.values(Property)];

/** As CloudFormation itself refuses what a resource does not know. A token that is empty is none: parameters have no other way. */
function propertiesOf({ ResourceProperties = {} }: OnEventRequest, mode: HandlerConfig["mode"]) {
  refuseUnknown("a property of the resource", ResourceProperties, PROPERTIES);
  const token = ResourceProperties[Property.reregisterToken] || undefined;
  const given = checkedRegistration(ResourceProperties[Property.registration] as RegisterAccountInput);
  const registration =
    given ?? (dropsTimestream(ResourceProperties[Property.dropTimestream]) ? {} : undefined);
  if (mode === "wait-only" && (token ?? registration) !== undefined) {
    throw new TypeError(
      "A resource whose `mode` is `wait-only` never registers: remove `reregisterToken` and `registration`, or change the mode.",
    );
  }
  return { token, registration };
}

/** A parameter of a template has no other way than text. */
function dropsTimestream(value: unknown): boolean {
  if (value === undefined || value === "" || value === "false" || value === false) return false;
  if (value === "true" || value === true) return true;
  throw new TypeError(expected(`\`${Property.dropTimestream}\``, '"true" or "false"', value));
}

/** The time of the signature in the URL. */
const SIGNED_AT = /[?&]X-Amz-Date=(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z(?:&|$)/;

/**
 * By CloudFormation's clock. It tells whole seconds, so this is the end of that one: what was registered within it may have been
 * registered before, and to register once more does less harm than not to.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 */
function signedAt({ ResponseURL = "" }: OnEventRequest): Date | undefined {
  const [, ...parts] = SIGNED_AT.exec(ResponseURL) ?? [];
  const [year, month, day, hour, minute, second] = parts.map(Number);
  if (year === undefined || month === undefined || second === undefined) return undefined;
  return new Date(Date.UTC(year, month - 1, day, hour, minute, second + 1));
}
