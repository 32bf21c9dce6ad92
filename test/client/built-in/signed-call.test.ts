import { readFileSync } from "node:fs";
import type { Endpoint, HttpRequest } from "@smithy/types";
import { describe, expect, test } from "vitest";
import type { Credentials } from "../../../src/client/built-in/credentials.js";
import { signedCall } from "../../../src/client/built-in/signed-call.js";

const NOW = Date.parse("2026-11-01T12:00:00Z");
const FIVE_MINUTES = 300_000;
const OLD = { accessKeyId: "AKIDOLD", secretAccessKey: "s" };
const NEW = { accessKeyId: "AKIDNEW", secretAccessKey: "s" };

const ENDPOINT = { protocol: "https:", hostname: "fleetwise.test", path: "/" };

interface Scripted {
  readonly status?: number;
  readonly name?: string;
  /** Milliseconds that the service's clock is ahead. */
  readonly ahead?: number;
}

/** Sends one request by a handler with scripted responses; the last one repeats. */
async function sendTo(...responses: readonly Scripted[]) {
  const sent: HttpRequest[] = [];
  const times: number[] = [];
  const handle = async (request: HttpRequest) => {
    sent.push(request);
    const { status = 403, name = "", ahead } = responses[Math.min(sent.length, responses.length) - 1] ?? {};
    const headers = ahead === undefined ? {} : { date: new Date(NOW + ahead).toUTCString() };
    return { response: { statusCode: status, headers, body: JSON.stringify({ __type: name }) } };
  };
  const credentials: Credentials = {
    current: async (now) => {
      times.push(now);
      return OLD;
    },
    renewed: async (_rejected, now) => {
      times.push(now);
      return NEW;
    },
  };
  const call = signedCall(
    async () => ({ region: "us-east-1", endpoint: ENDPOINT }),
    credentials,
    async () => ({ handle }),
    () => NOW,
  );
  const { signal } = new AbortController();
  const result = await call("RegisterAccount", {}, signal).then(
    ({ $metadata }) => $metadata.attempts,
    (error: Error) => error.name,
  );
  return {
    result,
    times: times.map((time) => time - NOW),
    keys: sent.map(({ headers }) => /AKID(\w+)/.exec(headers["authorization"] ?? "")?.[1]),
    signed: sent.map(({ headers }) => headers["x-amz-date"]),
  };
}

describe("a clock that differs", () => {
  test.each([
    "AccessDeniedException",
    "AuthFailure",
    "InvalidSignatureException",
    "RequestExpired",
    "RequestInTheFuture",
    "RequestTimeTooSkewed",
    "SignatureDoesNotMatch",
  ])("a clock that differs is corrected after %s", async (name) => {
    const { result, signed } = await sendTo({ name, ahead: FIVE_MINUTES }, { status: 200 });
    expect(result).toBe(2);
    expect(signed).toEqual(["20261101T120000Z", "20261101T120500Z"]);
  });

  test.each([
    [FIVE_MINUTES, 2],
    [-FIVE_MINUTES, 2],
    [FIVE_MINUTES - 1000, 1],
    [1000 - FIVE_MINUTES, 1],
  ])("a clock is corrected if it differs by 5 minutes: %d ms", async (ahead, requests) => {
    const { keys } = await sendTo({ name: "RequestExpired", ahead });
    expect(keys).toHaveLength(requests);
  });

  test("a clock that is corrected dates the renewal of the keys too", async () => {
    const skewed = { name: "RequestExpired", ahead: FIVE_MINUTES };
    const { times } = await sendTo(skewed, { name: "ExpiredToken" }, { status: 200 });
    expect(times).toEqual([0, FIVE_MINUTES]);
  });
});

test.each(["ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId", "UnrecognizedClientException"])(
  "keys are renewed once after %s",
  async (name) => {
    expect(await sendTo({ name }, { status: 200 })).toMatchObject({ result: 2, keys: ["OLD", "NEW"] });
    expect(await sendTo({ name })).toMatchObject({ result: name, keys: ["OLD", "NEW"] });
  },
);

test.each([
  [200, 1],
  [299, 1],
  [199, "Unknown"],
  [300, "Unknown"],
])("a response succeeds with a status from 200 to 299: %d", async (status, result) => {
  expect((await sendTo({ status })).result).toBe(result);
});

describe("the request", () => {
  /** Sends one request to an endpoint, and returns the arguments of the handler. */
  async function requestTo(endpoint: Endpoint, signal = new AbortController().signal) {
    const sent: [HttpRequest, unknown][] = [];
    const handle = async (...args: [HttpRequest, unknown?]) => {
      sent.push([args[0], args[1]]);
      return { response: { statusCode: 200, headers: {} } };
    };
    const call = signedCall(
      async () => ({ region: "us-east-1", endpoint }),
      { current: async () => OLD, renewed: async () => undefined },
      async () => ({ handle }),
      () => NOW,
    );
    await call("RegisterAccount", { a: 1 }, signal).catch((error) => expect(error).toBe(signal.reason));
    return sent;
  }

  test("the request is in AWS JSON 1.0, and names the package and its version", async () => {
    const { signal } = new AbortController();
    const { name, version } = JSON.parse(readFileSync("package.json", "utf8"));
    const [[request, options] = []] = await requestTo(ENDPOINT, signal);
    expect(request).toMatchObject({
      ...ENDPOINT,
      method: "POST",
      headers: {
        host: "fleetwise.test",
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": "IoTAutobahnControlPlane.RegisterAccount",
        "user-agent": `${name}/${version}`,
        authorization: expect.stringContaining("/20261101/us-east-1/iotfleetwise/aws4_request"),
      },
      body: '{"a":1}',
    });
    expect(options).toEqual({ abortSignal: signal });
  });

  test.each([
    [{ path: "/stage" }, { path: "/stage/" }],
    [
      { path: "/stage/", query: { a: "1" } },
      { path: "/stage/", query: { a: "1" } },
    ],
    [{ port: 8443 }, { port: 8443, headers: { host: "fleetwise.test:8443" } }],
  ])("the request has the port, path and query of its endpoint: %j", async (endpoint, request) => {
    expect(await requestTo({ ...ENDPOINT, ...endpoint })).toMatchObject([[request, {}]]);
  });

  test("the request is not sent after its signal has aborted", async () => {
    expect(await requestTo(ENDPOINT, AbortSignal.abort())).toEqual([]);
  });
});
