import type { CommanderError } from "commander";

// What people type who know kubectl, gh, docker or aws: translated if that is harmless, otherwise answered with the right name.

const OUTPUTS = /^(-o|--output|--format)$/;

/** Translates arguments that mean the same in another program. */
export function withoutHabits([first, ...rest]: readonly string[]): readonly string[] {
  if (first === undefined) return [];
  if (rest.length === 0 && (first === "version" || first === "-v")) return ["--version"];
  const args = [first, ...rest].flatMap((arg, index, all) => {
    if (arg === "-q") return ["--quiet"];
    if (/^(-o|--output=|--format=)json$/.test(arg)) return ["--json"];
    if (OUTPUTS.test(arg) && all[index + 1] === "json") return ["--json"];
    return arg === "json" && OUTPUTS.test(all[index - 1] ?? "") ? [] : [arg];
  });
  // `wait` watches anyway.
  return first === "wait" || first === "ensure"
    ? args.filter((arg) => arg !== "--watch" && arg !== "-w")
    : args;
}

/** Whether the output is JSON; also of arguments that are otherwise wrong. */
export function wantsJson(args: readonly string[]): boolean {
  return withoutHabits(args).includes("--json");
}

/** Returns the right name for an option or argument that this program does not have. */
export function habitHint({ code, message }: CommanderError, args: readonly string[]): string | undefined {
  const region = args.find((arg, index) => index > 0 && /^[a-z]{2}(-[a-z]+)+-\d$/.test(arg));
  if (code === "commander.excessArguments" && region !== undefined) return `Did you mean --region ${region}?`;
  const [, option = ""] = /unknown option '(-[^'=]*)/.exec(message) ?? [];
  switch (option) {
    case "--watch":
    case "-w":
      return "To watch a registration until its end, use `fleetwise-registration wait`.";
    case "--verbose":
    case "--debug":
    case "-v":
      return "--json prints every poll, retry and transition.";
    case "-o":
    case "--output":
    case "--format":
      return "Leave it out for text, or use --json.";
    default:
      return undefined;
  }
}
