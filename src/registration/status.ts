/** AWS's three states of a registration, as `GetRegisterAccountStatus` spells them. */
export const RegistrationStatus = {
  /** The registration continues in the background. */
  PENDING: "REGISTRATION_PENDING",
  /** The account is registered. */
  SUCCESS: "REGISTRATION_SUCCESS",
  /** The registration has failed; RegisterAccount starts another. */
  FAILURE: "REGISTRATION_FAILURE",
} as const;

/** One of AWS's three states of a registration. */
export type RegistrationStatus = (typeof RegistrationStatus)[keyof typeof RegistrationStatus];

/** State of a resource that the service does not report, or no longer reports. Defined by this library, not by AWS. */
export const NOT_REGISTERED = "NOT_REGISTERED";

/** The observed state of a resource. A status that AWS adds later is passed on as the raw string. */
export type ObservedStatus = RegistrationStatus | "NOT_REGISTERED" | (string & {});

/** The subject of a transition: a resource of the registration, or the account. */
export type RegistrationResource = "iam" | "timestream" | "account";
