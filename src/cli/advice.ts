import { adviceFor, CLOSED } from "../failures/advice.js";
import {
  type AdviceTopic,
  isRegistrationError,
  type RegisterAccountInput,
  type RegistrationOperation,
  type RegistrationSnapshot,
} from "../index.js";
import { TIMESTREAM_NAME_FORM } from "../registration/register-account.js";
import { oneLine } from "../text/one-line.js";
import { REGIONS_IN_WORDS } from "../text/regions.js";
import { TargetError } from "./errors.js";
import { type EnsureFlags, optionName } from "./options.js";
import type { Outcome } from "./outcome.js";

/** The commands that send requests to the service. */
export type Asking = "status" | "wait" | "ensure";

interface Context {
  readonly command: Asking;
  readonly operation: RegistrationOperation;
  readonly snapshot: RegistrationSnapshot | undefined;
  /** The requested resources, if the account is registered with others. */
  readonly requested: RegisterAccountInput | undefined;
  /** The flags of the resources that the command requested. */
  readonly resources: string;
  /** Returns a command to copy, on a line of its own, for the same targets. */
  readonly line: (command: Asking, ...flags: readonly string[]) => string;
  /** Returns such a command for this target only; `undefined` if no flags select it. */
  readonly ownLine: (command: Asking, ...flags: readonly string[]) => string | undefined;
}

const WAIT_LONGER = "Wait again, or longer with --max-wait-time, and with --timeout if it is set.";

/** Advice for users of this program. On other topics, the library's advice fits. */
const ADVICE: Partial<Record<AdviceTopic, (context: Context) => string>> = {
  "no-credentials": () =>
    "Give credentials: `aws configure` or `aws sso login`, a profile with --profile, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
  "expired-credentials": () =>
    "Renew the credentials: log in again, with `aws sso login` if that is how you log in.",
  region: () => `Set a region with --region or AWS_REGION: the service is in ${REGIONS_IN_WORDS}.`,
  fips: () => "Unset AWS_USE_FIPS_ENDPOINT and the profile's `use_fips_endpoint`.",
  validation({ operation, resources }) {
    if (operation === "GetRegisterAccountStatus") return "Check that --endpoint-url is AWS IoT FleetWise's.";
    if (!resources.startsWith(optionName("timestreamDatabase"))) return "";
    return `Check --timestream-database and --timestream-table: ${TIMESTREAM_NAME_FORM} each.`;
  },
  "malformed-response": (context) => adviceFor("not-the-service", context),
  certificate: () =>
    "Check the clock of this machine. If a proxy decrypts TLS, trust its certificate with AWS_CA_BUNDLE, a file of certificates in PEM form; `ca_bundle` of a profile is not read.",
  unreachable: () =>
    `Check --region (the service is in ${REGIONS_IN_WORDS}), --endpoint-url, the network, and HTTPS_PROXY and NO_PROXY.`,
  "register-again": ({ line, resources }) =>
    `Fix the cause, then register again:${line("ensure", resources)}`,
  "register-again-with-timestream": (context) => `Fix the cause, then register again. ${timestream(context)}`,
  "keep-timestream": (context) =>
    "The account was not registered again, because that would remove the Timestream metadata that AWS IoT FleetWise has stored. " +
    timestream(context),
  "reregister-if-different": ({ line, requested = {} }) =>
    "The account was left alone. To register it again with the requested resources:" +
    line("ensure", ...resourceFlags(requested), "--reregister=if-different"),
  "register-first": ({ line, resources }) =>
    `${CLOSED} Check the account and the region. To register the account:${line("ensure", resources)}`,
  "check-since": ({ command }) =>
    command === "ensure"
      ? "Register the account again with --reregister, or leave out --since."
      : "Compare --since with the time in RegisterAccount's response, or leave out --since.",
  continues: () => `The registration continues in the background. ${WAIT_LONGER}`,
  "wait-longer": () => WAIT_LONGER,
  "look-again": ({ line }) =>
    `A registration may be in progress. Check the status later, before you register again:${line("status")}`,
  "try-again": () => "Try again later, or wait longer with --max-wait-time, and with --timeout if it is set.",
};

/** Each target has its own metadata, so a command for several targets would remove that of the others. */
function timestream({ ownLine, snapshot }: Context): string {
  const { timestreamDatabaseName = "", timestreamTableName = "" } =
    snapshot?.timestreamRegistrationResponse ?? {};
  const kept = resourceFlags({ timestreamResources: { timestreamDatabaseName, timestreamTableName } });
  const [keeping, dropping] = [kept, resourceFlags({})].map((flags) => ownLine("ensure", ...flags));
  if (keeping !== undefined) return `To keep the Timestream metadata:${keeping}\nTo give it up:${dropping}`;
  return `To keep the Timestream metadata, list this target alone for --targets, and add ${kept.join(" ")}. To give it up, add --drop-timestream.`;
}

/** Returns the advice on an outcome in terms of this program; `undefined` if there is none. */
export function adviceOf(command: Asking, outcome: Outcome): string | undefined {
  const { error, topic, snapshot, targetFlags, ownFlags, resources = "" } = outcome;
  const known = isRegistrationError(error) ? error : undefined;
  const context: Context = {
    command,
    operation: known && "operation" in known ? known.operation : "GetRegisterAccountStatus",
    snapshot,
    requested: known && "requested" in known ? known.requested : undefined,
    resources,
    line: (name, ...flags) => commandLine(name, targetFlags, ...flags),
    ownLine: (name, ...flags) => (ownFlags === undefined ? undefined : commandLine(name, ownFlags, ...flags)),
  };
  const topics = topic ? [topic] : (known?.topics ?? []);
  const advice = topics.map((one) => ADVICE[one]?.(context) ?? adviceFor(one, context));
  if (error instanceof TargetError && error.advice) advice.unshift(error.advice);
  return advice.join(" ") || undefined;
}

function commandLine(...words: readonly (string | undefined)[]): string {
  return `\n  ${["fleetwise-registration", ...words].filter(Boolean).join(" ")}`;
}

/** Returns the flags that select the same targets again, and those that request the same resources. */
export function repeatedFlags(flags: Partial<Record<keyof EnsureFlags, unknown>>) {
  const typed = (name: keyof EnsureFlags, value: unknown) => {
    if (value === true) return optionName(name);
    // The value of --emulate may be left out, so it needs the equals sign.
    return `${optionName(name)}${name === "emulate" ? "=" : " "}${quoted(String(value))}`;
  };
  const repeated = (...names: readonly (keyof EnsureFlags)[]) =>
    names.flatMap((name) => [flags[name] ?? []].flat().map((value) => typed(name, value))).join(" ");
  return {
    targetFlags: repeated("region", "profile", "account", "targets", "endpointUrl", "dualstack", "emulate"),
    resources: repeated("timestreamDatabase", "timestreamTable", "dropTimestream"),
  };
}

/** Returns the flags of `ensure` that request these resources. */
function resourceFlags({ timestreamResources: timestream }: RegisterAccountInput): readonly string[] {
  if (timestream === undefined) return ["--drop-timestream"];
  const { timestreamDatabaseName: database = "", timestreamTableName: table = "" } = timestream;
  return [`--timestream-database ${quoted(database)}`, `--timestream-table ${quoted(table)}`];
}

/** Quotes a text for a POSIX shell. The text may come from the service. */
function quoted(text: string): string {
  const line = oneLine(text);
  return /^[\w@%+=:,./][\w@%+=:,./-]*$/.test(line) ? line : `'${line.replaceAll("'", "'\\''")}'`;
}
