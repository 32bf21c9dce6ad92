import type { AwsCredentialIdentity, HttpRequest } from "@smithy/types";
import { describe, expect, test, vi } from "vitest";
import { type Credentials, credentialsOf } from "../../../src/client/built-in/credentials.js";
import type { RequestHandler } from "../../../src/client/http/handler.js";

const NOW = Date.parse("2026-11-01T12:00:00Z");
const MINUTE = 60_000;
const { signal } = new AbortController();
const handler: RequestHandler = { handle: async () => ({ response: { statusCode: 204, headers: {} } }) };

type Provider = (options?: Record<string, unknown>) => Promise<unknown>;
const of = (credentials: unknown, config: object = {}): Credentials =>
  credentialsOf(
    { ...config, credentials: credentials as Provider as never },
    async () => "us-east-1",
    async () => handler,
  );
const keys = (n: number | string, more: object = {}) => ({
  accessKeyId: `AKID${n}`,
  secretAccessKey: "secret",
  ...more,
});
const until = (minutes: number) => ({ expiration: new Date(NOW + minutes * MINUTE) });

/** Returns a provider of the given results, each returned once; an error is thrown, and the last result repeats. */
function scripted(...results: readonly unknown[]) {
  const asked: unknown[] = [];
  const provider: Provider = async (options) => {
    asked.push(options);
    const result = results[Math.min(asked.length, results.length) - 1];
    if (result instanceof Error) throw result;
    return result;
  };
  return { asked, provider };
}

describe("an identity that a provider returns", () => {
  test("an identity without an expiration is kept", async () => {
    const { asked, provider } = scripted(keys(1), keys(2));
    const credentials = of(provider);
    expect(await credentials.current(NOW, signal)).toEqual(keys(1));
    expect(await credentials.current(NOW + 1e6 * MINUTE, signal)).toEqual(keys(1));
    expect(asked).toHaveLength(1);
  });

  test.each([
    ["kept until 5 minutes before its expiration", 60, 55 * MINUTE - 1, 1],
    ["renewed from 5 minutes before its expiration", 60, 55 * MINUTE, 2],
    ["kept for 5 minutes if it has expired", 0, 5 * MINUTE - 1, 1],
    ["renewed after 5 minutes if it had expired", 0, 5 * MINUTE, 2],
    ["renewed by the next call if it expires soon", 4, 0, 2],
  ])("an identity is %s", async (_title, minutes, later, key) => {
    const credentials = of(scripted(keys(1, until(minutes)), keys(2)).provider);
    await credentials.current(NOW, signal);
    expect(await credentials.current(NOW + later, signal)).toMatchObject(keys(key));
  });

  test.each(["2026-11-01T13:00:00Z", NOW + 60 * MINUTE])(
    "an expiration may be %j, as some providers return it",
    async (expiration) => {
      const credentials = of(scripted(keys(1, { expiration }), keys(2)).provider);
      await credentials.current(NOW, signal);
      expect(await credentials.current(NOW + 55 * MINUTE, signal)).toEqual(keys(2));
    },
  );
});

describe("a renewal", () => {
  const down = new Error("SSO is down");

  test("an identity is returned until it expires while its renewal fails", async () => {
    const { asked, provider } = scripted(keys(1, until(60)), down);
    const credentials = of(provider);
    await credentials.current(NOW, signal);
    expect(await credentials.current(NOW + 60 * MINUTE - 1, signal)).toMatchObject(keys(1));
    await expect(credentials.current(NOW + 60 * MINUTE, signal)).rejects.toMatchObject({
      name: "CredentialsRenewalError",
      message: "The credentials could not be renewed",
      cause: down,
    });
    expect(asked).toHaveLength(3);
  });

  test("an identity that is being renewed is returned until it expires, and then waits for the renewal", async () => {
    let renew: (identity: unknown) => void = () => {};
    const renewal = new Promise((resolve) => {
      renew = resolve;
    });
    const { asked, provider } = scripted(keys(1, until(60)), renewal);
    const credentials = of(provider);
    await credentials.current(NOW, signal);
    const renewing = credentials.current(NOW + 56 * MINUTE, signal);
    const kept = vi.fn();
    void credentials.current(NOW + 60 * MINUTE - 1, signal).then(kept);
    await new Promise(setImmediate);
    expect(kept).toHaveBeenCalledWith(expect.objectContaining(keys(1)));
    const waiting = credentials.current(NOW + 60 * MINUTE, signal);
    renew(keys(2));
    expect(await Promise.all([renewing, waiting])).toEqual([keys(2), keys(2)]);
    expect(asked).toHaveLength(2);
  });

  test("a renewal that has failed does not keep the next call from asking again", async () => {
    const credentials = of(scripted(keys(1, until(60)), down, keys(2)).provider);
    await credentials.current(NOW, signal);
    await credentials.current(NOW + 56 * MINUTE, signal);
    expect(await credentials.current(NOW + 56 * MINUTE, signal)).toEqual(keys(2));
  });

  test("a result that arrives after a later one does not replace it", async () => {
    const late: ((identity: unknown) => void)[] = [];
    const credentials = of(() => new Promise((resolve) => late.push(resolve)));
    const controller = new AbortController();
    const first = credentials.current(NOW, controller.signal);
    controller.abort();
    const second = credentials.current(NOW, signal);
    late[1]?.(keys("NEW"));
    expect(await second).toEqual(keys("NEW"));
    late[0]?.(keys("OLD"));
    expect(await first).toEqual(keys("OLD"));
    expect(await credentials.current(NOW, signal)).toEqual(keys("NEW"));
  });
});

