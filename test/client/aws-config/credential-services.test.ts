import { createHash, generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { externalDataInterceptor } from "@smithy/core/config";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  assumedRole,
  loginSession,
  ssoRole,
  webIdentityRole,
} from "../../../src/client/aws-config/credential-services.js";
import { removeAwsVariables } from "../../support/aws-variables.js";
import { answers, scriptedServer } from "../../support/scripted-server.js";
import { configOf, type Responder, responder, type Settings, stsRole } from "./config.js";

const ARN = "arn:aws:iam::123456789012:role/r";
const SOURCE = async () => ({ accessKeyId: "AKIDSOURCE", secretAccessKey: "s" });
const KEYS = "<AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>s</SecretAccessKey>";
const COMPLETE = `${KEYS}<SessionToken>t</SessionToken><Expiration>2999-01-01T00:00:00Z</Expiration>`;
const IDENTITY = {
  accessKeyId: "ASIA",
  secretAccessKey: "s",
  sessionToken: "t",
  expiration: new Date("2999-01-01T00:00:00Z"),
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "aws-"));
  removeAwsVariables();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** Returns the host of each request. */
const hosts = ({ requests }: Responder) => requests.map(({ hostname }) => hostname);
const parameters = ({ requests }: Responder) =>
  requests.map(({ body }) => Object.fromEntries(new URLSearchParams(body)));

/** Loads a role's credentials with these settings. */
const assume = (sts: Responder, settings: Settings = {}) =>
  assumedRole({ RoleArn: ARN }, SOURCE, configOf(settings), sts)();

describe("a role by other credentials", () => {
  test("STS is asked in the caller's region with the source's credentials", async () => {
    const sts = responder(stsRole(COMPLETE));
    expect(await assume(sts)).toEqual(IDENTITY);
    expect(hosts(sts)).toEqual(["sts.eu-central-1.amazonaws.com"]);
    expect(parameters(sts)).toEqual([
      {
        ...{ Action: "AssumeRole", Version: "2011-06-15", RoleArn: ARN },
        RoleSessionName: "fleetwise-registration",
      },
    ]);
    expect(sts.requests[0]?.headers["authorization"]).toMatch(
      /Credential=AKIDSOURCE\/\d+\/eu-central-1\/sts\//,
    );
  });

  test("credentials without a token and an expiration have neither", async () => {
    expect(await assume(responder(stsRole(KEYS)))).toStrictEqual({
      accessKeyId: "ASIA",
      secretAccessKey: "s",
    });
  });

  test.each([
    ["no credentials", "<AssumeRoleResponse><AssumeRoleResult></AssumeRoleResult></AssumeRoleResponse>"],
    ["no key", stsRole("<SecretAccessKey>s</SecretAccessKey>")],
    ["no secret", stsRole("<AccessKeyId>ASIA</AccessKeyId>")],
  ])("a response of STS with %s is rejected", async (_title, body) => {
    await expect(assume(responder(body))).rejects.toMatchObject({
      name: "CredentialsProviderError",
      message: "The response of STS has no credentials",
      tryNextLink: false,
    });
  });

  test.each<[string, Settings, string]>([
    ["STS's endpoint", { env: { AWS_ENDPOINT_URL_STS: "https://sts.test" } }, "sts.test"],
    [
      "FIPS and dual stack",
      { env: { AWS_USE_FIPS_ENDPOINT: "true", AWS_USE_DUALSTACK_ENDPOINT: "true" } },
      "sts-fips.eu-central-1.api.aws",
    ],
  ])("STS is asked at the address that follows from %s", async (_title, settings, host) => {
    const sts = responder(stsRole(COMPLETE));
    await assume(sts, settings);
    expect(hosts(sts)).toEqual([host]);
  });

  test("the AWS SDK's client takes no setting from the environment or the files of the process", async () => {
    const file = join(folder, "config");
    writeFileSync(file, "nonsense [");
    vi.stubEnv("AWS_CONFIG_FILE", file);
    vi.stubEnv("AWS_ENDPOINT_URL", "https://other.test");
    vi.stubEnv("AWS_USE_FIPS_ENDPOINT", "true");
    vi.stubEnv("AWS_REGION", "us-east-1");
    vi.stubEnv("AWS_SDK_UA_APP_ID", "app");
    const sts = responder(stsRole(COMPLETE));
    await assume(sts);
    expect(hosts(sts)).toEqual(["sts.eu-central-1.amazonaws.com"]);
    expect(sts.requests[0]?.headers["user-agent"]).not.toContain("app/app");
  });

  test("STS is asked three times if it fails, also if the environment has another number", async () => {
    vi.stubEnv("AWS_MAX_ATTEMPTS", "1");
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const sts = responder([500, ""]);
    const rejection = expect(assume(sts)).rejects.toThrow();
    while (sts.requests.length < 3) {
      await new Promise(setImmediate);
      await vi.advanceTimersByTimeAsync(1000);
    }
    await rejection;
    expect(sts.requests).toHaveLength(3);
  });

  test("a handler of HTTP/2 is not used, because STS may not support it", async () => {
    await using sts = await scriptedServer(answers(200, stsRole(COMPLETE), { "content-type": "text/xml" }));
    const http2 = { ...responder().requestHandler, metadata: { handlerProtocol: "h2" } };
    const shared = configOf({ env: { AWS_ENDPOINT_URL_STS: sts.endpoint } });
    const load = assumedRole({ RoleArn: ARN }, SOURCE, shared, { ...responder(), requestHandler: http2 });
    expect(await load()).toEqual(IDENTITY);
    expect(sts.requests).toHaveLength(1);
  });
});

