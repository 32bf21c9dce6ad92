// The CloudFormation handlers, called as by the CDK's provider framework and as by Lambda.
import type {
  CloudFormationRequest,
  HandlerOptions,
  IsCompleteRequest,
  OnEventRequest,
} from "../../../../src/custom-resource/index.js";
import * as customResource from "../../../../src/custom-resource/index.js";
import { request as requestOf, responseUrl } from "../../../custom-resource/requests.js";
import { inVirtualTime } from "../../../support/in-virtual-time.js";
import { clientOf } from "../clients.js";
import { LIBRARY_TRAITS, type Traits } from "../model.js";
import { type Row, rowOfError } from "../row.js";
import { Service } from "../service.js";
import type { Situation } from "../situation.js";
import { type EntryPoint, noResources } from "./entry-point.js";

const HANDLER_TRAITS: Traits = {
  ...LIBRARY_TRAITS,
  accessGrace: 30,
  unreachableIsTransient: true,
  laterResultIsOwn: true,
};

/** By default, the provider framework calls `isComplete` every 5 s for 30 minutes. */
const QUERY_INTERVAL_MS = 5000;
const TOTAL_TIMEOUT_MS = 30 * 60_000;
const LAMBDA_TIMEOUT_MS = 15 * 60_000;

export const provider: EntryPoint = {
  name: "provider",
  traits: { ...HANDLER_TRAITS, pollsAfterDeadline: true },
  plays,
  play: (situation) =>
    inVirtualTime(async () => {
      const service = new Service(situation, () => Date.now());
      const { onEvent, isComplete } = customResource.createProviderHandlers(configOf(situation, service));
      const event: OnEventRequest = json(eventOf(situation));
      const done = (row: Omit<Row, "requests">) => ({
        row: { ...row, requests: service.registerRequests.length },
        service,
      });
      try {
        const context = lambdaContext();
        const result = await onEvent(event, context);
        const handedOn: IsCompleteRequest = json({ ...event, ...result });
        for (const startedAtMs = Date.now(); Date.now() < startedAtMs + TOTAL_TIMEOUT_MS; ) {
          const { IsComplete } = await isComplete(structuredClone(handedOn));
          if (IsComplete) return done({ code: "registered", message: "" });
          await new Promise<void>((resolve) => globalThis.setTimeout(resolve, QUERY_INTERVAL_MS));
        }
        return done({ code: "Operation timed out", message: "" });
      } catch (error) {
        return done(rowOfReason(error));
      }
    }),
  ...noResources,
};

export const singleHandler: EntryPoint = {
  name: "single-handler",
  traits: HANDLER_TRAITS,
  plays,
  play: (situation) =>
    inVirtualTime(async () => {
      const service = new Service(situation, () => Date.now());
      const handler = customResource.createCloudFormationHandler(configOf(situation, service));
      const answer = await answerOf(() => handler(eventOf(situation), lambdaContext()));
      const { Status, Reason } = answer;
      const requests = service.registerRequests.length;
      const row =
        Status === "SUCCESS"
          ? { code: "registered", message: "", requests }
          : { ...rowOfReason(new Error(Reason)), requests };
      return { row, service };
    }),
  ...noResources,
};

/** The handlers support neither `since` nor waiting for a requested table without registering. */
function plays({ request: { sinceAgo, mode, registration } }: Situation): boolean {
  return sinceAgo === undefined && (mode === "ensure" || registration === undefined);
}

function configOf({ request }: Situation, service: Service): HandlerOptions {
  const { mode, maxWaitTime, consistencyGrace, maxRegistrations, registration } = request;
  const common = { client: clientOf(service), maxWaitTime, consistencyGrace, log: () => {} };
  return mode === "wait" ? { ...common, mode: "wait-only" } : { ...common, maxRegistrations, registration };
}

/**
 * Returns the event for a situation: an Update with a new token for `reregister: true`, a Create with a token for "if-different".
 */
function eventOf({ request: { reregister } }: Situation): CloudFormationRequest {
  const fields = { ResponseURL: responseUrl(new Date(Date.now() - 1000)) };
  if (reregister === undefined) return requestOf("Create", fields);
  const ResourceProperties = { reregisterToken: "2" };
  return reregister === true
    ? requestOf("Update", { ...fields, ResourceProperties, OldResourceProperties: { reregisterToken: "1" } })
    : requestOf("Create", { ...fields, ResourceProperties });
}

function lambdaContext() {
  const endsAtMs = Date.now() + LAMBDA_TIMEOUT_MS;
  return { getRemainingTimeInMillis: () => endsAtMs - Date.now() };
}

/** Returns the response that the single handler sends to CloudFormation. */
async function answerOf(
  handle: () => Promise<void>,
): Promise<{ readonly Status: string; readonly Reason?: string }> {
  const { fetch } = globalThis;
  let body = "{}";
  globalThis.fetch = async (_, init) => {
    body = String(init?.body);
    return new Response(null, { status: 200 });
  };
  try {
    await handle();
    return JSON.parse(body);
  } finally {
    globalThis.fetch = fetch;
  }
}

/** Matches the code at the start of a reason. */
const CODE = /^([A-Z]+(?:_[A-Z]+)+)\b/;

/**
 * Returns the row of an error by the code at the start of its reason, or else by its wording; `falseSentences` rejects the
 * latter.
 */
function rowOfReason(error: unknown): Row {
  const { message, cause, name } = error as Error;
  const code = CODE.exec(message)?.[1];
  if (code !== undefined) return { ...rowOfError(cause ?? error, 0), code, message, named: true };
  const row = rowOfError(cause ?? error, 0);
  const words = FORMER_WORDS.find(([pattern]) => pattern.test(message))?.[1];
  const known = /^[A-Z]+_/.test(row.code) ? row.code : (words ?? name);
  return { ...row, code: known, message, named: false };
}

const FORMER_WORDS: readonly (readonly [RegExp, string])[] = [
  [/RegisterAccount was not carried out/, "NOT_REGISTERED"],
  [/did not finish within/, "REGISTRATION_TIMEOUT"],
  [/^(GetRegisterAccountStatus|RegisterAccount) failed: /, "SERVICE_CALL_FAILED"],
  [/ failed: /, "REGISTRATION_FAILED"],
  [/is registered (with|without) /, "RESOURCES_DIFFER"],
  [/is not registered/, "NOT_REGISTERED"],
];

const json = <T>(value: T): T => JSON.parse(JSON.stringify(value));
