import { Command, type OutputConfiguration } from "commander";
import { habitOptions } from "./habits.js";
import { TOPICS } from "./help.js";
import {
  createOption,
  type EmulateFlags,
  type EnsureFlags,
  emulateOptions,
  ensureOptions,
  type Options,
  type StatusFlags,
  statusOptions,
  type WaitFlags,
  waitOptions,
} from "./options.js";

/** The functions that run the commands. */
export interface Actions {
  status(flags: StatusFlags): Promise<void>;
  wait(flags: WaitFlags): Promise<void>;
  ensure(flags: EnsureFlags): Promise<void>;
  emulate(flags: EmulateFlags): Promise<void>;
  template(): Promise<void>;
  completion(shell: string): Promise<void>;
  /** Prints the completions of these words, for the script that `completion` prints. */
  complete(words: readonly string[]): Promise<void>;
}

/** Returns the commands and their options. */
export function createProgram(actions: Actions, version: string, output: OutputConfiguration = {}): Command {
  const topics = Object.keys(TOPICS).join(", ");
  const program = new Command("fleetwise-registration")
    .description(
      "Waits until an account is registered with AWS IoT FleetWise, and reports every step on the way.",
    )
    .version(version, "-v, --version", "print the version")
    .helpOption("-h, --help", "print help")
    .helpCommand("help [command]", `Print help for a command, or for ${topics}.`)
    .addHelpText(
      "after",
      `\n${TOPICS["exit-codes"]}${examples("wait --emulate", "status --region eu-central-1")}`,
    )
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput(output);
  const add = (name: keyof Actions, description: string, options: Options, after: string): Command => {
    const command = program.command(name).description(description).addHelpText("after", after);
    for (const [flag, spec] of Object.entries(options)) command.addOption(createOption(flag, spec));
    if ("json" in options) for (const option of habitOptions(name)) command.addOption(option);
    return command.action(actions[name]);
  };

  add(
    "status",
    "Poll the registration once; the exit code is its state.",
    statusOptions,
    TIMES + examples("status", "status --region us-east-1 --region eu-central-1 --json"),
  );
  add(
    "wait",
    "Wait for the final status; the exit code is the result.",
    waitOptions,
    TIMES +
      examples(
        "wait --region eu-central-1 --max-wait-time 10m",
        "wait --targets targets.json --json",
        "wait --emulate=fails-iam",
      ),
  );
  add(
    "ensure",
    "Register the account if needed, then wait for the final status.",
    ensureOptions,
    TIMES + examples("ensure --dry-run", "ensure --region eu-central-1 --profile production"),
  );
  add(
    "emulate",
    "Run the emulator in the foreground, until Ctrl-C.",
    emulateOptions,
    examples("emulate --port 8000", "emulate --scenario fails-iam --time-scale 60"),
  );
  add(
    "template",
    "Print a CloudFormation template that registers the account if needed.",
    {},
    `${examples("template > registration.template.json")}

It is too long for a CloudFormation request. Deploy it from S3:
  $ aws cloudformation deploy --stack-name fleetwise-registration --capabilities CAPABILITY_IAM \\
      --template-file registration.template.json --s3-bucket my-bucket
`,
  );
  add(
    "completion",
    "Print a script that completes commands and options in a shell.",
    {},
    "\nExamples:\n  $ source <(fleetwise-registration completion bash)\n",
  ).addArgument(program.createArgument("<shell>", "the shell").choices(["bash", "zsh", "fish"]));
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

const TIMES = "\nTimes are in seconds, or have a unit: 90s, 10m, 1h.\n";

function examples(...lines: readonly string[]): string {
  return ["", "Examples:", ...lines.map((line) => `  $ fleetwise-registration ${line}`)].join("\n");
}
