// Malformed requests: each gets its specific error, never a 500, and the next request succeeds.
import { once } from "node:events";
import { createServer } from "node:net";
import { networkInterfaces } from "node:os";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ServiceError } from "../../../src/testing/http/service-error.js";
import { verifySignature } from "../../../src/testing/http/signature.js";
import { startEmulator } from "../../../src/testing/index.js";
import { call, readStatus } from "../call.js";
import { exchange, parseAnswer, request } from "../raw.js";

const hasIPv6 = Object.values(networkInterfaces()).some((all) =>
  all?.some(({ address }) => address === "::1"),
);

const CLOSE = "connection: close";
const READ = "GetRegisterAccountStatus";
const target = `x-amz-target: IoTAutobahnControlPlane.${READ}`;
const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };

/** Sends bytes to an emulator. Returns the response, the recorded request and the status of the next request. */
async function send(bytes: string, host?: string) {
  await using emulator = await startEmulator({ timeline: "neverSettles" });
  const { text, end } = await exchange(emulator.port, bytes, host);
  const { operation, errorName } = emulator.requests[0] ?? {};
  const next = (await readStatus(emulator.endpoint)).status;
  return { ...parseAnswer(text), text, end, operation, errorName, next };
}

describe("hostile requests", () => {
  /** Shortens a string to fit a title. */
  const short = (text: string) => JSON.stringify(text).slice(0, 30);
  const unknown = { status: 404, errorName: "UnknownOperationException", next: 200 };
  const names = [
    "__proto__",
    "constructor",
    "toString",
    "",
    ".",
    "GetRegisterAccountStatus.",
    "\u00ff\u0080",
    "x".repeat(12_000),
  ];
  test.each(names.map((name) => [short(name), name]))(
    "the operation %s returns UnknownOperationException",
    async (_, name) => {
      expect(await send(request(name, [CLOSE]))).toMatchObject({ ...unknown, operation: name });
    },
  );

  test.each([
    ["without a target", "POST / HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}"],
    ["with two targets", request(READ, [target, CLOSE])],
    ["at another path", request(READ, [CLOSE]).replace("POST / ", "POST /../../etc/passwd ")],
    ["with a query", request(READ, [CLOSE]).replace("POST / ", "POST /?a=b ")],
    [
      "with another host's URL, as through a proxy",
      request(READ, [CLOSE]).replace("POST / ", "POST http://example.com/ "),
    ],
  ])("a request %s returns UnknownOperationException", async (_, bytes) => {
    expect(await send(bytes)).toMatchObject(unknown);
  });

  test.each(["GET /", "HEAD /", "DELETE /", "TRACE /", "OPTIONS *", "PATCH /", "M-SEARCH *"])(
    "%s returns MethodNotAllowedException",
    async (line) => {
      expect(
        await send(`${line} HTTP/1.1\r\nhost: a\r\n${target}\r\nconnection: close\r\n\r\n`),
      ).toMatchObject({
        status: 405,
        headers: { allow: "POST" },
        errorName: "MethodNotAllowedException",
        next: 200,
      });
    },
  );

  test.each([
    ["a request that is not HTTP", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\r\n\r\n", 400],
    ["HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400],
    ["a request without a host", request(READ, [CLOSE]).replace("host: 127.0.0.1\r\n", ""), 400],
    ["two lengths", request(READ, ["content-length: 3"]), 400],
    ["an invalid length", "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: -1\r\n\r\n", 400],
    ["a length and chunks", request(READ, ["transfer-encoding: chunked"]), 400],
    ["a header with a line break in it", request(READ, ["x-a: b\nx-c: d", "x-\u0000: e"]), 400],
    [
      "headers without end",
      request(
        READ,
        Array.from({ length: 400 }, (_, n) => `x-${n}: ${"y".repeat(50)}`),
      ),
      431,
    ],
    ["an unknown expectation", request(READ, ["expect: miracles", CLOSE]), 417],
    [
      "a body beyond 64 KiB in chunks",
      `POST / HTTP/1.1\r\nhost: a\r\n${target}\r\n${CLOSE}\r\ntransfer-encoding: chunked\r\n\r\n10001\r\n${"x".repeat(0x10001)}\r\n0\r\n\r\n`,
      413,
    ],
  ])("%s is rejected by the HTTP server and not recorded", async (_, bytes, status) => {
    expect(await send(bytes)).toMatchObject({ status, operation: undefined, next: 200 });
  });

  test("CONNECT is rejected", async () => {
    expect(await send("CONNECT example.com:443 HTTP/1.1\r\nhost: example.com:443\r\n\r\n")).toMatchObject({
      text: "",
      next: 200,
    });
  });

  test.each(["websocket", "h2c"])(
    "an upgrade to %s is ignored, and the request succeeds",
    async (protocol) => {
      const headers = ["connection: upgrade, close", `upgrade: ${protocol}`];
      expect(await send(request(READ, headers))).toMatchObject({
        version: "HTTP/1.1",
        status: 200,
        next: 200,
      });
    },
  );

  const bodies: [body: string, errorName: string | undefined][] = [
    ["", "SerializationException"],
    ["\ufeff{}".normalize(), undefined],
    ["\u00ff\u00fe{}", "SerializationException"],
    ["[".repeat(30_000), "SerializationException"],
    [`${"[".repeat(30_000)}${"]".repeat(30_000)}`, "SerializationException"],
    ['{"__proto__":{"timestreamResources":{}},"constructor":null}', undefined],
    ['{"timestreamResources":7}', "ValidationException"],
    ['{"timestreamResources":{"__proto__":{"timestreamDatabaseName":"abc"}}}', "ValidationException"],
    [
      `{"timestreamResources":{"timestreamDatabaseName":"${"a".repeat(256)}","timestreamTableName":"abc"}}`,
      "ValidationException",
    ],
  ];
  test.each(bodies.map((row) => [short(row[0]), ...row] as const))(
    "the body %s... gets the service's response",
    async (_, body, errorName) => {
      await using emulator = await startEmulator();
      const { status } = await call(emulator.endpoint, "RegisterAccount", undefined, { body });
      expect([status, emulator.requests[0]?.errorName]).toEqual([
        errorName === undefined ? 200 : 400,
        errorName,
      ]);
      expect(emulator.account.registrations).toBe(errorName === undefined ? 1 : 0);
    },
  );
});

describe("hostile signatures", () => {
  const now = Date.UTC(2026, 10, 1, 12);
  const authorization = (signedHeaders: string, date: string) =>
    `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/${date}/us-east-1/iotfleetwise/aws4_request, SignedHeaders=${signedHeaders}, Signature=${"0".repeat(64)}`;

  test.each(["__proto__", "constructor;host", "host;hasownproperty;valueof", ";;", "host;host", "\u00ff"])(
    "a signature over the headers %j returns InvalidSignatureException",
    async (signedHeaders) => {
      await using emulator = await startEmulator({ credentials });
      const amzDate = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
      const headers = [
        `x-amz-date: ${amzDate}`,
        `authorization: ${authorization(signedHeaders, amzDate.slice(0, 8))}`,
        CLOSE,
      ];
      const { text } = await exchange(emulator.port, request(READ, headers));
      const { status, body } = parseAnswer(text);
      expect([status, JSON.parse(body).__type]).toEqual([
        403,
        "com.amazon.coral.service#InvalidSignatureException",
      ]);
    },
  );

  test("random headers are rejected with one of the service's errors", async () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom(
        "Credential=",
        "SignedHeaders=",
        "Signature=",
        "AWS4-HMAC-SHA256 ",
        "/",
        ";",
        ", ",
        "__proto__",
        "AKIDEXAMPLE",
      ),
    );
    const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(""));
    const header = fc.oneof(
      text,
      text.map((given) => authorization(given.replaceAll(/[, ]/g, "") || "host", "20261101")),
    );
    await fc.assert(
      fc.asyncProperty(
        header,
        fc.oneof(text, fc.constant("20261101T120000Z")),
        text,
        async (given, date, token) => {
          const headers = { authorization: given, "x-amz-date": date, "x-amz-security-token": token };
          const signed = { method: "POST", path: "/", headers, body: Buffer.from("{}") };
          const refusal = await verifySignature(signed, credentials, now).catch((error) => error);
          expect(refusal).toBeInstanceOf(ServiceError);
          expect([400, 403]).toContain(refusal.status);
        },
      ),
    );
  });
});

