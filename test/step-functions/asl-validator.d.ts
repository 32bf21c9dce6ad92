// The package has no types of its own.
declare module "asl-validator" {
  const aslValidator: (definition: object) => { readonly isValid: boolean; errorsText(): string };
  export default aslValidator;
}
