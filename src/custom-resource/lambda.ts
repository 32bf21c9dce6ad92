// The two Lambda functions of the construct, bundled into one file without dependencies.
import type { HandlerOptions } from "./config.js";
import { Variable } from "./names.js";
import { createProviderHandlers, type ProviderHandlers } from "./provider.js";

const { env } = process;
const { [Variable.mode]: mode, [Variable.maxWaitTime]: maxWaitTime } = env;

const handlers: ProviderHandlers = createProviderHandlers({
  mode,
  maxWaitTime: maxWaitTime === undefined ? undefined : Number(maxWaitTime),
} as HandlerOptions);

export const onEvent: ProviderHandlers["onEvent"] = handlers.onEvent;
export const isComplete: ProviderHandlers["isComplete"] = handlers.isComplete;
