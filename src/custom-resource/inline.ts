// The Lambda function of the plain template: bundled into one CommonJS file without dependencies, which the template contains.
import { createCloudFormationHandler } from "./cloudformation.js";
import type { HandlerOptions } from "./config.js";
import { Variable } from "./names.js";

const { env } = process;

export const handler: ReturnType<typeof createCloudFormationHandler> = createCloudFormationHandler({
  mode: env[Variable.mode],
} as HandlerOptions);
