import { Sha256Js } from "@smithy/core/checksum";
import { SignatureV4 } from "@smithy/signature-v4";
import { describe, expect, test } from "vitest";
import {
  type Emulator,
  type EmulatorOptions,
  type Fault,
  type FaultKind,
  startEmulator,
} from "../../../src/testing/index.js";
import { until } from "../../support/until.js";
import { call, readStatus, register } from "../call.js";
import { exchange, parseAnswer, request } from "../raw.js";

/** Starts an emulator with a pending account and these faults in order. */
const start = (...faults: (Fault | FaultKind)[]) => startEmulator({ timeline: "neverSettles", faults });

const post = (emulator: Emulator, init: RequestInit = {}) =>
  fetch(emulator.endpoint, {
    method: "POST",
    headers: { "x-amz-target": "IoTAutobahnControlPlane.GetRegisterAccountStatus" },
    body: "{}",
    ...init,
  });

const pending = { status: 200, body: { accountStatus: "REGISTRATION_PENDING" } };

describe("a response that replaces the service's own", () => {
  test("throttled returns each kind of hint", async () => {
    await using emulator = await start(
      "throttled",
      { kind: "throttled", hint: "body", retryAfter: 7 },
      { kind: "throttled", hint: "header", retryAfter: 7 },
      { kind: "throttled", hint: "httpDate", retryAfter: 7 },
      { kind: "throttled", hint: "milliseconds", retryAfter: 7 },
    );
    const answers = [];
    for (const _ of [1, 2, 3, 4, 5]) answers.push(await readStatus(emulator.endpoint));
    expect(answers.map(({ status }) => status)).toEqual([429, 429, 429, 429, 429]);
    const hints = answers.map(({ body, headers }) => [
      body["retryAfterSeconds"],
      headers.get("retry-after"),
      headers.get("x-amz-retry-after"),
    ]);
    const date = expect.stringMatching(/^\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT$/);
    expect(hints).toEqual([
      [0, null, null],
      [7, null, null],
      [0, "7", null],
      [0, date, null],
      [0, null, "7000"],
    ]);
    expect(Math.abs(Date.parse(String(hints[3]?.[1])) - Date.now() - 7000)).toBeLessThan(5000);
    expect(await readStatus(emulator.endpoint)).toMatchObject(pending);
  });

  test("internalError returns 500 with and without a hint", async () => {
    await using emulator = await start("internalError", { kind: "internalError", retryAfter: 3 });
    const type = "com.amazonaws.iotfleetwise#InternalServerException";
    const answer = (retryAfterSeconds: number) => ({
      status: 500,
      body: { __type: type, retryAfterSeconds },
    });
    expect(await readStatus(emulator.endpoint)).toMatchObject(answer(0));
    expect(await readStatus(emulator.endpoint)).toMatchObject(answer(3));
  });

  test("accessDenied names the action", async () => {
    await using emulator = await start("accessDenied");
    expect(await register(emulator.endpoint)).toMatchObject({
      status: 403,
      body: {
        __type: "com.amazonaws.iotfleetwise#AccessDeniedException",
        message: expect.stringContaining("not authorized to perform: iotfleetwise:RegisterAccount"),
      },
    });
  });

  test("expiredToken affects only its own request", async () => {
    await using emulator = await start("expiredToken");
    expect(await readStatus(emulator.endpoint)).toMatchObject({
      status: 400,
      body: {
        __type: "com.amazon.coral.service#ExpiredTokenException",
        message: "The security token included in the request is expired",
      },
    });
    expect(await readStatus(emulator.endpoint)).toMatchObject(pending);
  });

  test("unavailable returns 503 with HTML", async () => {
    await using emulator = await start("unavailable");
    const response = await post(emulator);
    expect({ status: response.status, type: response.headers.get("content-type") }).toEqual({
      status: 503,
      type: "text/html",
    });
    expect(await response.text()).toMatch(/^<html>.*<\/html>\n$/);
  });

  test("requestTimeout returns AWS's own error", async () => {
    await using emulator = await start("requestTimeout");
    expect(await readStatus(emulator.endpoint)).toMatchObject({
      status: 400,
      body: {
        __type: "com.amazon.coral.service#RequestTimeout",
        message: expect.stringMatching(/timeout period/),
      },
    });
  });

  test("proxyTimeout returns 408 with HTML and ends the connection", async () => {
    await using emulator = await start("proxyTimeout");
    const { text, end } = await exchange(emulator.port, request("GetRegisterAccountStatus"));
    expect({ ...parseAnswer(text), end }).toMatchObject({
      status: 408,
      headers: { "content-type": "text/html", connection: "close" },
      body: expect.stringMatching(/^<html>.*<\/html>\n$/),
      end: "ended",
    });
  });

  test("captivePortal returns 200 with an HTML page", async () => {
    await using emulator = await start("captivePortal");
    const response = await post(emulator);
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/html"]);
    expect(await response.text()).toMatch(/^<html>.*log in.*<\/html>\n$/);
  });

  test("redirect returns 302, by default to the emulator itself", async () => {
    await using emulator = await start("redirect", { kind: "redirect", location: "http://127.0.0.1:1/sso" });
    const answer = async () => {
      const { status, headers } = await post(emulator, { redirect: "manual" });
      return [status, headers.get("location")];
    };
    expect(await answer()).toEqual([302, "/login"]);
    expect(await answer()).toEqual([302, "http://127.0.0.1:1/sso"]);
    emulator.inject(["redirect"]);
    expect((await post(emulator)).status).toBe(405);
    expect(emulator.requests.map(({ status }) => status)).toEqual([302, 302, 302, 405]);
  });

  test("malformedJson returns 200 with truncated JSON", async () => {
    await using emulator = await start("malformedJson");
    const response = await post(emulator);
    expect(response.status).toBe(200);
    await expect(response.json()).rejects.toThrow(SyntaxError);
  });

  test.each([
    ["emptyBody", ""],
    ["emptyObject", "{}"],
  ] as const)("%s returns 200 with %j", async (kind, text) => {
    await using emulator = await start(kind);
    const response = await post(emulator);
    expect({ status: response.status, text: await response.text() }).toEqual({ status: 200, text });
  });

  test.each([
    "throttled",
    "internalError",
    "accessDenied",
    "expiredToken",
    "unavailable",
    "requestTimeout",
    "proxyTimeout",
    "captivePortal",
    "redirect",
    "malformedJson",
    "emptyBody",
    "emptyObject",
  ] as const)("%s leaves the account unchanged", async (kind) => {
    await using emulator = await startEmulator({ faults: [kind] });
    await (
      await post(emulator, {
        headers: { "x-amz-target": "IoTAutobahnControlPlane.RegisterAccount" },
        redirect: "manual",
      })
    ).text();
    expect(emulator.account).toMatchObject({ registrations: 0, accountStatus: "NOT_REGISTERED" });
  });
});

