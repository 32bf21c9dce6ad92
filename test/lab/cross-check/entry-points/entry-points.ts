import { openCommandLine, openDryRun } from "./command-line.js";
import type { EntryPoint } from "./entry-point.js";
import { provider, singleHandler } from "./handlers.js";
import { library } from "./library.js";
import { stateMachine } from "./state-machine.js";

/** Functions that open the entry points, by the names that `--entry-point` takes. */
export const entryPoints: Readonly<Record<string, () => Promise<EntryPoint>>> = {
  library: async () => library,
  "command-line": openCommandLine,
  "dry-run": openDryRun,
  provider: async () => provider,
  "single-handler": async () => singleHandler,
  "state-machine": async () => stateMachine,
};
