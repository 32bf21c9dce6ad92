import { parseRegistration, type RegistrationSnapshot } from "../../src/registration/snapshot.js";

/** Short names of AWS's statuses. */
const STATUS: Readonly<Record<string, string>> = {
  P: "REGISTRATION_PENDING",
  S: "REGISTRATION_SUCCESS",
  F: "REGISTRATION_FAILURE",
};

/** Members of a response other than its statuses. */
export interface AnswerExtras {
  readonly iamMessage?: string;
  readonly timestreamMessage?: string;
  readonly at?: Date;
}

/**
 * Returns a response in wire form from letters like `"PPS"`: the account's, IAM's and Timestream's status. `-` omits a resource;
 * a letter other than `P`, `S` and `F` is a status that AWS may add later.
 */
export function answer(states: string, extras: AnswerExtras = {}): Record<string, unknown> {
  const [account = "P", iam = "-", timestream = "-"] = states;
  const status = (letter: string) => STATUS[letter] ?? `REGISTRATION_${letter}`;
  const at = (extras.at ?? new Date("2026-01-01T00:00:00Z")).getTime() / 1000;
  return {
    customerAccountId: "123456789012",
    accountStatus: status(account),
    ...(iam !== "-" && {
      iamRegistrationResponse: {
        roleArn: "arn:aws:iam::123456789012:role/r",
        registrationStatus: status(iam),
        errorMessage: extras.iamMessage ?? "",
      },
    }),
    ...(timestream !== "-" && {
      timestreamRegistrationResponse: {
        timestreamDatabaseName: "db",
        timestreamTableName: "table",
        registrationStatus: status(timestream),
        errorMessage: extras.timestreamMessage ?? "",
      },
    }),
    creationTime: at,
    lastModificationTime: at,
  };
}

/** Returns the parsed snapshot. Accepts any time, because virtual time starts in 1970. */
export function snapshot(states: string, { at, ...extras }: AnswerExtras = {}): RegistrationSnapshot {
  const parsed = parseRegistration(answer(states, extras));
  return Object.freeze({ ...parsed, ...(at && { creationTime: at, lastModificationTime: at }) });
}

/** Creates an error in the form of the AWS SDK. */
export function serviceError(name: string, fields: Record<string, unknown> = {}): Error {
  const error = Object.assign(new Error(`${name} happened`), {
    $fault: "client",
    $metadata: { httpStatusCode: 400 },
    ...fields,
  });
  error.name = name;
  return error;
}
