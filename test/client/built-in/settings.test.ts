import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { HttpRequest } from "@smithy/types";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { FleetWiseClientConfig } from "../../../src/client/built-in/client-config.js";
import { createFleetWiseClient } from "../../../src/client/fleetwise-client.js";
import { waitUntilRegistered } from "../../../src/index.js";
import { removeAwsVariables } from "../../support/aws-variables.js";

const KEYS = { accessKeyId: "AKIDOPTION", secretAccessKey: "secret" };

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "aws-home-"));
  removeAwsVariables();
  vi.stubEnv("HOME", home);
  vi.stubEnv("AWS_CONFIG_FILE", join(home, "config"));
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", join(home, "credentials"));
  vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true");
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  rmSync(home, { recursive: true });
});

const write = (file: "config" | "credentials", text: string) => writeFileSync(join(home, file), text);

/** Returns a client whose requests are recorded and answered locally. */
function setUp(config: FleetWiseClientConfig = {}, ...bodies: readonly string[]) {
  const sent: HttpRequest[] = [];
  const requestHandler = {
    async handle(request: HttpRequest) {
      sent.push(request);
      const body = bodies[sent.length - 1] ?? "{}";
      return {
        response: {
          statusCode: body === "{}" ? 200 : 400,
          headers: {},
          body: new TextEncoder().encode(body),
        },
      };
    },
  };
  const client = createFleetWiseClient({ credentials: KEYS, requestHandler, ...config });
  return { client, sent };
}

/** Returns the URL of a request, the region that it is signed for, and its access key. */
async function target(config: FleetWiseClientConfig = {}) {
  const { client, sent } = setUp(config);
  await client.getRegisterAccountStatus({});
  const { protocol, hostname, port, headers } = sent[0] as HttpRequest;
  const [, key, region] = /Credential=(\w+)\/\d+\/([^/]+)/.exec(headers["authorization"] ?? "") ?? [];
  return { url: `${protocol}//${hostname}${port === undefined ? "" : `:${port}`}`, region, key };
}

describe("the region", () => {
  test("the region is the option before AWS_REGION before the profile", async () => {
    write("config", "[default]\nregion = ap-south-1\n");
    expect(await target()).toMatchObject({
      region: "ap-south-1",
      url: "https://iotfleetwise.ap-south-1.amazonaws.com",
    });
    vi.stubEnv("AWS_REGION", "eu-central-1");
    expect(await target()).toMatchObject({ region: "eu-central-1" });
    expect(await target({ region: "us-east-1" })).toMatchObject({ region: "us-east-1" });
  });

  test("the region is the configured one beside an endpoint that is passed", async () => {
    vi.stubEnv("AWS_REGION", "eu-central-1");
    const own = { url: "https://own.test", region: "eu-central-1" };
    expect(await target({ endpoint: own.url })).toMatchObject(own);
  });

  test("the region is taken from the profile that the option names", async () => {
    vi.stubEnv("AWS_PROFILE", "other");
    write("config", "[profile other]\nregion = us-east-1\n[profile mine]\nregion = eu-central-1\n");
    expect(await target()).toMatchObject({ region: "us-east-1" });
    expect(await target({ profile: "mine" })).toMatchObject({ region: "eu-central-1" });
  });

  test.each([undefined, ""])(
    "a missing region (AWS_REGION %j) names its settings; once set, it is found",
    async (empty) => {
      vi.stubEnv("AWS_REGION", empty);
      const { client } = setUp();
      await expect(client.getRegisterAccountStatus({})).rejects.toMatchObject({
        name: "RegionMissingError",
        message: "Region is missing: `region`, AWS_REGION and the profile's `region` are not set.",
      });
      write("config", "[default]\nregion = us-east-1\n");
      vi.stubEnv("AWS_REGION", undefined);
      expect(await client.getRegisterAccountStatus({})).toHaveProperty("$metadata");
    },
  );

  test("a wait without a region names the regions of the service once", async () => {
    const error = await waitUntilRegistered({ client: setUp().client }).catch((error) => error);
    expect(error.message.match(/eu-central-1/g)).toHaveLength(1);
  });

  test("a region that is not a host label is rejected before it becomes part of a host name", async () => {
    vi.stubEnv("AWS_REGION", "x.evil.example/");
    const { client, sent } = setUp();
    await expect(client.getRegisterAccountStatus({})).rejects.toThrow(
      'Expected the configured region to be an AWS region such as us-east-1, got "x.evil.example/"',
    );
    expect(sent).toEqual([]);
  });
});

