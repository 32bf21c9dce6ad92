import type { Command } from "commander";
import { readConfigFiles } from "../client/aws-config/config-files.js";
import { REGIONS } from "../text/regions.js";
import { TOPICS } from "./help.js";
import type { Host } from "./host.js";
import { SHELLS } from "./program.js";
import { scenarios } from "./scenarios.js";

const NAME = "fleetwise-registration";

/**
 * The script of each shell: it asks this program what may follow, and completes paths itself where the program has no answer.
 * The scripts need no other package, and may be sourced again.
 */
const SCRIPTS: Readonly<Record<(typeof SHELLS)[number], string>> = {
  bash: `_fleetwise_registration() {
  local line=\${COMP_LINE:0:COMP_POINT} cur words IFS=$' \\t\\n'
  read -ra words <<< "$line"
  if [[ $line == *[[:space:]] ]]; then words+=(""); fi
  cur=\${words[\${#words[@]}-1]}
  IFS=$'\\n'
  COMPREPLY=($(${NAME} complete -- "\${words[@]:1}" 2> /dev/null | cut -f 1))
  # Readline takes what stands behind an equals sign for a word of its own.
  if [[ $cur == *=* && $COMP_WORDBREAKS == *=* ]]; then COMPREPLY=("\${COMPREPLY[@]#"\${cur%%=*}="}"); fi
}
complete -o bashdefault -o default -F _fleetwise_registration ${NAME}
`,
  zsh: `#compdef ${NAME}
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit -i -D }
_fleetwise_registration() {
  local line; local -a values texts
  while IFS= read -r line; do
    values+=("\${line%%$'\\t'*}")
    texts+=("\${line/$'\\t'/  -- }")
  done < <(${NAME} complete -- "\${(@)words[2,CURRENT]}" 2> /dev/null)
  if (( $#values )); then compadd -l -d texts -a values
  else [[ $words[CURRENT] == *=* ]] && compset -P '*='; _files; fi
}
compdef _fleetwise_registration ${NAME}
`,
  fish: `complete -c ${NAME} -f -a '(${NAME} complete -- (commandline -opc)[2..-1] (commandline -ct) 2> /dev/null)'
complete -c ${NAME} -l targets -r -F
`,
};

/** Prints the script that makes a shell ask this program. */
export function printScript(shell: string, { stdout }: Pick<Host, "stdout">): void {
  stdout.write(SCRIPTS[shell as keyof typeof SCRIPTS]);
}

/** Prints what may follow these words: a line for each value, with a tab before its description. */
export async function printCompletions(
  words: readonly string[],
  program: Command,
  { env, stdout }: Host,
): Promise<void> {
  const last = words.at(-1) ?? "";
  const commands = program.createHelp().visibleCommands(program);
  const command = commands.find((one) => one.name() === words[0]);
  const before = command?.options.find(({ long }) => long === words.at(-2));
  const option = /^--[\w-]+(?==)/.exec(last)?.[0];
  const lines = async (): Promise<readonly string[]> => {
    if (words.length <= 1) return commands.map((one) => `${one.name()}\t${one.description()}`);
    if (command === undefined) return [];
    if (option) return (await valuesOf(option, program, env)).map((value) => `${option}=${value}`);
    if (before?.required) return valuesOf(before.long ?? "", program, env);
    if (!last.startsWith("-")) return valuesOf(command.name(), program, env);
    return command.options.flatMap(({ hidden, long, description }) =>
      hidden ? [] : [`${long}\t${description}`],
    );
  };
  for (const line of await lines()) if (line.startsWith(last)) stdout.write(`${line}\n`);
}

/** The known values of an option, or of the argument of a command. */
async function valuesOf(name: string, program: Command, env: Host["env"]): Promise<readonly string[]> {
  switch (name) {
    case "--region":
      return REGIONS;
    case "--emulate":
    case "--scenario":
      return scenarios;
    case "--profile":
      return [...(await readConfigFiles(env)).profiles.keys()];
    case "help":
      return [
        ...Object.keys(TOPICS),
        ...program
          .createHelp()
          .visibleCommands(program)
          .map((one) => one.name()),
      ];
    case "completion":
      return SHELLS;
    default:
      return [];
  }
}