describe("rejected keys", () => {
  test("rejected keys are requested again with forceRefresh, and the new ones are kept", async () => {
    const { asked, provider } = scripted(keys(1), keys(2));
    const credentials = of(provider);
    const rejected = await credentials.current(NOW, signal);
    expect(await credentials.renewed(rejected, NOW, signal)).toEqual(keys(2));
    expect(await credentials.renewed(rejected, NOW, signal)).toEqual(keys(2));
    expect(await credentials.current(NOW, signal)).toEqual(keys(2));
    expect(asked).toEqual([
      expect.not.objectContaining({ forceRefresh: true }),
      expect.objectContaining({ forceRefresh: true }),
    ]);
  });

  test.each([
    ["accessKeyId", "AKID2"],
    ["secretAccessKey", "other"],
    ["sessionToken", "other"],
  ])("keys are other ones if their %s differs", async (part, value) => {
    const first = keys(1, { sessionToken: "token" });
    const credentials = of(scripted(first, { ...first }, { ...first, [part]: value }).provider);
    const rejected = await credentials.current(NOW, signal);
    expect(await credentials.renewed(rejected, NOW, signal)).toBeUndefined();
    const again = await credentials.current(NOW, signal);
    expect(await credentials.renewed(again, NOW, signal)).toHaveProperty(part, value);
  });

  test("rejected keys whose renewal fails reject with the cause", async () => {
    const down = new Error("SSO is down");
    const credentials = of(scripted(keys(1), down).provider);
    const rejected = await credentials.current(NOW, signal);
    await expect(credentials.renewed(rejected, NOW, signal)).rejects.toMatchObject({
      name: "CredentialsRenewalError",
      cause: down,
    });
  });

  test("rejected keys that are fixed have no other ones", async () => {
    const credentials = of(keys(1));
    expect(await credentials.current(NOW, signal)).toEqual(keys(1));
    expect(await credentials.renewed(keys(1) as AwsCredentialIdentity, NOW, signal)).toBeUndefined();
  });
});

test.each([undefined, null, {}, { accessKeyId: "visible?" }])(
  "a credentials provider cannot resolve to %o",
  async (identity) => {
    await expect(of(async () => identity).current(NOW, signal)).rejects.toThrow(
      new TypeError(
        "Expected the `credentials` provider to resolve to an object with accessKeyId and secretAccessKey",
      ),
    );
  },
);

describe("characters of keys", () => {
  const refused = new TypeError(
    "Expected credentials of printable ASCII; they contain another character, such as a line break",
  );
  test.each([
    ["accessKeyId", "AKID\n"],
    ["secretAccessKey", "hidden\u007f"],
    ["sessionToken", "hidden é"],
  ])("keys whose %s is not printable ASCII are rejected, and not shown", async (part, value) => {
    const identity = keys(1, { [part]: value });
    for (const credentials of [identity, async () => identity])
      await expect(of(credentials).current(NOW, signal)).rejects.toThrow(refused);
  });

  test("keys may have any printable ASCII", async () => {
    const identity = keys(" ~", { sessionToken: "+/=" });
    expect(await of(identity).current(NOW, signal)).toEqual(identity);
  });
});

describe("the config that a provider receives", () => {
  const received = async (config: object) => {
    const { asked, provider } = scripted(keys(1));
    await of(provider, config).current(NOW, signal);
    return (asked[0] as { callerClientConfig: Record<string, unknown> }).callerClientConfig;
  };

  test("a provider receives the region, the profile and a handler that uses the client's", async () => {
    const config = await received({ profile: "p" });
    expect(config).toMatchObject({ profile: "p" });
    expect(await (config["region"] as () => Promise<string>)()).toBe("us-east-1");
    const limited = config["requestHandler"] as RequestHandler;
    expect(await limited.handle({ hostname: "sts.test" } as HttpRequest)).toMatchObject({
      response: { statusCode: 204 },
    });
  });

  test("a provider receives no profile if none is set, and the metadata of the client's own handler", async () => {
    const metadata = { handlerProtocol: "h2" };
    const config = await received({ requestHandler: { ...handler, metadata } });
    expect(config).not.toHaveProperty("profile");
    expect(config["requestHandler"]).toMatchObject({ metadata });
  });
});