describe("connections", () => {
  test("an HTTP/1.0 request gets a response, and its connection ends", async () => {
    const bytes = request(READ).replace("HTTP/1.1\r\nhost: 127.0.0.1", "HTTP/1.0");
    expect(await send(bytes)).toMatchObject({
      status: 200,
      headers: { connection: "close" },
      end: "ended",
      next: 200,
    });
  });

  test("an HTTP/1.0 connection is kept alive if requested, until a request ends it", async () => {
    const again = request(READ, ["connection: keep-alive"]).replace("HTTP/1.1", "HTTP/1.0");
    const last = request(READ).replace("HTTP/1.1", "HTTP/1.0");
    const { text, end } = await send(again + last);
    expect(text.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2);
    expect(end).toBe("ended");
  });

  test("pipelined requests get their responses in order", async () => {
    const { text, end } = await send(request(READ) + request("RegisterAccount") + request("Other", [CLOSE]));
    expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 200", "HTTP/1.1 409", "HTTP/1.1 404"]);
    expect(end).toBe("ended");
  });

  test.runIf(hasIPv6)(
    "the emulator serves the same account on ::1, so that `localhost` may mean either address",
    async () => {
      await using emulator = await startEmulator();
      expect(emulator.endpoint).toBe(`http://127.0.0.1:${emulator.port}`);
      await call(`http://[::1]:${emulator.port}`, "RegisterAccount");
      expect((await readStatus(`http://localhost:${emulator.port}`)).status).toBe(200);
      expect(emulator.requests.map(({ operation }) => operation)).toEqual(["RegisterAccount", READ]);
    },
  );

  test.runIf(hasIPv6)(
    "startEmulator() rejects a port that is taken only on ::1, and releases it on 127.0.0.1",
    async () => {
      const { port, close } = await startEmulator();
      await close();
      const other = createServer().listen(port, "::1");
      await once(other, "listening");
      await expect(startEmulator({ port })).rejects.toMatchObject({ code: "EADDRINUSE", address: "::1" });
      await new Promise((resolve) => other.close(resolve));
      await using emulator = await startEmulator({ port });
      expect(emulator.port).toBe(port);
    },
  );
});
