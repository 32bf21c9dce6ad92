/** The little that is used of the official package, which is optional and which some registries do not carry. */
declare module "@aws-sdk/client-iotfleetwise" {
  export const GetRegisterAccountStatusCommand: new (input: Record<never, never>) => unknown;
  export const RegisterAccountCommand: new (input: object) => unknown;
}