test("a configured region with a blank gets the advice about the region", async () => {
  vi.stubEnv("AWS_REGION", "eu central-1");
  const waiting = waitUntilRegistered({ client: setUp().client });
  await expect(waiting).rejects.toMatchObject({ code: "SERVICE_CALL_FAILED", topics: ["region"] });
});

describe("options may be functions, as in the AWS SDK's configs", () => {
  test("each option that is a function is called", async () => {
    const config: FleetWiseClientConfig = {
      region: async () => "eu-central-1",
      useDualstackEndpoint: async () => true,
      useFipsEndpoint: async () => false,
    };
    expect(await target(config)).toEqual({
      url: "https://iotfleetwise.eu-central-1.api.aws",
      region: "eu-central-1",
      key: "AKIDOPTION",
    });
    const endpoint = async () => "http://127.0.0.1:4566";
    expect(await target({ ...config, endpoint })).toMatchObject({ url: "http://127.0.0.1:4566" });
  });

  test("each option that is a function is called once, and again if it fails", async () => {
    let asked = 0;
    const region = async () => {
      if (++asked === 1) throw new Error("not yet");
      return "eu-central-1";
    };
    const { client, sent } = setUp({ region });
    await expect(client.getRegisterAccountStatus({})).rejects.toThrow("not yet");
    for (let n = 0; n < 3; n++) await client.getRegisterAccountStatus({});
    expect([asked, sent.length]).toEqual([2, 3]);
  });

  test("the result of an option that is a function is checked", async () => {
    const refused = (config: FleetWiseClientConfig) => setUp(config).client.getRegisterAccountStatus({});
    await expect(refused({ region: async () => "x.evil.example/" })).rejects.toThrow(
      new TypeError('Expected `region` to be an AWS region such as us-east-1, got "x.evil.example/"'),
    );
    await expect(refused({ region: "us-east-1", endpoint: async () => "user:hidden@host" })).rejects.toThrow(
      new TypeError('Expected `endpoint` to be an http or https URL, got "...@host"'),
    );
  });
});