describe("a broken connection", () => {
  test("reset breaks the connection before a response", async () => {
    await using emulator = await start("reset");
    await expect(post(emulator)).rejects.toMatchObject({ cause: { code: "ECONNRESET" } });
    expect(await readStatus(emulator.endpoint)).toMatchObject(pending);
  });

  test("cutBody breaks the connection in the middle of the body, after the operation has run", async () => {
    await using emulator = await startEmulator({ faults: ["cutBody"] });
    const response = await post(emulator, {
      headers: { "x-amz-target": "IoTAutobahnControlPlane.RegisterAccount" },
    });
    expect(response.status).toBe(200);
    expect(Number(response.headers.get("content-length"))).toBeGreaterThan(100);
    await expect(response.text()).rejects.toThrow();
    expect(emulator.account.registrations).toBe(1);
  });

  test.each([
    [undefined, "HTTP/1.1", "content-length"],
    ["length", "HTTP/1.1", "content-length"],
    ["chunks", "HTTP/1.1", "transfer-encoding"],
    ["end", "HTTP/1.1", undefined],
  ] as const)(
    "shortBody with framing %s ends the connection after half of the body",
    async (framing, version, header) => {
      await using emulator = await startEmulator({ faults: [{ kind: "shortBody", framing }] });
      const { text, end } = await exchange(emulator.port, request("RegisterAccount"));
      const answer = parseAnswer(text);
      expect({ ...answer, end }).toMatchObject({
        version,
        status: 200,
        headers: { connection: "close" },
        end: "ended",
      });
      const framed = ["content-length", "transfer-encoding"].filter((name) => name in answer.headers);
      expect(framed).toEqual(header === undefined ? [] : [header]);
      expect(answer.body).toContain('{"registerAccountStatus":');
      expect(answer.body).not.toContain("lastModificationTime");
      if (header === "content-length")
        expect(Number(answer.headers[header])).toBeGreaterThan(answer.body.length);
      if (header === "transfer-encoding") expect(answer.body).not.toMatch(/\r\n0\r\n/);
      expect(emulator.account.registrations).toBe(1);
    },
  );

  test("lostAnswer runs the operation and resets the connection", async () => {
    await using emulator = await startEmulator({ faults: ["lostAnswer"] });
    expect(await exchange(emulator.port, request("RegisterAccount"))).toEqual({ text: "", end: "reset" });
    expect(emulator.account).toMatchObject({ registrations: 1, accountStatus: "REGISTRATION_PENDING" });
    expect(emulator.requests).toMatchObject([
      { operation: "RegisterAccount", status: 0, fault: "lostAnswer" },
    ]);
    expect((await register(emulator.endpoint)).status).toBe(409);
  });

  test('lostAnswer with `by: "hang"` runs the operation and never responds', async () => {
    await using emulator = await startEmulator({ faults: [{ kind: "lostAnswer", by: "hang" }] });
    const leaving = new AbortController();
    const waiting = register(emulator.endpoint, {}, { signal: leaving.signal });
    await until(() => emulator.account.registrations === 1);
    leaving.abort(new Error("tired"));
    await expect(waiting).rejects.toThrow("tired");
  });

  test("hang never responds until the client leaves", async () => {
    await using emulator = await start("hang");
    const leaving = new AbortController();
    const waiting = post(emulator, { signal: leaving.signal });
    await until(() => emulator.requests.length === 1);
    leaving.abort(new Error("tired"));
    await expect(waiting).rejects.toThrow("tired");
    expect(await readStatus(emulator.endpoint)).toMatchObject(pending);
  });

  test("drip sends the whole response byte by byte", async () => {
    await using emulator = await start({ kind: "drip", intervalMs: 1 });
    const response = await post(emulator);
    const pieces: string[] = [];
    for await (const piece of response.body ?? []) pieces.push(Buffer.from(piece).toString());
    expect(pieces.length).toBeGreaterThan(20);
    expect(JSON.parse(pieces.join(""))).toMatchObject(pending.body);
  });
});

