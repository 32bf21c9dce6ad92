import type { ConfigFiles, Environment } from "../../aws-config/profiles.js";

/** A web page has no environment variables and no config files. */
export const ENVIRONMENT: Environment = Object.freeze({});

const NONE = new Map<string, never>();
const NO_FILES: ConfigFiles = Object.freeze({
  profiles: NONE,
  configProfiles: NONE,
  credentialsProfiles: NONE,
  ssoSessions: NONE,
  services: NONE,
});

export async function readConfigFiles(_env: Environment): Promise<ConfigFiles> {
  return NO_FILES;
}
