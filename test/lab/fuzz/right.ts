// A second, independent implementation of docs/behavior.md: the snapshot of a response, or that it is malformed.

/** Returns the members of the snapshot; `undefined` if the response is malformed. */
export function rightSnapshot(answer: unknown): Record<string, unknown> | undefined {
  try {
    return whole(answer);
  } catch {
    return undefined;
  }
}

class Malformed extends Error {}

function whole(answer: unknown): Record<string, unknown> {
  const members = object(answer);
  return without({
    customerAccountId: required(members("customerAccountId")),
    accountStatus: required(members("accountStatus")),
    timestreamRegistrationResponse: part(
      members("timestreamRegistrationResponse"),
      ["timestreamDatabaseName", "timestreamTableName"],
      ["timestreamDatabaseArn", "timestreamTableArn"],
    ),
    iamRegistrationResponse: part(members("iamRegistrationResponse"), ["roleArn"], []),
    creationTime: time(members("creationTime")),
    lastModificationTime: time(members("lastModificationTime")),
  });
}

function part(value: unknown, names: readonly string[], optional: readonly string[]) {
  if (value === undefined) return undefined;
  const members = object(value);
  const texts = [...names, ...optional].map((name) => [name, text(members(name))] as const);
  const named = texts.map(([name, value]) => [name, names.includes(name) ? (value ?? "") : value] as const);
  return without({
    ...Object.fromEntries(named),
    registrationStatus: required(members("registrationStatus")),
    errorMessage: text(members("errorMessage")) || undefined,
  });
}

/** Returns an object's own members by name; null counts as missing. */
function object(value: unknown): (name: string) => unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Malformed();
  const own = new Map(Object.entries(value));
  return (name) => own.get(name) ?? undefined;
}

function text(value: unknown): string | undefined {
  if (value !== undefined && typeof value !== "string") throw new Malformed();
  return value;
}

function required(value: unknown): string {
  if (!text(value)) throw new Malformed();
  return value as string;
}

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/;

function time(value: unknown): Date | undefined {
  if (value === undefined) return undefined;
  const seconds = typeof value === "string" && ISO.test(value) ? Date.parse(value) / 1000 : value;
  if (typeof seconds !== "number") throw new Malformed();
  const date = new Date(Math.round(seconds * 1000));
  const year = date.getUTCFullYear();
  if (!(year >= 2000 && year < 2200)) throw new Malformed();
  return date;
}

function without(members: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