describe("a fault that alters a replacement response", () => {
  const read = async (fault: Fault) => {
    await using emulator = await start(fault);
    const { text, end } = await exchange(
      emulator.port,
      request("GetRegisterAccountStatus", ["connection: close"]),
    );
    const [record] = emulator.requests;
    return { ...parseAnswer(text), end, record };
  };

  test.each([
    ["throttled", 429, "ThrottlingException"],
    ["unavailable", 503, undefined],
    ["accessDenied", 403, "AccessDeniedException"],
    ["captivePortal", 200, undefined],
  ] as const)("shortBody of %s sends half of its body", async (of, status, errorName) => {
    const { headers, body, end, record, ...answer } = await read({ kind: "shortBody", of });
    expect([answer.status, end]).toEqual([status, "ended"]);
    expect(Number(headers["content-length"])).toBeGreaterThan(body.length);
    expect([record?.status, record?.errorName, record?.fault]).toEqual([status, errorName, "shortBody"]);
  });

  test("cutBody of a throttled response keeps its settings", async () => {
    const of = { kind: "throttled", hint: "header", retryAfter: 7 } as const;
    expect(await read({ kind: "cutBody", of })).toMatchObject({
      status: 429,
      headers: { "retry-after": "7" },
      end: "reset",
    });
  });

  test("drip of internalError sends its whole body in the end", async () => {
    const { status, body } = await read({ kind: "drip", intervalMs: 0, of: "internalError" });
    expect([status, JSON.parse(body).retryAfterSeconds]).toEqual([500, 0]);
  });

  test("skewedClock of accessDenied changes its Date header", async () => {
    const { status, headers } = await read({ kind: "skewedClock", of: "accessDenied", skew: -3600 });
    expect(status).toBe(403);
    expect(Math.abs(Date.parse(String(headers["date"])) - Date.now() + 3_600_000)).toBeLessThan(60_000);
  });

  test("cutBody and shortBody of a response without a body cut nothing", async () => {
    expect(await read({ kind: "shortBody", of: "emptyBody" })).toMatchObject({
      status: 200,
      headers: { "content-length": "0" },
      body: "",
      end: "ended",
    });
    expect(await read({ kind: "cutBody", of: "emptyBody" })).toMatchObject({ status: 200, body: "" });
  });

  test("shortBody also cuts the service's own error", async () => {
    await using emulator = await startEmulator({ faults: ["shortBody"] });
    const { text } = await exchange(emulator.port, request("GetRegisterAccountStatus"));
    const { status, headers, body } = parseAnswer(text);
    expect(status).toBe(404);
    expect(Number(headers["content-length"])).toBeGreaterThan(body.length);
  });
});

