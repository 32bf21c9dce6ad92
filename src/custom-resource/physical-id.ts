import type { OnEventRequest } from "./protocol.js";

// The physical id contains fingerprints of the latest settings that succeeded, the newest last. CloudFormation stores the id and
// sends it with every Update, so the id is a handler's only memory: an Update to one of these settings counts as a rollback. After
// a change of the id, CloudFormation sends a Delete for the old id, which does nothing. A rollback leaves the id unchanged, so
// the next Update moves the fingerprint of its previous setting to the end, because its own rollback returns to that setting.

/** Maximum number of fingerprints: an id has at most 1024 characters. */
const REMEMBERED = 16;

const SEPARATOR = "/";

/** Returns the start of the id: the account and the region of the stack, because there is one registration in each. */
function nameOf({ StackId }: OnEventRequest): string {
  return ["fleetwise-registration", accountOf(StackId), regionOf(StackId)].filter(Boolean).join("-");
}

export function accountOf(stackId: unknown): string | undefined {
  return String(stackId).split(":")[4];
}

export function regionOf(stackId: unknown): string | undefined {
  return String(stackId).split(":")[3];
}

/** Returns the id in the request; `undefined` if the request has none, or not as text. */
export function physicalIdOf({ PhysicalResourceId }: OnEventRequest): string | undefined {
  return typeof PhysicalResourceId === "string" ? PhysicalResourceId : undefined;
}

/** Returns the id after the request has been carried out. Never rejects. */
export async function nextPhysicalId(request: OnEventRequest): Promise<string> {
  const { ResourceProperties, OldResourceProperties } = request;
  const [name = "", ...before] = (physicalIdOf(request) ?? nameOf(request)).split(SEPARATOR);
  const previous = await fingerprint(OldResourceProperties);
  const latest = await fingerprint(ResourceProperties);
  const others = before.filter((one) => one !== latest);
  const kept = others.sort((a, b) => Number(a === previous) - Number(b === previous));
  return [name, ...[...kept, latest].slice(-REMEMBERED)].join(SEPARATOR);
}

/** Returns whether the id has a fingerprint of the setting of an Update, as in a rollback. */
export async function isRollback(request: OnEventRequest): Promise<boolean> {
  if (request.RequestType !== "Update") return false;
  const [, ...before] = request.PhysicalResourceId?.split(SEPARATOR) ?? [];
  return before.includes(await fingerprint(request.ResourceProperties));
}

/** Returns 48 bits of a SHA-256 hash of the properties. */
async function fingerprint(properties: OnEventRequest["ResourceProperties"] = {}): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(sorted(properties)));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest.slice(0, 6)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Returns the value with its members in alphabetical order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([name, member]) => [name, sorted(member)]));
}
