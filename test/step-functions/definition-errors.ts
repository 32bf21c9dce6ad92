import { createRequire } from "node:module";
import aslValidator from "asl-validator";

// The validator compiles its schemas for each definition, which takes up to a second. Here, they are compiled once.
const { Ajv } = createRequire(createRequire(import.meta.url).resolve("asl-validator"))("ajv");
const { getSchema } = Ajv.prototype;
const schemas = new Map<string, unknown>();
Ajv.prototype.getSchema = function (id: string) {
  if (!schemas.has(id)) schemas.set(id, getSchema.call(this, id));
  return schemas.get(id);
};

/** Returns the errors of a definition in Amazon States Language; empty if it is valid. */
export function definitionErrors(definition: object): string {
  // The validator adds fields to the states.
  return aslValidator(structuredClone(definition)).errorsText();
}
