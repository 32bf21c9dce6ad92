import { Command, Option } from "commander";
import { emulatorDefaults } from "../testing/options.js";
import type { EmulateFlags, EnsureFlags, StatusFlags, WaitFlags } from "./flags.js";
import { TOPICS } from "./help.js";
import { count, nonEmpty, oneOf, port, positiveNumber, secondsOrInfinity } from "./option-values.js";
import { described, outputOptions, seconds, since, targetOptions, timeout, waitOptions } from "./options.js";
import { DEFAULT_SCENARIO, scenarios } from "./scenarios.js";

/** What each command does. */
export interface Actions {
  status(flags: StatusFlags): Promise<void>;
  wait(flags: WaitFlags): Promise<void>;
  ensure(flags: EnsureFlags): Promise<void>;
  emulate(flags: EmulateFlags): Promise<void>;
  template(): Promise<void>;
  help(topic: string | undefined): Promise<void>;
  completion(shell: string): Promise<void>;
  /** What may follow these words, for the script that `completion` prints. */
  complete(words: readonly string[]): Promise<void>;
}

/** The shells that can complete. */
export const SHELLS = ["bash", "zsh", "fish", "powershell"] as const;

/** The commands and their options: what the program understands, and says of itself. */
export function createProgram(actions: Actions, version: string): Command {
  const program = new Command("fleetwise-registration")
    .description(
      "Waits until an account is registered with AWS IoT FleetWise, and tells every step on the way.",
    )
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print help")
    .helpCommand(false)
    .addHelpText(
      "after",
      `\n${TOPICS["exit-codes"]}${examples("wait --emulate", "status --region eu-central-1")}`,
    );

  add(program, "status", "Read the registration once; the exit code tells its state.", [
    ...targetOptions(),
    seconds(
      "--max-wait-time",
      secondsOrInfinity,
      "until failing polls of a target are given up",
      "maxReadTime",
    ),
    timeout(),
    since(),
    ...outputOptions(),
  ])
    .action(actions.status)
    .addHelpText(
      "after",
      TIMES + examples("status", "status --region us-east-1 --region eu-central-1 --json"),
    );

  add(program, "wait", "Wait for the verdict; the exit code is the answer.", [
    ...targetOptions(),
    ...waitOptions(),
    ...outputOptions(),
  ])
    .action(actions.wait)
    .addHelpText(
      "after",
      TIMES +
        examples(
          "wait --region eu-central-1 --max-wait-time 10m",
          "wait --targets targets.json --json",
          "wait --emulate=fails-iam",
        ),
    );

  add(program, "ensure", "Register the account where needed, then wait for the verdict.", [
    new Option("--dry-run", "show what would be done"),
    new Option(
      "--reregister [when]",
      "register a registered account again; with =if-different only if it has other resources than requested",
    ).choices(["if-different"]),
    described("--max-registrations <count>", "calls of RegisterAccount at most", "maxRegistrations", count),
    new Option("--timestream-database <name>", "register with this Timestream database").argParser(
      nonEmpty("the name of a database"),
    ),
    new Option("--timestream-table <name>", "and this table of it").argParser(
      nonEmpty("the name of a table"),
    ),
    new Option(
      "--drop-timestream",
      "register without Timestream, although that removes the metadata that is stored",
    ).conflicts(["timestreamDatabase", "timestreamTable"]),
    ...targetOptions(),
    ...waitOptions(),
    ...outputOptions(),
  ])
    .action(actions.ensure)
    .addHelpText(
      "after",
      TIMES + examples("ensure --dry-run", "ensure --region eu-central-1 --profile production"),
    );

  add(program, "emulate", "Run the emulator in the foreground, until Ctrl-C.", [
    new Option("--port <port>", "where to listen; 0 takes any that is free")
      .argParser(port)
      .default(emulatorDefaults.port),
    new Option("--scenario <name>", `how the account behaves: ${scenarios.join(", ")}`)
      .argParser(oneOf(scenarios))
      .default(DEFAULT_SCENARIO),
    new Option("--time-scale <factor>", "emulated seconds to a second")
      .argParser(positiveNumber)
      .default(emulatorDefaults.timeScale),
    new Option("--quota <rate>", "requests a second, above which it throttles (default: none)").argParser(
      positiveNumber,
    ),
    new Option("--json", "print one line of JSON instead"),
  ])
    .action(actions.emulate)
    .addHelpText("after", examples("emulate --port 8000", "emulate --scenario fails-iam --time-scale 60"));

  add(program, "template", "Print a CloudFormation template that registers the account where needed.", [])
    .action(actions.template)
    .addHelpText(
      "after",
      `${examples("template > registration.template.json")}

It is longer than CloudFormation takes in a request. Deploy it by way of S3:
  $ aws cloudformation deploy --stack-name fleetwise-registration --capabilities CAPABILITY_IAM \\
      --template-file registration.template.json --s3-bucket my-bucket
`,
    );

  const shells = program.createArgument("<shell>", "the shell that is to complete").choices(SHELLS);
  add(program, "completion", "Print a script that makes a shell complete commands and options.", [])
    .addArgument(shells)
    .action(actions.completion)
    .addHelpText("after", `\nExamples:\n  $ source <(fleetwise-registration completion bash)\n`);
  program
    .command("complete", { hidden: true })
    .argument("[words...]")
    .action(actions.complete)
    .allowUnknownOption();
  const topics = `a command, or ${Object.keys(TOPICS).join(", ")}`;
  add(program, "help", `Print help for ${topics}.`, [])
    .argument("[topic]", topics)
    .action(actions.help)
    .addHelpText("after", examples("help exit-codes", "help ensure"));

  return program;
}

function add(program: Command, name: string, description: string, options: readonly Option[]): Command {
  const command = program.command(name).description(description).helpOption("-h, --help", "print this help");
  for (const option of options) command.addOption(option);
  return command;
}

const TIMES = "\nTimes are seconds, or such as 90s, 10m, 1h.\n";

function examples(...lines: readonly string[]): string {
  return ["", "Examples:", ...lines.map((line) => `  $ fleetwise-registration ${line}`)].join("\n");
}
