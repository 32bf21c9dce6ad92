/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The settings of a section, by name in lower case. */
export type Section = ReadonlyMap<string, string>;

/** The contents of the AWS config and credentials files. */
export interface ConfigFiles {
  /** Each profile. A setting in the credentials file overrides the same setting in the config file. */
  readonly profiles: ReadonlyMap<string, Section>;
  /** The profiles of the config file alone. */
  readonly configProfiles: ReadonlyMap<string, Section>;
  /** The profiles of the credentials file alone. */
  readonly credentialsProfiles: ReadonlyMap<string, Section>;
  readonly ssoSessions: ReadonlyMap<string, Section>;
  /** The settings of each service, by the name of a `services` section and then by the service. */
  readonly services: ReadonlyMap<string, ReadonlyMap<string, Section>>;
}
