import { ENVIRONMENT, readConfigFiles } from "#platform/config-files";
import { type SharedConfig, sharedConfigOf } from "../aws-config/shared-config.js";

/**
 * Reads the settings of the environment and the config files.
 *
 * @param profile - Profile that an option names.
 * @throws ConfigFileError if a file cannot be parsed, ProfileNotFoundError if no file has the profile.
 */
export async function sharedConfig(profile: string | undefined): Promise<SharedConfig> {
  return sharedConfigOf(profile, ENVIRONMENT, await readConfigFiles(ENVIRONMENT));
}
