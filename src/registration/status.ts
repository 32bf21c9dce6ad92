/** AWS's three states of a registration, as `GetRegisterAccountStatus` spells them. */
export const RegistrationStatus = {
  /** It goes on in the background. */
  PENDING: "REGISTRATION_PENDING",
  /** The account is registered. */
  SUCCESS: "REGISTRATION_SUCCESS",
  /** It has failed; RegisterAccount begins another. */
  FAILURE: "REGISTRATION_FAILURE",
} as const;

/** One of AWS's three states of a registration. */
export type RegistrationStatus = (typeof RegistrationStatus)[keyof typeof RegistrationStatus];

/** What stands for a resource that the service does not know (yet, or any more). Ours, not AWS's. */
export const NOT_REGISTERED = "NOT_REGISTERED";

/** What a resource can be seen in. A status that the service adds later passes through as the raw string. */
export type ObservedStatus = RegistrationStatus | "NOT_REGISTERED" | (string & {});

/** What a transition is about: a part of the registration, or the account as a whole. */
export type RegistrationResource = "iam" | "timestream" | "account";
