import fc from "fast-check";
import { parseRegistration, type RegistrationSnapshot } from "../../src/registration/snapshot.js";

/** Returns a response on the wire, with the members that a test overrides. */
export function wire(members: Record<string, unknown> = {}): Record<string, unknown> {
  return { customerAccountId: "012345678912", accountStatus: "REGISTRATION_PENDING", ...members };
}

export function snapshotOf(members: Record<string, unknown> = {}): RegistrationSnapshot {
  return parseRegistration(wire(members));
}

export const iam = (registrationStatus: string, errorMessage?: string) => ({
  roleArn: "arn:aws:iam::012345678912:role/service",
  registrationStatus,
  ...(errorMessage !== undefined && { errorMessage }),
});

export const timestream = (registrationStatus: string, errorMessage?: string) => ({
  timestreamDatabaseName: "database",
  timestreamTableName: "table",
  registrationStatus,
  ...(errorMessage !== undefined && { errorMessage }),
});

/** AWS's three statuses, and others that AWS might add. */
const anyStatus = fc.oneof(
  fc.constantFrom("REGISTRATION_PENDING", "REGISTRATION_SUCCESS", "REGISTRATION_FAILURE"),
  fc.string({ minLength: 1 }),
);

const absent = fc.constantFrom(undefined, null);
const optional = <T>(some: fc.Arbitrary<T>) => fc.oneof(some, some, some, absent);

const anyOutcome = { registrationStatus: anyStatus, errorMessage: optional(fc.string()) };

/** Any time that a response may contain. */
export const anyTime = fc.date({
  min: new Date("2000-01-01T00:00:00Z"),
  max: new Date("2199-12-31T23:59:59.999Z"),
  noInvalidDate: true,
});

/** A well-formed response on the wire. */
export const anyWire: fc.Arbitrary<Record<string, unknown>> = fc.record({
  customerAccountId: fc.string({ minLength: 1 }),
  accountStatus: anyStatus,
  timestreamRegistrationResponse: optional(
    fc.record({
      timestreamDatabaseName: optional(fc.string()),
      timestreamTableName: optional(fc.string()),
      timestreamDatabaseArn: optional(fc.string()),
      timestreamTableArn: optional(fc.string()),
      ...anyOutcome,
    }),
  ),
  iamRegistrationResponse: optional(fc.record({ roleArn: optional(fc.string()), ...anyOutcome })),
  creationTime: optional(anyTime.map((date) => date.getTime() / 1000)),
  lastModificationTime: optional(anyTime.map((date) => date.getTime() / 1000)),
});

export const anySnapshot: fc.Arbitrary<RegistrationSnapshot> = anyWire.map(parseRegistration);
