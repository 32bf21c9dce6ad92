import { openCommandLine, openDryRun } from "./command-line.js";
import type { Door } from "./door.js";
import { provider, singleHandler } from "./handlers.js";
import { library } from "./library.js";
import { stateMachine } from "./state-machine.js";

/** Every entry point, by name. */
export const doors: Readonly<Record<string, () => Promise<Door>>> = {
  library: async () => library,
  "command-line": openCommandLine,
  "dry-run": openDryRun,
  provider: async () => provider,
  "single-handler": async () => singleHandler,
  "state-machine": async () => stateMachine,
};
