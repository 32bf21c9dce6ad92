import { describe, expect, test } from "vitest";
import { profileOf } from "../../../src/client/aws-config/shared-config.js";
import { configOf, type Settings } from "./config.js";

test.each([
  [{ AWS_PROFILE: "x" }, "x"],
  [{ AWS_PROFILE: "x", AWS_DEFAULT_PROFILE: "y" }, "y"],
  [{ AWS_PROFILE: "x", AWS_DEFAULT_PROFILE: "" }, "x"],
  [{ AWS_PROFILE: "" }, undefined],
  [{}, undefined],
])("the profile of the environment %j is %j", (env, profile) => {
  expect(profileOf(env)).toBe(profile);
});

describe("the profile", () => {
  const config = { default: { region: "d" }, x: { region: "x" }, y: { region: "y" } };

  test.each<[string, Settings, object]>([
    ["given", { given: "x", env: { AWS_PROFILE: "y" } }, { profile: "x", profileGiven: true, region: "x" }],
    ["of the environment", { env: { AWS_PROFILE: "y" } }, { profile: "y", profileGiven: false, region: "y" }],
    ["default, if none is named", {}, { profile: undefined, profileGiven: false, region: "d" }],
  ])("the settings are those of the profile %s", (_title, settings, expected) => {
    const shared = configOf({ config, ...settings });
    expect(shared).toMatchObject(expected);
    expect(shared.setting("region")).toBe(shared.region);
  });

  test("no setting is found without the profile default", () => {
    expect(configOf({}).setting("region")).toBeUndefined();
  });

  test("a named profile that does not exist is rejected", () => {
    expect(() => configOf({ config, given: "z" })).toThrow(
      expect.objectContaining({
        name: "ProfileNotFoundError",
        profile: "z",
        message: expect.stringContaining('The AWS profile "z" does not exist'),
      }),
    );
    expect(() => configOf({ env: { AWS_PROFILE: "default" } })).toThrow('"default" does not exist');
  });
});

test.each([
  [{ AWS_REGION: "a", AWS_DEFAULT_REGION: "b" }, "c", "a"],
  [{ AWS_REGION: "", AWS_DEFAULT_REGION: "b" }, "c", "b"],
  [{ AWS_DEFAULT_REGION: "" }, "c", "c"],
  [{}, "", undefined],
])("the region of %j and the profile's %j is %j", (env, region, expected) => {
  expect(configOf({ env, config: { default: { region } } }).region).toBe(expected);
});

test.each([
  ["useDualstackEndpoint", "AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint"],
  ["useFipsEndpoint", "AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint"],
] as const)("%s is set by the environment before the profile", (name, variable, setting) => {
  const flag = (inEnvironment?: string, inProfile?: string) =>
    configOf({
      env: inEnvironment === undefined ? {} : { [variable]: inEnvironment },
      config: { default: inProfile === undefined ? {} : { [setting]: inProfile } },
    })[name];
  expect([flag("True"), flag("", "TRUE"), flag(undefined, "true")]).toEqual([true, true, true]);
  expect([flag(), flag("false", "true"), flag("1"), flag(undefined, "yes")]).toEqual(Array(4).fill(false));
});

describe("the endpoint of a service", () => {
  const ALL = "http://all";
  const OWN = "https://own";
  const inFile = (more: Readonly<Record<string, string>>): Settings => ({
    config: { default: { endpoint_url: "http://profile", ...more } },
    services: { s: { sso_oidc: { endpoint_url: "http://service" }, other: {} } },
  });

  test.each<[string, Settings, string | undefined]>([
    ["no setting", {}, undefined],
    ["the service's variable first", { env: { AWS_ENDPOINT_URL_SSO_OIDC: OWN, AWS_ENDPOINT_URL: ALL } }, OWN],
    ["the variable for all services", { ...inFile({}), env: { AWS_ENDPOINT_URL: ALL } }, ALL],
    ["empty variables", { ...inFile({}), env: { AWS_ENDPOINT_URL: "" } }, "http://profile"],
    ["another service's variable", { env: { AWS_ENDPOINT_URL_STS: OWN } }, undefined],
    ["the profile's services", inFile({ services: "s" }), "http://service"],
    ["services without this one", { ...inFile({ services: "s" }), services: { s: {} } }, "http://profile"],
    ["settings to ignore, in the profile", inFile({ ignore_configured_endpoint_urls: "true" }), undefined],
    [
      "settings to ignore, in the environment",
      { env: { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true", AWS_ENDPOINT_URL: ALL } },
      undefined,
    ],
  ])("the endpoint follows from %s", (_title, settings, endpoint) => {
    expect(configOf(settings).endpointUrl("SSO_OIDC")).toBe(endpoint);
  });

  test.each<[string, Settings, string]>([
    ["a variable", { env: { AWS_ENDPOINT_URL_STS: "user:secret" } }, "AWS_ENDPOINT_URL_STS"],
    ["the variable for all", { env: { AWS_ENDPOINT_URL: "ftp://secret" } }, "AWS_ENDPOINT_URL"],
    [
      "the profile default",
      { config: { default: { endpoint_url: "secret" } } },
      'endpoint_url of the profile "default"',
    ],
    [
      "a given profile",
      { given: "x", config: { x: { endpoint_url: "secret" } } },
      'endpoint_url of the profile "x"',
    ],
  ])("an endpoint that is not an http or https URL is rejected: %s", (_title, settings, name) => {
    expect(() => configOf(settings).endpointUrl("STS")).toThrow(
      new TypeError(`Expected ${name} to be an http or https URL`),
    );
  });

  test("a section of services that does not exist is rejected", () => {
    expect(() => configOf(inFile({ services: "t" })).endpointUrl("STS")).toThrow(
      expect.objectContaining({
        name: "ConfigFileError",
        message: expect.stringContaining("no section [services t]"),
      }),
    );
  });
});
