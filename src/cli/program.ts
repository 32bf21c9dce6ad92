import { Command } from "commander";
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

/** What each command does. */
export interface Actions {
  status(flags: StatusFlags): Promise<void>;
  wait(flags: WaitFlags): Promise<void>;
  ensure(flags: EnsureFlags): Promise<void>;
  emulate(flags: EmulateFlags): Promise<void>;
  template(): Promise<void>;
  help(topic: string | undefined): Promise<void>;
  completion(shell: string): Promise<void>;
  /** Prints what may follow these words, for the script that `completion` prints. */
  complete(words: readonly string[]): Promise<void>;
}

/** The shells that can complete. */
export const SHELLS = ["bash", "zsh", "fish"] as const;

/** Returns the commands and their options. */
export function createProgram(actions: Actions, version: string): Command {
  const program = new Command("fleetwise-registration")
    .description(
      "Waits until an account is registered with AWS IoT FleetWise, and reports every step on the way.",
    )
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print help")
    .helpCommand(false)
    .addHelpText(
      "after",
      `\n${TOPICS["exit-codes"]}${examples("wait --emulate", "status --region eu-central-1")}`,
    );
  const add = (name: keyof Actions, description: string, options: Options, after: string): Command => {
    const command = program
      .command(name)
      .description(description)
      .helpOption("-h, --help", "print this help");
    for (const [flag, spec] of Object.entries(options)) command.addOption(createOption(flag, spec));
    return command.addHelpText("after", after).action(actions[name]);
  };

  add(
    "status",
    "Read the registration once; the exit code is its state.",
    statusOptions,
    TIMES + examples("status", "status --region us-east-1 --region eu-central-1 --json"),
  );
  add(
    "wait",
    "Wait for the final status; the exit code is the answer.",
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

It is longer than CloudFormation takes in a request. Deploy it by way of S3:
  $ aws cloudformation deploy --stack-name fleetwise-registration --capabilities CAPABILITY_IAM \\
      --template-file registration.template.json --s3-bucket my-bucket
`,
  );
  add(
    "completion",
    "Print a script that makes a shell complete commands and options.",
    {},
    "\nExamples:\n  $ source <(fleetwise-registration completion bash)\n",
  ).addArgument(program.createArgument("<shell>", "the shell that is to complete").choices(SHELLS));
  program
    .command("complete", { hidden: true })
    .argument("[words...]")
    .action(actions.complete)
    .allowUnknownOption();
  const topics = `a command, or ${Object.keys(TOPICS).join(", ")}`;
  add("help", `Print help for ${topics}.`, {}, examples("help exit-codes", "help ensure")).argument(
    "[topic]",
    topics,
  );
  return program;
}

const TIMES = "\nTimes are seconds, or such as 90s, 10m, 1h.\n";

function examples(...lines: readonly string[]): string {
  return ["", "Examples:", ...lines.map((line) => `  $ fleetwise-registration ${line}`)].join("\n");
}
