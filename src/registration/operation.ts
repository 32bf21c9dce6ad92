/** The operations of registration, by AWS's names. */
export type Operation = "GetRegisterAccountStatus" | "RegisterAccount";
