import { lastValueFrom, toArray } from "rxjs";
import { describe, expect, test, vi } from "vitest";
import { createFleetWiseClient, waitUntilRegistered, watchRegistrationEvents } from "../../src/index.js";
import { wire } from "../registration/examples.js";
import { answers, type Received, type Scene, scriptedServer } from "../support/scripted-server.js";

const MINUTE = 60_000;
const OK = answers(200, { accountStatus: "REGISTRATION_SUCCESS" });
const EXPIRED = answers(400, { __type: "ExpiredTokenException", message: "The security token has expired" });

/** Responds with a `Date` header that is `ahead` milliseconds ahead of the local clock. */
const at = (ahead: number, status: number, body: object): Scene =>
  answers(status, body, { date: new Date(Date.now() + ahead).toUTCString() });

/** Returns a provider that records its calls and numbers its identities. */
function numbered(expiresIn?: number) {
  const asked: unknown[] = [];
  const credentials = async (options?: object) => {
    asked.push(options);
    const expiration = expiresIn === undefined ? {} : { expiration: new Date(Date.now() + expiresIn) };
    return { accessKeyId: `AKID${asked.length}`, secretAccessKey: "secret", ...expiration };
  };
  return { asked, credentials };
}

const signedAt = ({ headers }: Received) =>
  Date.parse(String(headers["x-amz-date"]).replace(/(....)(..)(..T..)(..)(..)Z/, "$1-$2-$3:$4:$5Z"));

