import type { ConfigFiles, Environment } from "./profiles.js";

/** The settings of the environment and of one profile, in the order of the AWS CLI. */
export interface SharedConfig {
  readonly env: Environment;
  readonly files: ConfigFiles;
  /** The profile that an option or the environment names. */
  readonly profile: string | undefined;
  /** Whether an option names the profile: then its credentials come before any in the environment. */
  readonly profileGiven: boolean;
  /** Returns a setting of the profile, or of `default` if no profile is named. */
  setting(name: string): string | undefined;
  readonly region: string | undefined;
  readonly useDualstackEndpoint: boolean;
  readonly useFipsEndpoint: boolean;
  /**
   * Returns the endpoint that is configured for a service, named as in `AWS_ENDPOINT_URL_...`.
   *
   * @throws TypeError that names the setting if the endpoint is not an http or https URL. The message does not show the URL,
   * because it may contain a password.
   */
  endpointUrl(service: string): string | undefined;
}

/** Returns the profile that the environment names. The AWS CLI reads `AWS_DEFAULT_PROFILE` first too. */
export function profileOf(env: Environment): string | undefined {
  return env["AWS_DEFAULT_PROFILE"] || env["AWS_PROFILE"] || undefined;
}

/**
 * Finds the settings of a profile.
 *
 * @param given - The profile that an option names.
 * @throws ProfileNotFoundError if no file has the profile.
 */
export function sharedConfigOf(
  given: string | undefined,
  env: Environment,
  files: ConfigFiles,
): SharedConfig {
  const profile = given ?? profileOf(env);
  const section = files.profiles.get(profile ?? "default");
  if (profile !== undefined && section === undefined) throw new ProfileNotFoundError(profile);
  const setting = (name: string) => section?.get(name);
  const flag = (variable: string, name: string) => (env[variable] || setting(name))?.toLowerCase() === "true";
  return {
    env,
    files,
    profile,
    profileGiven: given !== undefined,
    setting,
    region: env["AWS_REGION"] || env["AWS_DEFAULT_REGION"] || setting("region") || undefined,
    useDualstackEndpoint: flag("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint"),
    useFipsEndpoint: flag("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint"),
    endpointUrl(service) {
      if (flag("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls")) return undefined;
      for (const variable of [`AWS_ENDPOINT_URL_${service}`, "AWS_ENDPOINT_URL"])
        if (env[variable]) return checkedUrl(variable, env[variable]);
      const url = serviceEndpoint(service, setting("services"), files) || setting("endpoint_url");
      return url
        ? checkedUrl(`endpoint_url of the profile ${JSON.stringify(profile ?? "default")}`, url)
        : undefined;
    },
  };
}

function checkedUrl(setting: string, url: string): string {
  if (URL.canParse(url) && ["http:", "https:"].includes(new URL(url).protocol)) return url;
  throw new TypeError(`Expected ${setting} to be an http or https URL`);
}

function serviceEndpoint(
  service: string,
  name: string | undefined,
  { services }: ConfigFiles,
): string | undefined {
  if (name === undefined) return undefined;
  const section = services.get(name);
  if (section !== undefined) return section.get(service.toLowerCase())?.get("endpoint_url");
  const error = new Error(
    `The AWS config file has no section [services ${name}], to which the profile refers`,
  );
  throw Object.assign(error, { name: "ConfigFileError" });
}

/** Error of a profile that an option or the environment names, but no file has. */
class ProfileNotFoundError extends Error {
  readonly profile: string;

  static {
    Object.defineProperty(ProfileNotFoundError.prototype, "name", { value: "ProfileNotFoundError" });
  }

  constructor(profile: string) {
    super(
      `The AWS profile ${JSON.stringify(profile)} does not exist: neither the config file nor the credentials file names it`,
    );
    this.profile = profile;
  }
}
