import { readFile } from "node:fs/promises";
import { type Command, CommanderError } from "commander";
import { oneLine } from "../text/one-line.js";
import { emulate } from "./commands/emulate.js";
import { ensure } from "./commands/ensure.js";
import { status } from "./commands/status.js";
import { wait } from "./commands/wait.js";
import { EXIT_CODES, overall, type State } from "./exit-codes.js";
import { habitHint, wantsJson, withoutHabits } from "./habits.js";
import { TOPICS } from "./help.js";
import type { Host } from "./host.js";
import type { Outcome } from "./outcome.js";
import { createProgram } from "./program.js";
import { UsageError } from "./usage-error.js";
import { jsonFailure } from "./views/json.js";

/** The plain CloudFormation template that lies in the package. */
const TEMPLATE = "dist/cloudformation/fleetwise-registration.template.json";

/** Runs the program. @returns Its exit code. */
export async function run(host: Host): Promise<number> {
  let state: State = "registered";
  const asking =
    <O>(command: (flags: O, host: Host) => Promise<readonly Outcome[]>) =>
    async (flags: O) => {
      state = overall((await command(flags, host)).map((outcome) => outcome.state));
    };
  const program: Command = createProgram(
    {
      status: asking(status),
      wait: asking(wait),
      ensure: asking(ensure),
      emulate: async (flags) => {
        state = (await emulate(flags, host)).state;
      },
      template: async () => {
        host.stdout.write(await readFile(new URL(TEMPLATE, host.packageRoot), "utf8"));
      },
      help: async (topic) => help(topic, program, host),
      completion: async (shell) => (await import("./completion.js")).printScript(shell, host),
      complete: async (words) => (await import("./completion.js")).printCompletions(words, program, host),
    },
    host.version,
  );
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({
      writeOut: (text) => void host.stdout.write(text),
      writeErr: (text) => void host.stderr.write(text),
      // An error is printed together with a hint, see `failed`.
      outputError: () => {},
      getOutHelpWidth: () => host.stdout.columns ?? 100,
      getErrHelpWidth: () => host.stderr.columns ?? 100,
    });
  }
  try {
    await program.parseAsync([...withoutHabits(host.args)], { from: "user" });
    return EXIT_CODES[state];
  } catch (error) {
    return failed(error, program, host);
  }
}

function help(topic: string | undefined, program: Command, { stdout }: Host): void {
  const command = program.commands.find((one) => one.name() === topic);
  const text = topic === undefined ? undefined : TOPICS[topic];
  if (text !== undefined) stdout.write(text);
  else if (topic === undefined || command) (command ?? program).outputHelp();
  else
    throw new UsageError(
      `Expected a command or one of ${Object.keys(TOPICS).join(", ")}, got ${JSON.stringify(topic)}.`,
    );
}

/** Reports wrong usage. Any other error is a fault of the program. */
function failed(error: unknown, program: Command, host: Host): number {
  if (error instanceof CommanderError && error.exitCode === 0) return 0;
  const isUsage = error instanceof UsageError || error instanceof TypeError || error instanceof RangeError;
  if (!isUsage && !(error instanceof CommanderError)) return crashed(error, host);
  // Without a command, commander has printed the help.
  if (error instanceof CommanderError && error.code === "commander.help") return EXIT_CODES["wrong-usage"];
  const message = oneLine(error.message.replace(/^error: /, ""));
  const hint = error instanceof CommanderError ? habitHint(error, host.args) : undefined;
  const command = program.commands.find((one) => one.name() === host.args[0]);
  const see = `See \`${[program.name(), command?.name(), "--help"].filter(Boolean).join(" ")}\`.`;
  const said = hint === undefined ? message : `${message.replace(/\.$/, "")}. ${hint}`;
  host.stderr.write(`error: ${said}\n${see}\n`);
  if (wantsJson(host.args)) jsonFailure(host, "wrong-usage", new UsageError(message));
  return EXIT_CODES["wrong-usage"];
}

/** Reports a fault of the program, with what its authors need to find it. @returns Its exit code. */
export function crashed(error: unknown, host: Pick<Host, "args" | "stdout" | "stderr" | "now">): number {
  const fault = error instanceof Error ? error : new Error(String(error));
  host.stderr.write(
    `error: This is a fault of fleetwise-registration itself, and says nothing of the registration.\n${fault.stack}\n`,
  );
  if (wantsJson(host.args)) jsonFailure(host, "crashed", fault);
  return EXIT_CODES.crashed;
}
