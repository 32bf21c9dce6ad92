import { Command, type CommanderError, Option, type OutputConfiguration } from "commander";
import { TOPICS } from "./help.js";
import * as flags from "./options.js";

type Name = "status" | "wait" | "ensure" | "emulate" | "template" | "completion" | "complete";

/** The functions that run the commands, each with its flags or its argument. */
export type Actions = Readonly<Record<Name, Parameters<Command["action"]>[0]>>;

export function createProgram(actions: Actions, version: string, output: OutputConfiguration = {}): Command {
  const program = new Command("fleetwise-registration")
    .description("Register an account with AWS IoT FleetWise, or wait until it is registered")
    .version(version, "-v, --version", "print the version")
    .helpOption("-h, --help", "print help")
    .helpCommand(false)
    .addHelpText(
      "after",
      `\n${TOPICS["exit-codes"]}${examples("wait --emulate", "status --region us-east-1")}`,
    )
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput(output);
  const add = (name: Name, does: string, options: flags.Options, ...usage: readonly string[]): Command => {
    const times = "timeout" in options ? "\nTimes are in seconds, or have a unit: 90s, 10m, 1h.\n" : "";
    const after = times + examples(...usage.map((given) => `${name} ${given}`));
    const command = program.command(name).description(does).addHelpText("after", after);
    for (const [flag, spec] of Object.entries(options)) command.addOption(flags.createOption(flag, spec));
    if ("json" in options) for (const option of habitOptions(name)) command.addOption(option);
    return command.action(actions[name]);
  };
  const poll = "Poll the registration once; the exit code is its state";
  const several = "--region us-east-1 --region eu-central-1 --json";
  add("status", poll, flags.statusOptions, "--region us-east-1", several);
  const wait = "Wait for the final status; the exit code is the result";
  add("wait", wait, flags.waitOptions, "--region us-east-1 --max-wait-time 10m", "--emulate=fails-iam");
  const ensure = "Register the account if needed, then wait for the final status";
  add("ensure", ensure, flags.ensureOptions, "--dry-run", "--region us-east-1 --profile production");
  const emulate = "Run the emulator in the foreground, until Ctrl-C";
  add("emulate", emulate, flags.emulateOptions, "--port 8000", "--scenario fails-iam --time-scale 60");
  const template = "Print a CloudFormation template that registers the account if needed";
  add("template", template, {}, "> registration.template.json").addHelpText("after", DEPLOY);
  add("completion", "Print a script that completes commands and options in a shell", {}, "bash")
    .addHelpText("after", "\nTo load it in bash:\n  $ source <(fleetwise-registration completion bash)")
    .addArgument(program.createArgument("<shell>", "the shell").choices(["bash", "zsh", "fish"]));
  program
    .command("help")
    .description(`Print help for a command, or for ${Object.keys(TOPICS).join(", ")}`)
    .argument("[command]")
    .action((name = program.name()) => {
      [program, ...program.commands].find((one) => one.name() === name)?.help();
      // Reports the unknown command, which Commander's own `help` does not.
      program.parse([name], { from: "user" });
    });

  const hidden = (name: string) => program.command(name, { hidden: true });
  hidden("complete").argument("[words...]").action(actions.complete).allowUnknownOption();
  hidden("version").action(() => {
    program.parse(["--version"], { from: "user" });
  });
  for (const [name, text] of Object.entries(TOPICS)) {
    const topic = hidden(name).action(() => topic.help());
    topic.helpInformation = () => text;
  }
  return program;
}

const DEPLOY = `
The template is too long for a CloudFormation request. Deploy it from S3:
  $ aws cloudformation deploy --stack-name fleetwise-registration --capabilities CAPABILITY_IAM \\
      --template-file registration.template.json --s3-bucket my-bucket`;

function examples(...lines: readonly string[]): string {
  return ["", "Examples:", ...lines.map((line) => `  $ fleetwise-registration ${line}`)].join("\n");
}

// Options and names that users of kubectl, gh, docker and aws type.

/** Returns the hidden options that a command accepts because other programs have them. */
function habitOptions(command: string): readonly Option[] {
  const asJson = (flags: string) => new Option(flags).choices(["json"]).implies({ json: true }).hideHelp();
  const watch = command === "wait" || command === "ensure" ? [new Option("-w, --watch").hideHelp()] : [];
  return [asJson("-o, --output <format>"), asJson("--format <format>"), ...watch];
}

/** Returns whether JSON is requested, also by arguments that are otherwise wrong. */
export function wantsJson(args: readonly string[]): boolean {
  return /(^|\0)(--json|(-o|--output|--format)[\0=]?json)($|\0)/.test(args.join("\0"));
}

/** Returns a hint for an option or argument that other programs accept and this command does not. */
export function habitHint({ code, message }: CommanderError, args: readonly string[]): string | undefined {
  const region = args.find((arg, index) => index > 0 && /^[a-z]{2}(-[a-z]+)+-\d$/.test(arg));
  if (code === "commander.excessArguments" && region !== undefined) return `Did you mean --region ${region}?`;
  const [, option = ""] = /unknown option '(-[^'=]*)/.exec(message) ?? [];
  if (/^(-w|--watch)$/.test(option))
    return "To watch a registration until its end, use `fleetwise-registration wait`.";
  if (/^(-v|--verbose|--debug)$/.test(option)) return "`wait --json` prints each poll, retry and transition.";
  return undefined;
}
