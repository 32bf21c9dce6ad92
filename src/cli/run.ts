import { CommanderError } from "commander";
import { emulate } from "./commands/emulate.js";
import { ensure } from "./commands/ensure.js";
import { status } from "./commands/status.js";
import { wait } from "./commands/wait.js";
import { EXIT_CODES, overall, type State } from "./exit-codes.js";
import type { Host } from "./host.js";
import type { Outcome } from "./outcome.js";
import { plainText } from "./plain-text.js";
import { createProgram } from "./program.js";
import { UsageError } from "./usage-error.js";
import { jsonLine } from "./views/json.js";

/** Runs the program. @returns Its exit code. */
export async function run(host: Host): Promise<number> {
  let state: State = "registered";
  const asking =
    <O>(command: (flags: O, host: Host) => Promise<readonly Outcome[]>) =>
    async (flags: O) => {
      state = overall((await command(flags, host)).map((outcome) => outcome.state));
    };
  const program = createProgram(
    {
      status: asking(status),
      wait: asking(wait),
      ensure: asking(ensure),
      emulate: async (flags) => {
        state = (await emulate(flags, host)).state;
      },
    },
    host.version,
  );
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({
      writeOut: (text) => void host.stdout.write(text),
      writeErr: (text) => void host.stderr.write(text),
      getOutHelpWidth: () => host.stdout.columns ?? 100,
      getErrHelpWidth: () => host.stderr.columns ?? 100,
    });
  }
  try {
    await program.parseAsync(host.args, { from: "user" });
    return EXIT_CODES[state];
  } catch (error) {
    return failed(error, host);
  }
}

/** What the program was called wrongly with; anything else is a fault of its own, and thrown on. */
function failed(error: unknown, { args, stdout, stderr }: Host): number {
  if (error instanceof CommanderError && error.exitCode === 0) return 0;
  const isUsage = error instanceof UsageError || error instanceof TypeError || error instanceof RangeError;
  if (!isUsage && !(error instanceof CommanderError)) throw error;
  const exitCode = EXIT_CODES["wrong-usage"];
  const message = plainText(error.message.replace(/^error: /, ""));
  // Commander has told its own.
  if (isUsage) stderr.write(`error: ${message}\n`);
  if (args.includes("--json")) {
    const told = new UsageError(message);
    stdout.write(jsonLine({ type: "result", state: "wrong-usage", exitCode, targets: [], error: told }));
  }
  return exitCode;
}
