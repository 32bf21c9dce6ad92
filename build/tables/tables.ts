// The documents' tables that repeat the code: doc comments, error codes, and the command line's commands, options and exit codes.
import { EXIT_CODES, MEANINGS, type State } from "../../src/cli/exit-codes.js";
import { createProgram } from "../../src/cli/program.js";
import { OUTCOMES } from "../../src/errors.js";
import { type Member, type Read, withInterfaces } from "./interfaces.js";

/** A table: its head, then its rows. */
type Table = readonly (readonly string[])[];

/** Returns the tables by document, and by their name in it. */
export function tables(): Readonly<Record<string, Readonly<Record<string, Table>>>> {
  return withInterfaces((read) => {
    const waiter = read("options/waiter.ts", "RegistrationWaiterOptions").members;
    const ensure = read("options/ensure.ts", "EnsureOptions").members;
    const account = read("step-functions/options.ts", "RegistrationStateMachineOptions").members;
    const accounts = read("step-functions/options.ts", "MultiAccountRegistrationStateMachineOptions").members;
    const options = (file: string, name: string) => optionTable("option", read(file, name).members);
    return {
      "docs/usage.md": {
        "options of a wait": optionTable("option", waiter),
        "options of ensuring": optionTable("option", without(ensure, waiter)),
        events: eventTable(read),
      },
      "docs/clients.md": {
        "options of the client": options("client/built-in/client-config.ts", "FleetWiseClientConfig"),
      },
      "docs/testing.md": { "options of the emulator": options("testing/options.ts", "EmulatorOptions") },
      "docs/cloudformation.md": {
        props: optionTable("prop", read("cdk/props.ts", "FleetWiseRegistrationProps").members),
      },
      "docs/scale.md": {
        "options of the state machines": optionTable("option", without(account, [...waiter, ...ensure])),
        "options for many accounts": optionTable("option", without(accounts, account)),
      },
      "docs/errors.md": { errors: errorTable(read) },
      "docs/command-line.md": {
        commands: commandTable(),
        options: flagTable(),
        "exit codes": exitCodeTable(),
      },
    };
  });
}

function optionTable(title: string, members: readonly Member[]): Table {
  const rows = members.map(({ name, byDefault, comment }) => [
    code(name),
    defaultCell(byDefault),
    sentence(comment),
  ]);
  return [[title, "default", "meaning"], ...rows];
}

/** Returns the members that others do not have. */
function without(members: readonly Member[], others: readonly Member[]): readonly Member[] {
  return members.filter(({ name }) => !others.some((other) => other.name === name));
}

const EVENTS = ["PollEvent", "TransitionEvent", "RetryEvent", "RegisterAccountEvent"];

function eventTable(read: Read): Table {
  const rows = EVENTS.flatMap((event) => {
    const { comment, members } = read("waiting/events.ts", event);
    const type = members.find(({ name }) => name === "type")?.type ?? "";
    const fields = members.filter(({ name }) => !["type", "attempt", "elapsedMs"].includes(name));
    return [
      [code(type.replaceAll('"', "")), "", sentence(comment)],
      ...fields.map((field) => ["", code(field.name), sentence(field.comment)]),
    ];
  });
  return [["event", "field", "meaning"], ...rows];
}

const ERRORS = [
  "RegistrationFailedError",
  "ResourcesDifferError",
  "AccountNotRegisteredError",
  "ResultOutdatedError",
  "RegistrationTimeoutError",
  "ServiceCallError",
];

function errorTable(read: Read): Table {
  const errors = ERRORS.map((name) => ({ name, ...read("errors.ts", name) }));
  const rows = Object.entries(OUTCOMES).map(([errorCode, state]) => {
    const outcome = `${code(state)}, ${EXIT_CODES[state]}`;
    for (const { name, comment, members } of errors) {
      const own = members.find((member) => member.name === "code");
      if (own?.type === `"${errorCode}"`) return [code(errorCode), code(name), outcome, sentence(comment)];
      // A class with several codes describes each in the comment on `code`.
      const described = own?.comment.split(`\`${errorCode}\`: `)[1];
      if (described) return [code(errorCode), code(name), outcome, capitalized(sentence(described))];
    }
    throw new Error(`Expected an error class that describes ${errorCode}, there is none`);
  });
  return [["`code`", "class", "state, exit code", "meaning"], ...rows];
}

const commandLine = createProgram({} as never, "");
const commands = commandLine.createHelp().visibleCommands(commandLine);

function commandTable(): Table {
  return [
    ["command", "meaning"],
    ...commands.map((command) => [code(command.name()), sentence(command.description())]),
  ];
}

/** An option with different texts in different commands has a row for each text. Only the first row of a group names the commands. */
function flagTable(): Table {
  const rows = new Map<string, { flags: string; meaning: string; of: string[] }>();
  for (const command of commands) {
    for (const { flags, description, defaultValue, hidden } of command.options) {
      if (hidden) continue;
      const meaning = defaultValue === undefined ? description : `${description} (default: ${defaultValue})`;
      const row = rows.get(flags + meaning) ?? { flags, meaning, of: [] };
      row.of.push(code(command.name()));
      rows.set(flags + meaning, row);
    }
  }
  return [
    ["command", "option", "meaning"],
    ...[...rows.values()].map(({ flags, meaning, of }, index, all) => [
      of.join() === all[index - 1]?.of.join() ? "" : of.join(", "),
      code(flags),
      meaning,
    ]),
  ];
}

function exitCodeTable(): Table {
  const codes = [...new Set(Object.values(EXIT_CODES))].sort((a, b) => a - b);
  const statesOf = (exitCode: number) =>
    (Object.keys(EXIT_CODES) as State[]).filter((state) => EXIT_CODES[state] === exitCode).map(code);
  return [
    ["exit code", "state", "meaning"],
    ...codes.map((exitCode) => [String(exitCode), statesOf(exitCode).join(", "), MEANINGS[exitCode]]),
  ];
}

const code = (text: string) => `\`${text}\``;
const capitalized = (text: string) => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;

/** Returns the first sentence of a comment, without its period. */
function sentence(comment: string): string {
  return comment.replace(/\.( ["`A-Z].*)?$/, "");
}

/** Returns a default: as code if it is one value, as text otherwise; empty if it is `undefined`. */
function defaultCell(byDefault: string | undefined): string {
  if (byDefault === undefined || /^undefined\b/.test(byDefault)) return "";
  return /^[^\s`]*["{(.][^\s`]*$|^(true|false)$/.test(byDefault) ? code(byDefault) : byDefault;
}
