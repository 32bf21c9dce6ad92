import { readFile } from "node:fs/promises";
import { type Command, CommanderError } from "commander";
import { asError } from "../failures/failure.js";
import { oneLine } from "../text/one-line.js";
import { emulate } from "./commands/emulate.js";
import { ensure } from "./commands/ensure.js";
import { status } from "./commands/status.js";
import { wait } from "./commands/wait.js";
import { UsageError } from "./errors.js";
import { EXIT_CODES, overall, type State } from "./exit-codes.js";
import { type Host, Interruption } from "./host.js";
import type { EmulateFlags } from "./options.js";
import type { Outcome } from "./outcome.js";
import { createProgram, habitHint, wantsJson } from "./program.js";
import { jsonFailure } from "./views/json.js";

const TEMPLATE = "dist/cloudformation/fleetwise-registration.template.json";
const ISSUES = "https://github.com/fleetwise-registration/fleetwise-registration/issues";

/** Runs the program, and returns the exit code. */
export async function run(host: Host): Promise<number> {
  const { stdout, stderr } = host;
  let state: State = "registered";
  const asking =
    <O>(command: (flags: O, host: Host) => Promise<readonly Outcome[]>) =>
    async (flags: O) => {
      state = overall((await command(flags, host)).map((outcome) => outcome.state));
    };
  const actions = {
    status: asking(status),
    wait: asking(wait),
    ensure: asking(ensure),
    emulate: async (flags: EmulateFlags) => {
      state = (await emulate(flags, host)).state;
    },
    template: async () => {
      stdout.write(await readFile(new URL(TEMPLATE, host.packageRoot), "utf8"));
    },
    completion: async (shell: string) => {
      stdout.write((await import("./completion.js")).SCRIPTS[shell] ?? "");
    },
    complete: async (words: readonly string[]) =>
      (await import("./completion.js")).printCompletions(words, program, host),
  };
  const program: Command = createProgram(actions, host.version, {
    writeOut: (text) => void stdout.write(text),
    writeErr: (text) => void stderr.write(text),
    // `failed` prints an error together with a hint.
    outputError: () => {},
    getOutHelpWidth: () => stdout.columns || 100,
    getErrHelpWidth: () => stderr.columns || 100,
  });
  try {
    await program.parseAsync(host.args, { from: "user" });
    return EXIT_CODES[state];
  } catch (error) {
    return failed(error, program, host);
  }
}

/** Reports wrong usage, or an interruption before the targets are known; any other error is a bug. Returns the exit code. */
function failed(error: unknown, program: Command, host: Host): number {
  const { args, stderr } = host;
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    // Commander has printed the help.
    if (error.code === "commander.help") return EXIT_CODES["wrong-usage"];
  } else if (error instanceof Interruption) {
    stderr.write(`error: ${error.message}\n`);
    if (wantsJson(args)) jsonFailure(host, error.state, error);
    return EXIT_CODES[error.state];
  } else if (!(error instanceof UsageError)) return crashed(error, host);
  const message = oneLine(error.message.replace(/^error: /, ""));
  const hint = error instanceof CommanderError ? habitHint(error, args) : undefined;
  const command = program.commands.find((one) => one.name() === args[0] && args[0] !== "help");
  const see = [program.name(), command?.name(), "--help"].filter(Boolean).join(" ");
  stderr.write(`error: ${hint ? `${message.replace(/\.$/, "")}. ${hint}` : message}\nSee \`${see}\`.\n`);
  if (wantsJson(args)) jsonFailure(host, "wrong-usage", new UsageError(message));
  return EXIT_CODES["wrong-usage"];
}

/** Reports a bug, with the stack. Returns the exit code. */
export function crashed(error: unknown, host: Pick<Host, "args" | "stdout" | "stderr" | "now">): number {
  const bug = asError(error);
  const lead = "error: This is a bug in fleetwise-registration. The state of the registration is unknown.";
  host.stderr.write(`${lead} Report it with this output:\n${ISSUES}\n${bug.stack}\n`);
  if (wantsJson(host.args)) jsonFailure(host, "crashed", bug);
  return EXIT_CODES.crashed;
}
