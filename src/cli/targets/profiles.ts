import type { Host } from "../host.js";

/** What the profiles of the AWS config and credentials files say, by name. */
export type Profiles = Readonly<Record<string, Readonly<Record<string, string | undefined>>>>;

/** Reads the files where the environment says that they are. Loaded when needed, as most of the AWS SDK's loader is not. */
export async function readProfiles(env: Host["env"]): Promise<Profiles> {
  const { loadSharedConfigFiles } = await import("@smithy/core/config");
  const [filepath, configFilepath] = [env["AWS_SHARED_CREDENTIALS_FILE"], env["AWS_CONFIG_FILE"]];
  const { configFile, credentialsFile } = await loadSharedConfigFiles({
    ...(filepath && { filepath }),
    ...(configFilepath && { configFilepath }),
  });
  const names = new Set([...Object.keys(configFile), ...Object.keys(credentialsFile)]);
  return Object.fromEntries(
    [...names].map((name) => [name, { ...configFile[name], ...credentialsFile[name] }]),
  );
}

/** The profile that the environment names. The AWS CLI reads the older name of the variable first. */
export function profileOf(env: Host["env"]): string | undefined {
  return env["AWS_DEFAULT_PROFILE"] || env["AWS_PROFILE"] || undefined;
}
