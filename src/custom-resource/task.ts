import type { RegisterAccountInput } from "../index.js";
import { checkedMembers, matching, type Schema, wrong } from "../options/checks.js";
import { checkedRegistration } from "../options/ensure.js";
import type { Policy } from "../registration/decide.js";
import { expected, rejectUnknown } from "../text/expected.js";
import type { HandlerOptions } from "./config.js";
import { Property } from "./names.js";
import { isRollback } from "./physical-id.js";
import type { OnEventRequest } from "./protocol.js";

/** The task of a Create or an Update: the account is to be registered. */
export interface RegistrationTask {
  /** Input of RegisterAccount, from the request or else from the config. */
  readonly registration: RegisterAccountInput | undefined;
  /**
   * Whether to register a registered account again: yes, for an Update with another token; if it has other Timestream resources,
   * for a Create with a token; otherwise not.
   */
  readonly reregister: Policy["reregister"];
  /** Time of CloudFormation's request. A registration that started later satisfies the request, also another caller's. */
  readonly requestedAt: Date;
}

/**
 * Returns the task of a Create or an Update; `undefined` for an Update to an earlier setting, as in a rollback, which must change
 * nothing and must not fail.
 *
 * @param startedAt - Start time of the first handler, used if the request has no time of its own.
 * @throws TypeError for properties that can't be carried out.
 */
export async function taskOf(
  request: OnEventRequest,
  config: HandlerOptions,
  startedAt: Date,
): Promise<RegistrationTask | undefined> {
  const { RequestType, OldResourceProperties = {} } = request;
  checkedMembers<Fields>(request, REQUEST);
  // Before the properties are validated: a rollback to invalid properties must succeed too.
  if (await isRollback(request)) return undefined;
  const { token, registration } = propertiesOf(request, config.mode);
  const newToken = token !== undefined && token !== OldResourceProperties[Property.reregisterToken];
  const fallback = config.mode === "wait-only" ? undefined : config.registration;
  return {
    registration: registration ?? fallback,
    reregister: newToken && (RequestType === "Update" || "if-different"),
    requestedAt: signedAt(request) ?? startedAt,
  };
}

type Fields = Omit<OnEventRequest, "StackId" | "RequestId" | "LogicalResourceId" | "ResponseURL">;

const isObject = (value: unknown) => typeof value === "object" && value !== null;

/** Checks the members of a request that the handlers act on. */
const REQUEST: Schema<Fields> = {
  RequestType: (name, value) => {
    if (value !== "Create" && value !== "Update")
      throw wrong(TypeError, name, '"Create", "Update" or "Delete"', value);
  },
  PhysicalResourceId: matching("text", (value) => typeof value === "string"),
  ResourceProperties: matching("an object", isObject),
  OldResourceProperties: matching("an object", isObject),
};

const PROPERTIES: readonly string[] = ["ServiceToken", "ServiceTimeout", ...Object.values(Property)];

/**
 * Validates the properties. Rejects unknown ones, as CloudFormation does. An empty token counts as absent, because a template
 * parameter always has a value.
 */
function propertiesOf({ ResourceProperties = {} }: OnEventRequest, mode: HandlerOptions["mode"]) {
  rejectUnknown("a property of the resource", ResourceProperties, PROPERTIES);
  const token = ResourceProperties[Property.reregisterToken] || undefined;
  // Two equal lists or objects are never the same value, so each Update would register again.
  if (typeof token === "object") throw wrong(TypeError, Property.reregisterToken, "text", token);
  const given = checkedRegistration(ResourceProperties[Property.registration] as RegisterAccountInput);
  const drops = dropsTimestream(ResourceProperties[Property.dropTimestream]);
  if (drops && given !== undefined)
    throw new TypeError("Expected `registration` or `dropTimestream`, got both: remove one of them.");
  const registration = given ?? (drops ? {} : undefined);
  if (mode === "wait-only" && (token ?? registration) !== undefined) {
    throw new TypeError(
      "A resource whose `mode` is `wait-only` never registers: remove `reregisterToken`, `registration` and `dropTimestream`, or change the mode.",
    );
  }
  return { token, registration };
}

/** Accepts text too, because a template parameter is always text. */
function dropsTimestream(value: unknown): boolean {
  if (value === undefined || value === "" || value === "false" || value === false) return false;
  if (value === "true" || value === true) return true;
  throw new TypeError(expected(`\`${Property.dropTimestream}\``, '"true" or "false"', value));
}

/** Matches the time of the signature in the URL. */
const SIGNED_AT = /[?&]X-Amz-Date=(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z(?:&|$)/;

/**
 * Returns the time of the signature, by CloudFormation's clock. The URL gives it in whole seconds, so the end of that second is
 * returned: a registration within the second may be older than the request, and registering again does less harm than not
 * registering.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 */
function signedAt({ ResponseURL = "" }: OnEventRequest): Date | undefined {
  const match = SIGNED_AT.exec(ResponseURL);
  if (match === null) return undefined;
  const [year = 0, month = 0, day, hour, minute, second = 0] = match.slice(1).map(Number);
  return new Date(Date.UTC(year, month - 1, day, hour, minute, second + 1));
}