describe("a role by a web identity token", () => {
  const identity = (path: string, session: string | undefined, sts: Responder) =>
    webIdentityRole(path, ARN, session, configOf({}), sts);

  test("the token is read for each request", async () => {
    const sts = responder(stsRole(COMPLETE, "AssumeRoleWithWebIdentity"));
    const path = join(folder, "token");
    const load = identity(path, undefined, sts);
    writeFileSync(path, "one");
    expect(await load()).toEqual(IDENTITY);
    writeFileSync(path, "two");
    await load();
    expect(parameters(sts)).toMatchObject(
      ["one", "two"].map((token) => ({
        ...{ Action: "AssumeRoleWithWebIdentity", RoleArn: ARN },
        ...{ RoleSessionName: "fleetwise-registration", WebIdentityToken: token },
      })),
    );
    expect(hosts(sts)[0]).toBe("sts.eu-central-1.amazonaws.com");
  });

  test("the session's name is sent", async () => {
    const sts = responder(stsRole(COMPLETE, "AssumeRoleWithWebIdentity"));
    writeFileSync(join(folder, "token"), "one");
    await identity(join(folder, "token"), "me", sts)();
    expect(parameters(sts)).toMatchObject([{ RoleSessionName: "me" }]);
  });

  test("a token that cannot be read is an error", async () => {
    const path = join(folder, "none");
    await expect(identity(path, undefined, responder())()).rejects.toMatchObject({
      name: "CredentialsProviderError",
      message: `The web identity token file ${path} cannot be read (ENOENT)`,
      tryNextLink: false,
    });
  });
});

describe("SSO", () => {
  const START = "https://example.com/start";
  const ROLE = { sso_start_url: START, sso_region: "us-east-1", sso_account_id: "1", sso_role_name: "r" };
  const GIVEN = JSON.stringify({
    roleCredentials: {
      accessKeyId: "ASIA",
      secretAccessKey: "s",
      sessionToken: "t",
      expiration: 32472144000000,
    },
  });
  const VALID = { accessToken: "valid", expiresAt: "2999-01-01T00:00:00Z" };
  const OVER = {
    ...{ accessToken: "over", expiresAt: "2020-01-01T00:00:00Z", refreshToken: "refresh" },
    ...{ clientId: "id", clientSecret: "secret", registrationExpiresAt: "2999-01-01T00:00:00Z" },
  };
  const RENEWED = JSON.stringify({ accessToken: "renewed", expiresIn: 28_800, tokenType: "Bearer" });

  /** Puts a token into the cache of a start URL or a session. */
  const token = (id: string, content: object) => externalDataInterceptor.interceptToken(id, content as never);
  afterEach(() => {
    const tokens = externalDataInterceptor.getTokenRecord() as Record<string, unknown>;
    for (const id of Object.keys(tokens)) delete tokens[id];
  });

  const load = (
    sso: Responder,
    more: Readonly<Record<string, string>> = {},
    settings: Settings = {},
    name = "x",
  ) => ssoRole(name, new Map(Object.entries({ ...ROLE, ...more })), configOf(settings), sso)();

  test("the credentials of a start URL are those of its token", async () => {
    const sso = responder(GIVEN);
    token(START, VALID);
    expect(await load(sso)).toMatchObject(IDENTITY);
    expect(sso.requests).toMatchObject([
      {
        hostname: "portal.sso.us-east-1.amazonaws.com",
        query: { role_name: "r", account_id: "1" },
        headers: { "x-amz-sso_bearer_token": "valid" },
      },
    ]);
  });

  test.each(["session", "a@b+c.d/e:f%g-h_1", "my session"])(
    "the credentials of the session %j are those of its token",
    async (session) => {
      const sso = responder(GIVEN);
      token(session, VALID);
      expect(await load(sso, { sso_session: session })).toMatchObject(IDENTITY);
      expect(sso.requests[0]?.headers).toMatchObject({ "x-amz-sso_bearer_token": "valid" });
    },
  );

  test.each(["x", "my own", "[x"])("the token of a session is renewed for the profile %j", async (name) => {
    // The AWS SDK writes the new token to the cache, and renews a session's token at most once in 30 s.
    vi.stubEnv("HOME", folder);
    const session = `over-${name.length}`;
    const sso = responder(RENEWED, GIVEN);
    token(session, OVER);
    await load(sso, { sso_session: session }, {}, name);
    expect(hosts(sso)).toEqual(["oidc.us-east-1.amazonaws.com", "portal.sso.us-east-1.amazonaws.com"]);
    expect(sso.requests[1]?.headers).toMatchObject({ "x-amz-sso_bearer_token": "renewed" });
  });

  test("the token of a session whose name the AWS SDK cannot read is not renewed", async () => {
    const sso = responder(RENEWED, GIVEN);
    token("my session", OVER);
    await expect(load(sso, { sso_session: "my session" })).rejects.toThrow("has expired");
    expect(sso.requests).toEqual([]);
  });

  test("SSO is asked at the profile's endpoint", async () => {
    const sso = responder(GIVEN);
    token(START, VALID);
    const config = { default: { endpoint_url: "https://sso.test" } };
    await load(sso, {}, { config, env: { AWS_ENDPOINT_URL_STS: "https://sts.test" } });
    expect(hosts(sso)).toEqual(["sso.test"]);
  });

  test("SSO and its token service are asked at the endpoints of the environment", async () => {
    vi.stubEnv("HOME", folder);
    const env = {
      AWS_ENDPOINT_URL_SSO: "https://sso.test",
      AWS_ENDPOINT_URL_SSO_OIDC: "https://oidc.test",
      AWS_REGION: "eu-central-1",
    };
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    const sso = responder(RENEWED, GIVEN);
    token("elsewhere", OVER);
    await load(sso, { sso_session: "elsewhere" }, { env });
    expect(hosts(sso)).toEqual(["oidc.test", "sso.test"]);
  });

  test("no setting is left in the AWS SDK's memory, also after a failure", async () => {
    const before = Object.keys(externalDataInterceptor.getFileRecord());
    token("session", VALID);
    await load(responder(GIVEN), { sso_session: "session" });
    await expect(load(responder("{}"), { sso_session: "session" })).rejects.toThrow("invalid");
    expect(Object.keys(externalDataInterceptor.getFileRecord())).toEqual(before);
  });

  test("two sessions at the same time have credentials of their own", async () => {
    token("one", { ...VALID, accessToken: "token-one" });
    token("two", { ...VALID, accessToken: "token-two" });
    const sso = responder(GIVEN);
    await Promise.all([load(sso, { sso_session: "one" }), load(sso, { sso_session: "two" })]);
    const tokens = sso.requests.map(({ headers }) => headers["x-amz-sso_bearer_token"]);
    expect(tokens.sort()).toEqual(["token-one", "token-two"]);
  });
});

