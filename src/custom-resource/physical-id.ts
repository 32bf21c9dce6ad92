import type { OnEventRequest } from "./protocol.js";

// The id tells what the resource has been set to so far, a fingerprint each, the latest last. CloudFormation keeps it, and sends
// it with every Update: it is the one memory that a handler has. By it, going back is told from going on. CloudFormation sends
// a Delete for the id before, which does nothing.

/** So many are remembered: an id may have 1024 characters. */
const REMEMBERED = 16;

const SEPARATOR = "/";

/** What the id begins with: the same for every registration of an account in a region. By the stack's, as those are known first. */
function nameOf({ StackId }: OnEventRequest): string {
  return ["fleetwise-registration", accountOf(StackId), regionOf(StackId)].filter(Boolean).join("-");
}

export function accountOf(stackId: unknown): string | undefined {
  return String(stackId ?? "").split(":")[4];
}

export function regionOf(stackId: unknown): string | undefined {
  return String(stackId ?? "").split(":")[3];
}

/** The id once the request has been carried out. */
export async function nextPhysicalId(request: OnEventRequest): Promise<string> {
  const { PhysicalResourceId = nameOf(request) } = request;
  const [name = "", ...before] = PhysicalResourceId.split(SEPARATOR);
  const latest = await fingerprint(request.ResourceProperties);
  const others = before.filter((one) => one !== latest);
  return [name, ...[...others, latest].slice(-REMEMBERED)].join(SEPARATOR);
}

/** Whether an Update sets the resource to what it has been set to before, as every rollback does. */
export async function isRollback(request: OnEventRequest): Promise<boolean> {
  if (request.RequestType !== "Update") return false;
  const [, ...before] = request.PhysicalResourceId?.split(SEPARATOR) ?? [];
  return before.includes(await fingerprint(request.ResourceProperties));
}

/** 48 bits of a SHA-256. */
async function fingerprint(properties: OnEventRequest["ResourceProperties"] = {}): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(sorted(properties)));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest.slice(0, 6)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** With its members in one order, whatever the order they came in. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([name, member]) => [name, sorted(member)]));
}