describe("skewedClock", () => {
  const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };
  const always = (skew?: number): EmulatorOptions => ({
    timeline: "neverSettles",
    credentials,
    faults: { probability: 1, faults: [{ kind: "skewedClock", skew }] },
  });

  async function signed(emulator: Emulator, signingDate: Date) {
    const signer = new SignatureV4({
      service: "iotfleetwise",
      region: "us-east-1",
      credentials,
      sha256: Sha256Js,
    });
    const { hostname, host } = new URL(emulator.endpoint);
    const headers = { host, "x-amz-target": "IoTAutobahnControlPlane.GetRegisterAccountStatus" };
    const unsigned = { method: "POST", protocol: "http:", hostname, path: "/", headers, body: "{}" };
    return call(
      emulator.endpoint,
      "",
      {},
      { headers: (await signer.sign(unsigned, { signingDate })).headers },
    );
  }

  const ahead = (headers: Headers) => Date.parse(headers.get("date") ?? "") - Date.now();

  test.each([
    [undefined, 900, /^Signature expired: \w+ is now earlier than \w+ \(\w+ - 5 min\.\)$/],
    [-3600, -3600, /^Signature not yet current: \w+ is still later than \w+ \(\w+ \+ 5 min\.\)$/],
  ])(
    "skewedClock by %s s changes the Date header, and rejects a correctly timed signature",
    async (skew, seconds, message) => {
      await using emulator = await startEmulator(always(skew));
      const { status, body, headers } = await signed(emulator, new Date());
      expect({ status, body }).toMatchObject({
        status: 403,
        body: {
          __type: "com.amazon.coral.service#InvalidSignatureException",
          message: expect.stringMatching(message),
        },
      });
      expect(Math.abs(ahead(headers) - seconds * 1000)).toBeLessThan(5000);
    },
  );

  test("skewedClock accepts a client that corrects its clock by the Date header", async () => {
    await using emulator = await startEmulator(always());
    const { headers } = await signed(emulator, new Date());
    const answer = await signed(emulator, new Date(headers.get("date") ?? ""));
    expect(answer).toMatchObject(pending);
    expect(Math.abs(Number(answer.body["creationTime"]) * 1000 - Date.now())).toBeLessThan(5000);
  });

  test("skewedClock changes only the Date header if no credentials are set", async () => {
    await using emulator = await start("skewedClock");
    const answer = await readStatus(emulator.endpoint);
    expect(answer).toMatchObject(pending);
    expect(Math.abs(ahead(answer.headers) - 900_000)).toBeLessThan(5000);
  });
});

describe("fault plans", () => {
  test("the plan counts every request, and each record names its fault", async () => {
    await using emulator = await start("reset", "throttled", "skewedClock");
    await post(emulator).catch(() => {});
    await call(emulator.endpoint, "ListVehicles");
    await readStatus(emulator.endpoint);
    await readStatus(emulator.endpoint);
    const records = emulator.requests.map(({ status, fault, errorName }) => ({ status, fault, errorName }));
    expect(records).toEqual([
      { status: 0, fault: "reset" },
      { status: 429, fault: "throttled", errorName: "ThrottlingException" },
      { status: 200, fault: "skewedClock" },
      { status: 200 },
    ]);
    expect(emulator.requests[3]).not.toHaveProperty("fault");
  });

  test("inject() replaces the plan from the next request on, or ends it if called without one", async () => {
    await using emulator = await start("throttled", "throttled");
    const status = async () => (await readStatus(emulator.endpoint)).status;
    expect(await status()).toBe(429);
    emulator.inject([undefined, "internalError"]);
    expect([await status(), await status(), await status()]).toEqual([200, 500, 200]);
    emulator.inject({ probability: 1, faults: ["accessDenied"] });
    expect([await status(), await status()]).toEqual([403, 403]);
    emulator.inject();
    expect(await status()).toBe(200);
  });

  test("inject() throws on an invalid plan and keeps the previous one; startEmulator() rejects", async () => {
    await using emulator = await start("throttled");
    expect(() => emulator.inject(["explode" as FaultKind])).toThrow(TypeError);
    expect((await readStatus(emulator.endpoint)).status).toBe(429);
    await expect(startEmulator({ faults: ["explode" as FaultKind] })).rejects.toThrow(
      "Expected `faults[0]` to be a fault that is known, got `explode`: there are `throttled`, ",
    );
  });
});
