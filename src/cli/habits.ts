import { type CommanderError, Option } from "commander";

// Options and names that users of kubectl, gh, docker and aws type.

/** Returns the hidden options of a command that mean the same in another program. */
export function habitOptions(command: string): readonly Option[] {
  const asJson = (flags: string) => new Option(flags).choices(["json"]).implies({ json: true }).hideHelp();
  const watch = command === "wait" || command === "ensure" ? [new Option("-w, --watch").hideHelp()] : [];
  return [asJson("-o, --output <format>"), asJson("--format <format>"), ...watch];
}

/** Returns whether JSON is requested, also by arguments that are otherwise wrong. */
export function wantsJson(args: readonly string[]): boolean {
  return /(^|\0)(--json|(-o|--output|--format)[\0=]?json)($|\0)/.test(args.join("\0"));
}

/** Returns the right name for an option or argument that this program does not have. */
export function habitHint({ code, message }: CommanderError, args: readonly string[]): string | undefined {
  const region = args.find((arg, index) => index > 0 && /^[a-z]{2}(-[a-z]+)+-\d$/.test(arg));
  if (code === "commander.excessArguments" && region !== undefined) return `Did you mean --region ${region}?`;
  const [, option = ""] = /unknown option '(-[^'=]*)/.exec(message) ?? [];
  if (/^(-w|--watch)$/.test(option))
    return "To watch a registration until its end, use `fleetwise-registration wait`.";
  if (/^(-v|--verbose|--debug)$/.test(option)) return "--json prints every poll, retry and transition.";
  return undefined;
}
