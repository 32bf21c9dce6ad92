import type { RegistrationSnapshot } from "../index.js";
import type { RegistrationAttributes } from "./protocol.js";

/** The resource's attributes: those of an answer, or none. */
export function attributesOf(snapshot: Partial<RegistrationSnapshot>): RegistrationAttributes {
  const { timestreamRegistrationResponse: timestream, iamRegistrationResponse: iam } = snapshot;
  return {
    customerAccountId: snapshot.customerAccountId ?? "",
    accountStatus: snapshot.accountStatus ?? "",
    roleArn: iam?.roleArn ?? "",
    timestreamDatabaseName: timestream?.timestreamDatabaseName ?? "",
    timestreamTableName: timestream?.timestreamTableName ?? "",
  };
}
