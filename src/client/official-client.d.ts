/** The part of the official package that is used here. The package is optional, and some registries do not have it. */
declare module "@aws-sdk/client-iotfleetwise" {
  export const GetRegisterAccountStatusCommand: new (input: Record<never, never>) => unknown;
  export const RegisterAccountCommand: new (input: object) => unknown;
}
