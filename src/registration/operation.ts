/** The operations of registration, by AWS's names. */
export type RegistrationOperation = "GetRegisterAccountStatus" | "RegisterAccount";
