import { type Members, objectOf, received, requiredText, text, time } from "./members.js";
import type { RegistrationStatus } from "./status.js";

/** Status of the registration of a resource. */
export interface ResourceRegistration {
  /** The state of this resource, as AWS spells it. */
  readonly registrationStatus: RegistrationStatus | (string & {});
  /** The service's error message, if it gave one; never the empty string. */
  readonly errorMessage?: string | undefined;
}

/** Status of the Timestream registration (legacy mode only). */
export interface TimestreamRegistration extends ResourceRegistration {
  /** The database that holds the vehicle data; empty if the service did not name it. */
  readonly timestreamDatabaseName: string;
  /** The table that holds the vehicle data; empty if the service did not name it. */
  readonly timestreamTableName: string;
  /** The ARN of the database, if the service returned it. */
  readonly timestreamDatabaseArn?: string | undefined;
  /** The ARN of the table, if the service returned it. */
  readonly timestreamTableArn?: string | undefined;
}

/** Status of the IAM registration. */
export interface IamRegistration extends ResourceRegistration {
  /** The role that the service uses; empty if the service did not name it. */
  readonly roleArn: string;
}

/** A response of `GetRegisterAccountStatus`, validated and frozen. The field names are AWS's, so AWS's documentation applies. */
export interface RegistrationSnapshot {
  /** The AWS account, twelve digits. */
  readonly customerAccountId: string;
  /** The state of the registration. It alone decides the result. */
  readonly accountStatus: RegistrationStatus | (string & {});
  /** Status of the Timestream registration. Absent in the current mode, in which FleetWise registers no Timestream resources. */
  readonly timestreamRegistrationResponse?: TimestreamRegistration | undefined;
  /** Status of the IAM registration. */
  readonly iamRegistrationResponse?: IamRegistration | undefined;
  /** Start time of the registration, by the service's clock. */
  readonly creationTime?: Date | undefined;
  /** Time of the last change of the record, by the service's clock. */
  readonly lastModificationTime?: Date | undefined;
}

/**
 * Parses a response of `GetRegisterAccountStatus`: the SDK's output, the JSON of the HTTP response, or the AWS CLI's output. For
 * programs that poll with a client of their own and pass the response to `registrationState()`.
 *
 * Times may be a `Date`, epoch seconds with fractions, or an ISO 8601 string, from 2000 to 2200. `null` counts as absent, and so
 * does an empty `errorMessage`, which AWS sends on success. Unknown members are dropped.
 *
 * @throws TypeError that names the member, if the response is invalid: it must never count as "pending".
 * @example
 * const output = await client.send(new GetRegisterAccountStatusCommand({}));
 * registrationState(parseRegistration(output)); // "registered"
 */
export function parseRegistration(response: unknown): RegistrationSnapshot {
  const members = objectOf(response, "the response");
  return received({
    customerAccountId: requiredText(members, "customerAccountId"),
    accountStatus: requiredText(members, "accountStatus"),
    timestreamRegistrationResponse: resource(
      members,
      "timestreamRegistrationResponse",
      (timestream, path) => ({
        timestreamDatabaseName: text(timestream, "timestreamDatabaseName", path) ?? "",
        timestreamTableName: text(timestream, "timestreamTableName", path) ?? "",
        timestreamDatabaseArn: text(timestream, "timestreamDatabaseArn", path),
        timestreamTableArn: text(timestream, "timestreamTableArn", path),
        ...resultOf(timestream, path),
      }),
    ),
    iamRegistrationResponse: resource(members, "iamRegistrationResponse", (iam, path) => ({
      roleArn: text(iam, "roleArn", path) ?? "",
      ...resultOf(iam, path),
    })),
    creationTime: time(members, "creationTime"),
    lastModificationTime: time(members, "lastModificationTime"),
  });
}

function resultOf(members: Members, path: string) {
  return {
    registrationStatus: requiredText(members, "registrationStatus", path),
    errorMessage: text(members, "errorMessage", path) || undefined,
  };
}

function resource<T extends object>(
  members: Members,
  name: keyof RegistrationSnapshot,
  read: (members: Members, path: string) => T,
): Readonly<T> | undefined {
  const value = members[name] ?? undefined;
  if (value === undefined) return undefined;
  return received(read(objectOf(value, `\`${name}\` of the response`), `${name}.`));
}