describe("the endpoint", () => {
  const region = "us-east-1";

  test("the endpoint may be one of the AWS SDK's endpoint objects", async () => {
    const url = new URL("https://url.test:1/");
    expect(await target({ region, endpoint: url })).toMatchObject({ url: "https://url.test:1" });
    const v1 = { protocol: "https:", hostname: "v1.test", path: "/" };
    expect(await target({ region, endpoint: v1 })).toMatchObject({ url: "https://v1.test" });
    expect(await target({ region, endpoint: async () => v1 })).toMatchObject({ url: "https://v1.test" });
    const v2 = { url: new URL("https://v2.test:8443/") };
    expect(await target({ region, endpoint: v2 })).toMatchObject({ url: "https://v2.test:8443" });
  });

  test("the endpoint may be a URL of another realm, or have no path", async () => {
    const { href, hostname, protocol } = new URL("https://realm.test:3/");
    const other = Object.create({ href, hostname, protocol });
    expect(await target({ region, endpoint: other })).toMatchObject({ url: "https://realm.test:3" });
    const bare = { protocol: "https:", hostname: "bare.test", port: 4 } as never;
    expect(await target({ region, endpoint: bare })).toMatchObject({ url: "https://bare.test:4" });
  });

  describe("does not exist for FIPS, so that FIPS is rejected and not ignored", () => {
    const refused = async (config: FleetWiseClientConfig = {}) => {
      const { client, sent } = setUp({ region, ...config });
      const error = await client.getRegisterAccountStatus({}).then(
        () => undefined,
        (reason) => reason,
      );
      expect(sent).toHaveLength(error === undefined ? 1 : 0);
      return error;
    };
    const fips = expect.objectContaining({
      name: "FipsEndpointError",
      message: "AWS IoT FleetWise has no FIPS endpoint, but one is required.",
    });

    test("a call rejects if AWS_USE_FIPS_ENDPOINT requires FIPS, which has no endpoint", async () => {
      vi.stubEnv("AWS_USE_FIPS_ENDPOINT", "true");
      expect(await refused()).toEqual(fips);
      vi.stubEnv("AWS_ENDPOINT_URL", "http://general:3");
      expect(await refused()).toEqual(fips);
      vi.stubEnv("AWS_USE_FIPS_ENDPOINT", "false");
      expect(await refused()).toBeUndefined();
    });

    test("a call rejects if the profile requires FIPS", async () => {
      write("config", "[default]\nuse_fips_endpoint = true\n");
      expect(await refused()).toEqual(fips);
    });

    test("a call rejects if the option requires FIPS, also with an endpoint", async () => {
      expect(await refused({ useFipsEndpoint: true })).toEqual(fips);
      expect(await refused({ useFipsEndpoint: async () => true, endpoint: "http://own:4" })).toEqual(fips);
    });

    test("a call does not reject because of FIPS if the options are `false` or another endpoint", async () => {
      vi.stubEnv("AWS_USE_FIPS_ENDPOINT", "true");
      expect(await refused({ useFipsEndpoint: false })).toBeUndefined();
      expect(await refused({ endpoint: "http://own:4" })).toBeUndefined();
    });
  });

  test("the endpoint is dual-stack by option, environment or profile", async () => {
    const dualstack = { url: "https://iotfleetwise.us-east-1.api.aws" };
    expect(await target({ region, useDualstackEndpoint: true })).toMatchObject(dualstack);
    write("config", "[default]\nuse_dualstack_endpoint = true\n");
    expect(await target({ region })).toMatchObject(dualstack);
    vi.stubEnv("AWS_USE_DUALSTACK_ENDPOINT", "false");
    expect(await target({ region })).toMatchObject({ url: "https://iotfleetwise.us-east-1.amazonaws.com" });
  });

  test("the endpoint is the first of option, service's variable, general one, services section, endpoint_url", async () => {
    const steps: [string, () => void][] = [
      ["http://profile:1", () => write("config", "[default]\nendpoint_url = http://profile:1\n")],
      [
        "http://services:2",
        () =>
          write(
            "config",
            "[default]\nendpoint_url = http://profile:1\nservices = s\n[services s]\niotfleetwise =\n  endpoint_url = http://services:2\n",
          ),
      ],
      ["http://general:3", () => vi.stubEnv("AWS_ENDPOINT_URL", "http://general:3")],
      ["http://service:4", () => vi.stubEnv("AWS_ENDPOINT_URL_IOTFLEETWISE", "http://service:4")],
    ];
    for (const [url, step] of steps) {
      step();
      expect(await target({ region, useDualstackEndpoint: true })).toMatchObject({ url, region });
    }
    expect(await target({ region, endpoint: "https://[::1]:5" })).toMatchObject({ url: "https://[::1]:5" });
  });

  test("the endpoint is the profile's own if the services section has only other services", async () => {
    write(
      "config",
      "[default]\nendpoint_url = http://profile:1\nservices = s\n[services s]\ns3 =\n  endpoint_url = http://s3:2\n",
    );
    expect(await target({ region })).toMatchObject({ url: "http://profile:1" });
  });

  test("a configured endpoint is ignored if the environment or the profile says to ignore it", async () => {
    vi.stubEnv("AWS_ENDPOINT_URL", "http://general:3");
    vi.stubEnv("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true");
    expect(await target({ region })).toMatchObject({ url: "https://iotfleetwise.us-east-1.amazonaws.com" });
    vi.stubEnv("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", undefined);
    write("config", "[default]\nignore_configured_endpoint_urls = true\n");
    expect(await target({ region })).toMatchObject({ url: "https://iotfleetwise.us-east-1.amazonaws.com" });
  });

  test("a configured endpoint that is not a URL is rejected with its setting's name, and not shown", async () => {
    write("config", "[default]\nendpoint_url = user:hidden@host\n");
    for (const [setting, url] of [
      ['endpoint_url of the profile "default"', undefined],
      ["AWS_ENDPOINT_URL", "hidden"],
      ["AWS_ENDPOINT_URL_IOTFLEETWISE", "user:hidden@host"],
    ] as const) {
      if (url !== undefined) vi.stubEnv(setting, url);
      const error = new TypeError(`Expected ${setting} to be an http or https URL`);
      await expect(target({ region })).rejects.toThrow(error);
    }
  });
});

