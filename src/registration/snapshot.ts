import { type Members, objectOf, present, requiredText, text, time } from "./members.js";
import type { RegistrationStatus } from "./status.js";

/** How far the Timestream part of a registration is (older mode only). */
export interface TimestreamRegistration {
  /** The database that holds the vehicle data; empty where the service did not name it. */
  readonly timestreamDatabaseName: string;
  /** The table that holds the vehicle data; empty where the service did not name it. */
  readonly timestreamTableName: string;
  /** The ARN of the database, where the service tells it. */
  readonly timestreamDatabaseArn?: string | undefined;
  /** The ARN of the table, where the service tells it. */
  readonly timestreamTableArn?: string | undefined;
  /** The state of this part, as AWS spells it. */
  readonly registrationStatus: RegistrationStatus | (string & {});
  /** Why this part failed, in the service's words; never the empty string. */
  readonly errorMessage?: string | undefined;
}

/** How far the IAM part of a registration is. */
export interface IamRegistration {
  /** The role that the service uses; empty where the service did not name it. */
  readonly roleArn: string;
  /** The state of this part, as AWS spells it. */
  readonly registrationStatus: RegistrationStatus | (string & {});
  /** Why this part failed, in the service's words; never the empty string. */
  readonly errorMessage?: string | undefined;
}

/** The service's answer, validated and frozen. AWS's own field names, so AWS's documentation applies as it is. */
export interface RegistrationSnapshot {
  /** The AWS account, twelve digits. */
  readonly customerAccountId: string;
  /** The state of the whole, which alone decides. */
  readonly accountStatus: RegistrationStatus | (string & {});
  /** How far the Timestream part is. Absent in today's mode, in which FleetWise registers no Timestream resources. */
  readonly timestreamRegistrationResponse?: TimestreamRegistration | undefined;
  /** How far the IAM part is. */
  readonly iamRegistrationResponse?: IamRegistration | undefined;
  /** When the registration began, by the service's clock. */
  readonly creationTime?: Date | undefined;
  /** When the service last changed the record, by its own clock. */
  readonly lastModificationTime?: Date | undefined;
}

/**
 * Reads an answer of `GetRegisterAccountStatus`, as it came: the SDK's output, the wire's JSON or the AWS CLI's. For who reads
 * with a client of his own and has `verdictOf()` judge it.
 *
 * Times may be a `Date`, epoch seconds with fractions, or an ISO 8601 string, from 2000 to 2200. `null` counts as absent and so
 * does an empty `errorMessage`, which is what AWS sends on success. Members it does not know are dropped.
 *
 * @throws TypeError that names the member, where the answer is none: a malformed answer must never pass for "pending".
 * @example
 * const output = await client.send(new GetRegisterAccountStatusCommand({}));
 * verdictOf(parseRegistration(output)); // "registered"
 */
export function parseRegistration(answer: unknown): RegistrationSnapshot {
  const members = objectOf(answer, "the answer");
  return Object.freeze({
    customerAccountId: requiredText(members, "customerAccountId"),
    accountStatus: requiredText(members, "accountStatus"),
    ...part(members, "timestreamRegistrationResponse", (timestream, path) => ({
      timestreamDatabaseName: text(timestream, "timestreamDatabaseName", path) ?? "",
      timestreamTableName: text(timestream, "timestreamTableName", path) ?? "",
      ...present("timestreamDatabaseArn", text(timestream, "timestreamDatabaseArn", path)),
      ...present("timestreamTableArn", text(timestream, "timestreamTableArn", path)),
      ...outcome(timestream, path),
    })),
    ...part(members, "iamRegistrationResponse", (iam, path) => ({
      roleArn: text(iam, "roleArn", path) ?? "",
      ...outcome(iam, path),
    })),
    ...present("creationTime", time(members, "creationTime")),
    ...present("lastModificationTime", time(members, "lastModificationTime")),
  });
}

function outcome(members: Members, path: string) {
  return {
    registrationStatus: requiredText(members, "registrationStatus", path),
    ...present("errorMessage", text(members, "errorMessage", path) || undefined),
  };
}

function part<K extends string, T extends object>(
  members: Members,
  name: K,
  read: (part: Members, path: string) => T,
): { readonly [P in K]?: Readonly<T> } {
  const value = members[name] ?? undefined;
  return present(
    name,
    value === undefined
      ? undefined
      : Object.freeze(read(objectOf(value, `\`${name}\` of the answer`), `${name}.`)),
  );
}
