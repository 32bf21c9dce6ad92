import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { IniError, nestedSettings, parseIni } from "./ini.js";
import type { ConfigFiles, Environment, Section } from "./profiles.js";
import { shellWords } from "./shell-words.js";

/**
 * Reads the config file and the credentials file from the paths that the AWS CLI uses. A file that is missing or cannot be read
 * counts as empty.
 *
 * @throws ConfigFileError if a file is not in the format of the AWS CLI, which then rejects every command too.
 */
export async function readConfigFiles(env: Environment): Promise<ConfigFiles> {
  const [config, credentials] = await Promise.all([
    readSections(env["AWS_CONFIG_FILE"] ?? "~/.aws/config", env),
    readSections(env["AWS_SHARED_CREDENTIALS_FILE"] ?? "~/.aws/credentials", env),
  ]);
  const configProfiles = named(config, "profile", "default");
  const profiles = new Map(configProfiles);
  for (const [name, section] of credentials)
    profiles.set(name, new Map([...(profiles.get(name) ?? []), ...section]));
  return {
    profiles,
    configProfiles,
    credentialsProfiles: credentials,
    ssoSessions: named(config, "sso-session"),
    services: new Map([...named(config, "services")].map(([name, section]) => [name, ofServices(section)])),
  };
}

/** Returns the sections of a kind by their names: `x` for `[profile x]`. A later section replaces an earlier one of the same name. */
function named(
  sections: ReadonlyMap<string, Section>,
  kind: string,
  bareName?: string,
): ReadonlyMap<string, Section> {
  return new Map(
    [...sections].flatMap(([title, section]) => {
      if (title === bareName) return [[title, section] as const];
      const [, name, ...more] = title.startsWith(kind) ? (shellWords(title) ?? []) : [];
      return name === undefined || more.length > 0 ? [] : [[name, section] as const];
    }),
  );
}

function ofServices(section: Section): ReadonlyMap<string, Section> {
  return new Map([...section].map(([service, value]) => [service, nestedSettings(value) ?? new Map()]));
}

async function readSections(location: string, env: Environment): Promise<ReadonlyMap<string, Section>> {
  const path = expanded(location, env);
  const bytes = path && (await readFile(path).catch(() => undefined));
  if (!bytes) return new Map();
  try {
    return parseIni(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    const problem = error instanceof IniError ? error.message : "it is not UTF-8 text";
    const rejection = new Error(`The AWS config file ${path} cannot be parsed: ${problem}`);
    throw Object.assign(rejection, { name: "ConfigFileError" });
  }
}

/** Returns a path with `~` and variables replaced; `undefined` if it needs a home directory and the user has none. */
function expanded(location: string, env: Environment): string | undefined {
  const path = location.replace(
    /\$(?:(\w+)|\{([^}]*)\})/g,
    (whole, name, braced) => env[name ?? braced] ?? whole,
  );
  if (!/^~(?=[\\/]|$)/.test(path)) return path;
  const home = homeDirectory(env);
  return home && join(home, path.slice(1));
}

/** Returns the user's home directory; `undefined` if there is none, as for an unknown user in a container. */
function homeDirectory(env: Environment): string | undefined {
  const named = env["HOME"] || env["USERPROFILE"];
  if (named) return named;
  try {
    return homedir();
  } catch {
    return undefined;
  }
}
