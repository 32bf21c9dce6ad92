import { SERVICE_ROLE } from "../../registration/permissions.js";
import { TIMESTREAM_NAME, TIMESTREAM_NAME_FORM } from "../../registration/register-account.js";
import type { Operation } from "../http/protocol.js";
import { ServiceError } from "../http/service-error.js";
import type { Account, RegistrationState, TimestreamResources } from "./account.js";

/** Returns the two registration operations of one account. */
export function registrationOperations(account: Account): Readonly<Record<string, Operation>> {
  const { customerAccountId } = account;
  const serviceRole = `arn:aws:iam::${customerAccountId}:role/${SERVICE_ROLE}`;

  return {
    GetRegisterAccountStatus: (_input, now) => {
      const state = account.visible(now);
      if (state === undefined) {
        const members = { resourceId: customerAccountId, resourceType: "account" };
        const message = `The account ${customerAccountId} is not registered.`;
        throw new ServiceError("ResourceNotFoundException", message, { members });
      }
      return {
        customerAccountId,
        accountStatus: state.status,
        timestreamRegistrationResponse:
          state.timestream && timestreamResponse(state.timestream, customerAccountId),
        iamRegistrationResponse: { roleArn: state.roleArn ?? serviceRole, ...state.iam },
        ...times(state),
      };
    },
    RegisterAccount: ({ timestreamResources, iamResources }, now) => {
      const timestream = parseTimestream(timestreamResources);
      const state = account.register(timestream, now, parseRole(iamResources));
      if (state === undefined) {
        const members = { resource: customerAccountId, resourceType: "account" };
        const message = `A registration of the account ${customerAccountId} is in progress.`;
        throw new ServiceError("ConflictException", message, { members });
      }
      return {
        registerAccountStatus: state.status,
        timestreamResources: timestream,
        iamResources: { roleArn: state.roleArn ?? serviceRole },
        ...times(state),
      };
    },
  };
}

const seconds = (milliseconds: number): number => milliseconds / 1000;

const times = (state: RegistrationState): object => ({
  creationTime: seconds(state.creationTime),
  lastModificationTime: seconds(state.lastModificationTime),
});

/** Returns the ARNs only after the Timestream registration has succeeded, because they are optional in the service's model. */
function timestreamResponse(
  part: NonNullable<RegistrationState["timestream"]>,
  customerAccountId: string,
): object {
  if (part.registrationStatus !== "REGISTRATION_SUCCESS") return part;
  const database = `arn:aws:timestream:us-east-1:${customerAccountId}:database/${part.timestreamDatabaseName}`;
  return {
    ...part,
    timestreamDatabaseArn: database,
    timestreamTableArn: `${database}/table/${part.timestreamTableName}`,
  };
}

function parseTimestream(given: unknown): TimestreamResources | undefined {
  if (given === undefined || given === null) return undefined;
  const { timestreamDatabaseName, timestreamTableName } = given as Record<keyof TimestreamResources, unknown>;
  return {
    timestreamDatabaseName: timestreamName("timestreamDatabaseName", timestreamDatabaseName),
    timestreamTableName: timestreamName("timestreamTableName", timestreamTableName),
  };
}

function timestreamName(member: keyof TimestreamResources, value: unknown): string {
  if (typeof value === "string" && TIMESTREAM_NAME.test(value)) return value;
  throw invalid(`timestreamResources.${member}`, `Expected ${TIMESTREAM_NAME_FORM}.`);
}

function parseRole(given: unknown): string | undefined {
  if (given === undefined || given === null) return undefined;
  const { roleArn } = given as { readonly roleArn?: unknown };
  if (typeof roleArn === "string" && roleArn !== "") return roleArn;
  throw invalid("iamResources.roleArn", "Expected the ARN of a role.");
}

function invalid(name: string, message: string): ServiceError {
  return new ServiceError("ValidationException", `The input does not satisfy the constraints on ${name}.`, {
    members: { reason: "fieldValidationFailed", fieldList: [{ name, message }] },
  });
}