test("no config file is read if region, endpoint and credentials are given", async () => {
  write("config", "[default\n");
  const config = { region: "us-east-1", endpoint: "https://own.test" };
  expect(await target(config)).toMatchObject({ url: "https://own.test" });
  await expect(target({ region: config.region })).rejects.toThrow();
  await expect(target({ endpoint: config.endpoint })).rejects.toThrow();
});

test("a setting is looked up once, so that later changes have no effect", async () => {
  vi.stubEnv("AWS_REGION", "us-east-1");
  const { client, sent } = setUp();
  await client.getRegisterAccountStatus({});
  vi.stubEnv("AWS_REGION", "eu-central-1");
  await client.getRegisterAccountStatus({});
  expect(new Set(sent.map(({ hostname }) => hostname)).size).toBe(1);
});

test("creating a client looks up no setting", () => {
  vi.stubEnv("AWS_REGION", "not a region");
  vi.stubEnv("AWS_ENDPOINT_URL", "not a URL");
  expect(createFleetWiseClient).not.toThrow();
});

describe("the credential chain", () => {
  const region = "us-east-1";

  test("the credential chain reads the environment", async () => {
    vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIDENV");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret");
    expect(await target({ region, credentials: undefined })).toMatchObject({ key: "AKIDENV" });
  });

  test("the credential chain reads the option `profile` before the environment, and prints nothing", async () => {
    const spies = (["log", "info", "warn", "error", "debug"] as const).map((name) => vi.spyOn(console, name));
    vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIDENV");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret");
    write("credentials", "[mine]\naws_access_key_id = AKIDMINE\naws_secret_access_key = secret\n");
    expect(await target({ region, credentials: undefined, profile: "mine" })).toMatchObject({
      key: "AKIDMINE",
    });
    for (const spy of spies) expect(spy).not.toHaveBeenCalled();
  });

  test("the credential chain reads the files again when the token has expired", async () => {
    const keys = (id: string) => `[default]\naws_access_key_id = ${id}\naws_secret_access_key = secret\n`;
    write("credentials", keys("AKIDOLD"));
    const { client, sent } = setUp({ region, credentials: undefined }, "{}", '{"__type":"ExpiredToken"}');
    await client.getRegisterAccountStatus({});
    write("credentials", keys("AKIDNEW"));
    await client.getRegisterAccountStatus({});
    const ids = sent.map(({ headers }) => /AKID[A-Z]+/.exec(headers["authorization"] ?? "")?.[0]);
    expect(ids).toEqual(["AKIDOLD", "AKIDOLD", "AKIDNEW"]);
  });

  test("the credential chain rejects with its own error without credentials, and is asked again", async () => {
    const { client } = setUp({ region, credentials: undefined });
    await expect(client.getRegisterAccountStatus({})).rejects.toMatchObject({
      name: "CredentialsProviderError",
      message: expect.stringContaining("No credentials were found"),
    });
    vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIDENV");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret");
    expect(await client.getRegisterAccountStatus({})).toHaveProperty("$metadata.attempts", 1);
  });

  test("a profile without credentials is named, and the environment's keys are not used", async () => {
    write("config", "[profile empty]\noutput = json\n");
    const { client } = setUp({ region, credentials: undefined, profile: "empty" });
    const missing = 'No credentials were found: not in the profile "empty", from a container';
    await expect(client.getRegisterAccountStatus({})).rejects.toThrow(missing);
    vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIDENV");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret");
    await expect(client.getRegisterAccountStatus({})).rejects.toThrow(
      /AWS_ACCESS_KEY_ID is not used, because a profile is given$/,
    );
  });
});