async function setUp(
  scenes: readonly Scene[],
  credentials: Parameters<typeof createFleetWiseClient>[0] = {},
) {
  const server = await scriptedServer(...scenes);
  const client = createFleetWiseClient({
    region: "us-east-1",
    endpoint: server.endpoint,
    credentials: { accessKeyId: "AKID", secretAccessKey: "secret" },
    ...credentials,
  });
  return {
    client,
    server,
    keyIds: () =>
      server.requests.map(({ headers }) => /Credential=(\w+)/.exec(headers.authorization ?? "")?.[1]),
    /** Returns the minutes by which the signatures are ahead of the local clock, rounded. */
    minutesAhead: () =>
      server.requests.map((request) => Math.round((signedAt(request) - Date.now()) / MINUTE) + 0),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

describe("a wrong local clock", () => {
  test.each([
    ["InvalidSignatureException", 10],
    ["RequestExpired", 7],
    ["AccessDeniedException", -10],
  ])(
    "a wrong local clock is corrected once by the Date of %s, and stays corrected",
    async (__type, minutes) => {
      await using it = await setUp([at(minutes * MINUTE, 403, { __type }), OK]);
      expect(await it.client.getRegisterAccountStatus({})).toHaveProperty("$metadata.attempts", 2);
      await it.client.getRegisterAccountStatus({});
      expect(it.minutesAhead()).toEqual([0, minutes, minutes]);
    },
  );

  test("a wrong local clock is corrected for all calls that were rejected together", async () => {
    const refusal = at(10 * MINUTE, 403, { __type: "SignatureDoesNotMatch" });
    const byClock: Scene = (response, request) =>
      (signedAt(request) - Date.now() < 5 * MINUTE ? refusal : OK)(response, request);
    await using it = await setUp([byClock]);
    const outputs = await Promise.all([1, 2].map(() => it.client.getRegisterAccountStatus({})));
    expect(outputs.map(({ $metadata }) => $metadata.attempts)).toEqual([2, 2]);
    expect(it.minutesAhead().sort()).toEqual([0, 0, 10, 10]);
  });

  test("a wrong local clock is corrected at most once per call", async () => {
    await using it = await setUp([
      at(10 * MINUTE, 403, { __type: "SignatureDoesNotMatch" }),
      at(20 * MINUTE, 403, { __type: "SignatureDoesNotMatch" }),
    ]);
    await expect(it.client.getRegisterAccountStatus({})).rejects.toMatchObject({
      $metadata: { attempts: 2 },
    });
    expect(it.minutesAhead()).toEqual([0, 10]);
  });

  test("a rejection does not correct the clock again if the corrected clock is right", async () => {
    const refusal = at(10 * MINUTE, 403, { __type: "AccessDeniedException" });
    await using it = await setUp([refusal, OK, refusal]);
    await it.client.getRegisterAccountStatus({});
    await expect(it.client.getRegisterAccountStatus({})).rejects.toMatchObject({
      $metadata: { attempts: 1 },
    });
  });

  test.each([
    ["the Date differs by less than 5 minutes", at(4.9 * MINUTE, 403, { __type: "AccessDeniedException" })],
    ["the error is not about the clock", at(10 * MINUTE, 400, { __type: "ValidationException" })],
    ["the Date is invalid", answers(403, { __type: "SignatureDoesNotMatch" }, { date: "yesterday" })],
  ])("a wrong local clock is not assumed if %s", async (_case, scene) => {
    await using it = await setUp([scene]);
    await expect(it.client.getRegisterAccountStatus({})).rejects.toMatchObject({
      $metadata: { attempts: 1 },
    });
    expect(it.server.requests).toHaveLength(1);
  });
});

describe("an expired token", () => {
  test.each(["ExpiredTokenException", "ExpiredToken"])(
    "an expired token is renewed once after %s, and the request repeated",
    async (__type) => {
      const { asked, credentials } = numbered();
      await using it = await setUp([answers(400, { __type }), OK], { credentials });
      expect(await it.client.getRegisterAccountStatus({})).toHaveProperty("$metadata.attempts", 2);
      expect(it.keyIds()).toEqual(["AKID1", "AKID2"]);
      expect(asked).toEqual([
        expect.not.objectContaining({ forceRefresh: true }),
        expect.objectContaining({ forceRefresh: true }),
      ]);
    },
  );

  test("an expired token is renewed at most once per call", async () => {
    const { asked, credentials } = numbered();
    await using it = await setUp([EXPIRED], { credentials });
    await expect(it.client.getRegisterAccountStatus({})).rejects.toMatchObject({
      name: "ExpiredTokenException",
      $metadata: { attempts: 2 },
    });
    expect(asked).toHaveLength(2);
  });

  test("an expired token is renewed once for all calls that were rejected together", async () => {
    const { asked, credentials } = numbered();
    const byKey: Scene = (response, request) =>
      (request.headers.authorization?.includes("AKID1/") ? EXPIRED : OK)(response, request);
    await using it = await setUp([byKey], { credentials });
    await Promise.all([1, 2, 3].map(() => it.client.getRegisterAccountStatus({})));
    expect(it.keyIds().sort()).toEqual(["AKID1", "AKID1", "AKID1", "AKID2", "AKID2", "AKID2"]);
    expect(asked).toHaveLength(2);
  });

  test("an expired token ends the call if the identity is fixed", async () => {
    await using it = await setUp([EXPIRED]);
    await expect(it.client.getRegisterAccountStatus({})).rejects.toMatchObject({
      $metadata: { attempts: 1 },
    });
    expect(it.server.requests).toHaveLength(1);
  });

  test("an expired token and a wrong clock are both corrected in one call", async () => {
    const { credentials } = numbered();
    const skewed = at(10 * MINUTE, 403, { __type: "SignatureDoesNotMatch" });
    await using it = await setUp([skewed, EXPIRED, OK], { credentials });
    expect(await it.client.getRegisterAccountStatus({})).toHaveProperty("$metadata.attempts", 3);
    expect(it.keyIds()).toEqual(["AKID1", "AKID1", "AKID2"]);
  });
});

describe("keys that the service no longer knows", () => {
  test.each(["UnrecognizedClientException", "InvalidClientTokenId"])(
    "rejected keys (%s) are requested once more, because they may be rotated",
    async (__type) => {
      const { asked, credentials } = numbered();
      await using it = await setUp([OK, answers(403, { __type }), OK], { credentials });
      await it.client.getRegisterAccountStatus({});
      expect(await it.client.getRegisterAccountStatus({})).toHaveProperty("$metadata.attempts", 2);
      expect(it.keyIds()).toEqual(["AKID1", "AKID1", "AKID2"]);
      expect(asked).toHaveLength(2);
    },
  );

  test("keys that the service no longer knows are not sent again if the provider returns the same ones", async () => {
    const credentials = async () => ({ accessKeyId: "AKID", secretAccessKey: "secret" });
    await using it = await setUp([answers(403, { __type: "UnrecognizedClientException" })], { credentials });
    await expect(it.client.getRegisterAccountStatus({})).rejects.toMatchObject({
      name: "UnrecognizedClientException",
    });
    expect(it.server.requests).toHaveLength(1);
  });

  test("unknown keys end the call if the identity is fixed", async () => {
    await using it = await setUp([answers(403, { __type: "UnrecognizedClientException" })]);
    await expect(it.client.getRegisterAccountStatus({})).rejects.toMatchObject({
      $metadata: { attempts: 1 },
    });
    expect(it.server.requests).toHaveLength(1);
  });
});

describe("a provider that fails or hangs", () => {
  /** Returns a provider whose first keys are valid for `goodForMs`, and whose later calls fail until it is fixed. */
  function failing(goodForMs: number, failure: () => Promise<never>) {
    let asked = 0;
    let fixed = false;
    const credentials = async () => {
      asked += 1;
      const expiration = new Date(Date.now() + (fixed ? 60 * MINUTE : goodForMs));
      if (asked > 1 && !fixed) return failure();
      return { accessKeyId: `AKID${asked}`, secretAccessKey: "secret", expiration };
    };
    return {
      credentials,
      asked: () => asked,
      fix: () => {
        fixed = true;
      },
    };
  }
  const down = () =>
    Promise.reject(Object.assign(new Error("SSO is down"), { name: "CredentialsProviderError" }));

  test("a failing provider fails no request while its keys are valid, and is asked by each request", async () => {
    const provider = failing(4 * MINUTE, down);
    await using it = await setUp([OK], { credentials: provider.credentials });
    for (let n = 1; n <= 3; n++) {
      await it.client.getRegisterAccountStatus({});
      expect(provider.asked()).toBe(n);
    }
    provider.fix();
    await it.client.getRegisterAccountStatus({});
    expect(it.keyIds()).toEqual(["AKID1", "AKID1", "AKID1", "AKID4"]);
  });

  test("a provider that hangs while its keys are valid delays only one request", async () => {
    const provider = failing(4 * MINUTE, () => new Promise(() => {}));
    await using it = await setUp([OK], { credentials: provider.credentials });
    await it.client.getRegisterAccountStatus({});
    void it.client.getRegisterAccountStatus({});
    await it.client.getRegisterAccountStatus({});
    expect(it.keyIds()).toEqual(["AKID1", "AKID1"]);
    expect(provider.asked()).toBe(2);
  });

  test("a provider that fails after its keys expired causes retries until it returns others", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const provider = failing(4 * MINUTE, down);
    const pending = answers(200, wire());
    await using it = await setUp([pending, answers(200, wire({ accountStatus: "REGISTRATION_SUCCESS" }))], {
      credentials: provider.credentials,
    });
    const events = watchRegistrationEvents({
      client: it.client,
      minDelay: 0.01,
      maxDelay: 0.01,
      random: () => 0,
    });
    const told: unknown[] = [];
    await new Promise<void>((complete, error) =>
      events.subscribe({
        next: (event) => {
          told.push(event.type === "retry" ? event.error.name : event.type);
          if (event.type === "poll") vi.setSystemTime(Date.now() + 5 * MINUTE);
          if (told.length === 5) provider.fix();
        },
        error,
        complete,
      }),
    ).finally(() => vi.useRealTimers());
    expect(told.slice(0, 5)).toEqual(["poll", "transition", ...Array(3).fill("CredentialsRenewalError")]);
    expect(told.slice(-2)).toEqual(["poll", "transition"]);
  });

  test("a provider that fails on its first call ends the wait with its own error", async () => {
    const client = createFleetWiseClient({
      region: "us-east-1",
      endpoint: "http://127.0.0.1:9",
      credentials: down,
    });
    await expect(waitUntilRegistered({ client })).rejects.toMatchObject({
      code: "SERVICE_CALL_FAILED",
      cause: { name: "CredentialsProviderError" },
    });
  });

  test("a failed renewal of rejected credentials is reported in place of the rejection", async () => {
    const provider = failing(60 * MINUTE, down);
    await using it = await setUp([EXPIRED], { credentials: provider.credentials });
    await expect(it.client.getRegisterAccountStatus({})).rejects.toMatchObject({
      name: "CredentialsRenewalError",
      cause: { message: "SSO is down" },
    });
  });
});

describe("a provider, with a clock that is hours ahead", () => {
  const hourly = () => {
    let asked = 0;
    const credentials = async () => {
      asked += 1;
      // The expiration by a correct clock, three hours behind the local one.
      const expiration = new Date(Date.now() - 180 * MINUTE + 60 * MINUTE);
      return { accessKeyId: `AKID${asked}`, secretAccessKey: "secret", expiration };
    };
    return { credentials, asked: () => asked };
  };

  test("with a clock hours ahead, a provider is not asked by each request after the service sent its time", async () => {
    const { credentials, asked } = hourly();
    await using it = await setUp([at(-180 * MINUTE, 403, { __type: "RequestInTheFuture" }), OK], {
      credentials,
    });
    for (let n = 0; n < 4; n++) await it.client.getRegisterAccountStatus({});
    expect(asked()).toBe(1);
    expect(it.minutesAhead()).toEqual([0, -180, -180, -180, -180]);
  });

  test("with a clock hours ahead, a provider is not asked by each request if the service sends no time", async () => {
    const { credentials, asked } = hourly();
    await using it = await setUp([OK], { credentials });
    for (let n = 0; n < 4; n++) await it.client.getRegisterAccountStatus({});
    expect(asked()).toBe(1);
  });
});

test("a request that was signed before the machine slept is signed again", async () => {
  const message = "Signature expired: 20261101T000000Z is now earlier than 20261101T010000Z";
  const success = answers(200, wire({ accountStatus: "REGISTRATION_SUCCESS" }));
  await using it = await setUp([answers(403, { __type: "InvalidSignatureException", message }), success]);
  const events$ = watchRegistrationEvents({ client: it.client, minDelay: 0.01, random: () => 0 });
  const events = await lastValueFrom(events$.pipe(toArray()));
  expect(events.map(({ type }) => type)).toEqual(["retry", "poll", "transition"]);
});

describe("a credentials provider", () => {
  test("a credentials provider is asked once for many signatures, consecutive and concurrent", async () => {
    const { asked, credentials } = numbered(60 * MINUTE);
    await using it = await setUp([OK], { credentials });
    await Promise.all([1, 2, 3].map(() => it.client.getRegisterAccountStatus({})));
    await it.client.registerAccount({});
    expect(asked).toHaveLength(1);
  });

  test("a credentials provider is asked again when its identity is about to expire", async () => {
    const { asked, credentials } = numbered(4 * MINUTE);
    await using it = await setUp([OK], { credentials });
    await it.client.getRegisterAccountStatus({});
    const before = asked.length;
    await it.client.getRegisterAccountStatus({});
    expect(asked.length).toBeGreaterThan(before);
  });

  test("a credentials provider that fails is asked again by the next call, and its error is not changed", async () => {
    const failure = new Error("no network yet");
    let asked = 0;
    const credentials = () => {
      if (++asked === 1) throw failure;
      return Promise.resolve({ accessKeyId: "AKID", secretAccessKey: "secret" });
    };
    await using it = await setUp([OK], { credentials });
    await expect(it.client.getRegisterAccountStatus({})).rejects.toBe(failure);
    expect(await it.client.getRegisterAccountStatus({})).toHaveProperty("accountStatus");
  });
});
