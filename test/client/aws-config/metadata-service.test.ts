// cspell:ignore Jalr FEMI
import { afterEach, describe, expect, test, vi } from "vitest";
import {
  attempted,
  metadataService,
  parseCredentials,
} from "../../../src/client/aws-config/metadata-service.js";
import { answers, hangs, scriptedServer } from "../../support/scripted-server.js";
import { noNetwork } from "./no-network.js";

afterEach(() => {
  vi.useRealTimers();
});

describe("a request", () => {
  test("a request has the URL's path and query, and closes its connection", async () => {
    await using server = await scriptedServer(answers(201, "body"));
    const ask = metadataService(1000);
    expect(await ask("PUT", new URL("/a?b=c", server.endpoint), { x: "y" })).toEqual({
      status: 201,
      body: "body",
    });
    expect(await ask("GET", new URL("/", server.endpoint))).toMatchObject({ status: 201 });
    expect(server.requests).toMatchObject([
      { method: "PUT", url: "/a?b=c", headers: { x: "y", connection: "close" } },
      { method: "GET", url: "/" },
    ]);
  });

  test.each([
    ["http://host.test/", "host.test:80"],
    ["https://host.test/", "host.test:443"],
  ])("a request without a port is sent to that of the protocol: %s", async (url, address) => {
    using network = noNetwork();
    await expect(metadataService(1000)("GET", new URL(url))).rejects.toThrow();
    expect(network.addresses).toEqual([address]);
  });

  test("a request has a time limit", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    await using server = await scriptedServer(hangs);
    const asked = metadataService(1500)("GET", new URL(server.endpoint));
    const rejection = expect(asked).rejects.toThrow("127.0.0.1 did not respond within 1.5 s");
    await server.received(1);
    await vi.advanceTimersByTimeAsync(1500);
    await rejection;
  });
});

describe("repeated work", () => {
  test.each([
    [1, 1],
    [3, 3],
    [0, 1],
    [Number.NaN, 1],
  ])("work that fails is tried with %j attempts %j times", async (attempts, times) => {
    const work = vi.fn(async () => {
      throw new Error(`failure ${work.mock.calls.length}`);
    });
    await expect(attempted(attempts, 0, work)).rejects.toThrow(`failure ${times}`);
    expect(work).toHaveBeenCalledTimes(times);
  });

  test("work that fails is tried again after each pause, until it succeeds", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout"] });
    const work = vi.fn(async () => {
      if (work.mock.calls.length < 3) throw new Error("failure");
      return "result";
    });
    const result = attempted(9, 1000, work);
    await vi.advanceTimersByTimeAsync(999);
    expect(work).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1001);
    expect(work).toHaveBeenCalledTimes(3);
    expect(await result).toBe("result");
  });
});

describe("credentials in a response", () => {
  const COMPLETE = {
    AccessKeyId: "AKID",
    SecretAccessKey: "s",
    Token: "t",
    Expiration: "2199-01-01T00:00:00Z",
  };

  test("complete credentials are parsed", () => {
    expect(parseCredentials({ status: 200, body: JSON.stringify(COMPLETE) })).toEqual({
      accessKeyId: "AKID",
      secretAccessKey: "s",
      sessionToken: "t",
      expiration: new Date("2199-01-01T00:00:00Z"),
    });
  });

  test.each<[string, object | null]>([
    ...Object.keys(COMPLETE).map((name): [string, object] => [name, { ...COMPLETE, [name]: undefined }]),
    ["any member", null],
  ])("credentials without %s are rejected", (_name, content) => {
    expect(() => parseCredentials({ status: 200, body: JSON.stringify(content) })).toThrow(
      "The metadata service's response has no credentials",
    );
  });

  test("a response with another status is rejected", () => {
    expect(() => parseCredentials({ status: 404, body: JSON.stringify(COMPLETE) })).toThrow(
      "The metadata service returned status 404 for the credentials",
    );
  });
});

test("a metadata response that is not JSON is not quoted, because it may contain a secret", () => {
  const body = '{"SecretAccessKey": "wJalrXUtnFEMI"x}';
  expect(() => parseCredentials({ status: 200, body })).toThrow(
    new Error("The metadata service's response is not JSON"),
  );
});