describe("a session of aws login", () => {
  const SESSION = "arn:aws:iam::123456789012:user/me";
  const { privateKey } = generateKeyPairSync("ec", {
    namedCurve: "P-256",
    privateKeyEncoding: { type: "sec1", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  const RENEWED = JSON.stringify({
    accessToken: { accessKeyId: "ASIANEW", secretAccessKey: "s", sessionToken: "t" },
    refreshToken: "next",
    expiresIn: 900,
    tokenType: "urn:aws:params:oauth:token-type:access_token_sigv4",
  });

  /** Writes the token of the session to the cache. */
  function cached(expiresAt: string): void {
    vi.stubEnv("AWS_LOGIN_CACHE_DIRECTORY", folder);
    const keys = { accessKeyId: "ASIA", secretAccessKey: "s", sessionToken: "t" };
    const accessToken = { ...keys, accountId: "123456789012", expiresAt };
    const content = { accessToken, clientId: "id", refreshToken: "refresh", dpopKey: privateKey };
    const name = createHash("sha256").update(SESSION).digest("hex");
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(content));
  }

  test.each(["x", "my own"])("the credentials of the profile %j are those of its token", async (name) => {
    cached("2999-01-01T00:00:00Z");
    const signIn = responder();
    expect(await loginSession(name, SESSION, configOf({}), signIn)()).toMatchObject(IDENTITY);
    expect(signIn.requests).toEqual([]);
  });

  test("a token that has expired is renewed in the caller's region", async () => {
    cached("2020-01-01T00:00:00Z");
    const signIn = responder(RENEWED);
    const { accessKeyId } = await loginSession("x", SESSION, configOf({}), signIn)();
    expect(accessKeyId).toBe("ASIANEW");
    expect(hosts(signIn)).toEqual(["eu-central-1.signin.aws.amazon.com"]);
  });

  test.each<[string, Settings]>([
    [
      "the profile",
      {
        config: { default: { services: "s" } },
        services: { s: { signin: { endpoint_url: "https://signin.test" } } },
      },
    ],
    ["the environment", { env: { AWS_ENDPOINT_URL_SIGNIN: "https://signin.test" } }],
  ])("a token is renewed at the endpoint of %s", async (_title, settings) => {
    cached("2020-01-01T00:00:00Z");
    for (const [name, value] of Object.entries(settings.env ?? {})) vi.stubEnv(name, value);
    const signIn = responder(RENEWED);
    await loginSession("x", SESSION, configOf(settings), signIn)();
    expect(hosts(signIn)).toEqual(["signin.test"]);
  });
});
