import type { Command } from "commander";
import { readConfigFiles } from "../client/aws-config/config-files.js";
import { REGIONS } from "../text/regions.js";
import { TOPICS } from "./help.js";
import type { Host } from "./host.js";

const NAME = "fleetwise-registration";

/** The script of each shell. It runs this program for each completion. If it prints nothing, bash and zsh complete paths. */
export const SCRIPTS: Readonly<Record<string, string>> = {
  bash: `_fleetwise_registration() {
  local line=\${COMP_LINE:0:COMP_POINT} cur words IFS=$' \\t\\n'
  read -ra words <<< "$line"
  if [[ $line == *[[:space:]] ]]; then words+=(""); fi
  cur=\${words[\${#words[@]}-1]}
  IFS=$'\\n'
  COMPREPLY=($(${NAME} complete -- "\${words[@]:1}" 2> /dev/null | cut -f 1))
  # Readline splits words at the equals sign.
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

/** Prints the completions of the last of these words, one a line, with a tab before the description if there is one. */
export async function printCompletions(words: readonly string[], program: Command, { env, stdout }: Host) {
  const last = words.at(-1) ?? "";
  const commands = program.createHelp().visibleCommands(program);
  const names = commands.map((one) => `${one.name()}\t${one.description()}`);
  const command = commands.find((one) => one.name() === words[0]);
  const valuesOf = async (name: string | undefined): Promise<readonly string[]> => {
    if (name === "--region") return REGIONS;
    if (name === "--profile") return [...(await readConfigFiles(env)).profiles.keys()];
    return command?.options.find(({ long }) => long === name)?.argChoices ?? [];
  };
  const lines = async (): Promise<readonly string[]> => {
    if (words.length <= 1) return names;
    if (command?.name() === "help") return [...Object.keys(TOPICS), ...names];
    const before = command?.options.find(({ long }) => long === words.at(-2));
    const [option] = /^--[\w-]+(?==)/.exec(last) ?? [];
    if (option) return (await valuesOf(option)).map((value) => `${option}=${value}`);
    if (before?.required) return valuesOf(before.long);
    if (!last.startsWith("-")) return command?.registeredArguments[0]?.argChoices ?? [];
    const options = command?.options.filter(({ hidden }) => !hidden) ?? [];
    return options.map(({ long, description }) => `${long}\t${description}`);
  };
  for (const line of await lines()) if (line.startsWith(last)) stdout.write(`${line}\n`);
}
