import {
  booleanSelector,
  CONFIG_PREFIX_SEPARATOR,
  type LoadedConfigSelectors,
  loadConfig,
  NODE_REGION_CONFIG_FILE_OPTIONS,
  NODE_REGION_CONFIG_OPTIONS,
  NODE_USE_DUALSTACK_ENDPOINT_CONFIG_OPTIONS,
  NODE_USE_FIPS_ENDPOINT_CONFIG_OPTIONS,
  SelectorType,
} from "@smithy/core/config";

/** What the environment and the profile's files say, read by the AWS SDK's own loader. */
export interface SharedConfig {
  region(): Promise<string | undefined>;
  useDualstackEndpoint(): Promise<boolean>;
  useFipsEndpoint(): Promise<boolean>;
  endpointUrl(): Promise<string | undefined>;
}

export async function sharedConfig(profile: string | undefined): Promise<SharedConfig> {
  // In a browser there is nothing to read, and the SDK's loader is a placeholder that is no function.
  if (typeof loadConfig !== "function") return NOTHING;

  // The SDK keeps every file that it has read for ever, and a failure to read it too: here only what was found is kept.
  const files = { ignoreCache: true, ...(profile !== undefined && { profile }) };
  const load = <T>(selectors: LoadedConfigSelectors<T>, options = {}) =>
    loadConfig(selectors, { ...files, ...options })();

  return {
    region: () => load(NODE_REGION_CONFIG_OPTIONS, NODE_REGION_CONFIG_FILE_OPTIONS),
    useDualstackEndpoint: () => load<boolean>(NODE_USE_DUALSTACK_ENDPOINT_CONFIG_OPTIONS),
    useFipsEndpoint: () => load<boolean>(NODE_USE_FIPS_ENDPOINT_CONFIG_OPTIONS),
    endpointUrl: async () => {
      const ignored = await load<boolean>({
        environmentVariableSelector: (env) =>
          booleanSelector(env, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", SelectorType.ENV),
        configFileSelector: (section) =>
          booleanSelector(section, "ignore_configured_endpoint_urls", SelectorType.CONFIG),
        default: false,
      });
      return ignored ? undefined : load(configuredEndpoint(CONFIG_PREFIX_SEPARATOR));
    },
  };
}

const NOTHING: SharedConfig = Object.freeze({
  region: async () => undefined,
  useDualstackEndpoint: async () => false,
  useFipsEndpoint: async () => false,
  endpointUrl: async () => undefined,
});

/**
 * Service-specific endpoints: the service before the general one, the environment before the files.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
function configuredEndpoint(separator: string): LoadedConfigSelectors<string | undefined> {
  return {
    environmentVariableSelector: (env) =>
      env["AWS_ENDPOINT_URL_IOTFLEETWISE"] || env["AWS_ENDPOINT_URL"] || undefined,
    configFileSelector: (section, files) => {
      const services = files?.[["services", section["services"]].join(separator)];
      return (
        services?.[["iotfleetwise", "endpoint_url"].join(separator)] || section["endpoint_url"] || undefined
      );
    },
    default: undefined,
  };
}
