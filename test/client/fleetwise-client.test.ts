import { createHash, createHmac } from "node:crypto";
import type { IoTFleetWiseClientConfig } from "@aws-sdk/client-iotfleetwise";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import type { HttpRequest } from "@smithy/types";
import { describe, expect, test } from "vitest";
import { transport as fetchTransport } from "../../src/client/built-in/browser/transport.js";
import type { FleetWiseClientConfig } from "../../src/client/built-in/client-config.js";
import { createFleetWiseClient, type FleetWiseClient } from "../../src/client/fleetwise-client.js";
import { answers, type Received, type ScriptedServer, scriptedServer } from "../support/scripted-server.js";

const KEYS = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" };

const SUCCESS = {
  customerAccountId: "123456789012",
  accountStatus: "REGISTRATION_SUCCESS",
  iamRegistrationResponse: {
    roleArn: "arn:aws:iam::123456789012:role/r",
    registrationStatus: "X",
    errorMessage: "",
  },
  creationTime: 1719858000.2504,
  lastModificationTime: 1719858000.501,
};

function clientOf(server: ScriptedServer, config: FleetWiseClientConfig = {}): FleetWiseClient {
  return createFleetWiseClient({
    region: "us-east-1",
    credentials: KEYS,
    endpoint: server.endpoint,
    ...config,
  });
}

function only<T>(items: readonly T[]): T {
  expect(items).toHaveLength(1);
  return items[0] as T;
}

describe("the request", () => {
  test("the request has the form of AWS JSON 1.0", async () => {
    await using server = await scriptedServer(answers(200, SUCCESS));
    await clientOf(server).getRegisterAccountStatus({});
    const { method, url, headers, body } = only(server.requests);
    expect({ method, url, body }).toEqual({ method: "POST", url: "/", body: "{}" });
    expect(headers).toMatchObject({
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": "IoTAutobahnControlPlane.GetRegisterAccountStatus",
      "content-length": "2",
      host: new URL(server.endpoint).host,
    });
  });

  test("the request of RegisterAccount has the members of the model and no others", async () => {
    await using server = await scriptedServer(
      answers(200, { registerAccountStatus: "REGISTRATION_PENDING" }),
    );
    const timestreamResources = { timestreamDatabaseName: "db", timestreamTableName: "tä" };
    const input = { timestreamResources, iamResources: undefined, stray: 1 };
    const { registerAccountStatus } = await clientOf(server).registerAccount(input);
    expect(registerAccountStatus).toBe("REGISTRATION_PENDING");
    const { headers, body } = only(server.requests);
    expect(headers["x-amz-target"]).toBe("IoTAutobahnControlPlane.RegisterAccount");
    expect(JSON.parse(body)).toEqual({ timestreamResources });
    expectSigned(only(server.requests), "us-east-1");
  });

  test("the request of RegisterAccount without an input is an empty object", async () => {
    await using server = await scriptedServer(answers(200, {}));
    await clientOf(server).registerAccount();
    expect(only(server.requests).body).toBe("{}");
  });

  test("the request has the options of the client's creation if its config is used for another client", async () => {
    await using server = await scriptedServer(answers(200, SUCCESS));
    const config = { region: "us-east-1", credentials: KEYS, endpoint: server.endpoint };
    const client = createFleetWiseClient(config);
    Object.assign(config, { region: "eu-central-1", credentials: { ...KEYS, accessKeyId: "AKIDOTHER" } });
    createFleetWiseClient(config);
    await client.getRegisterAccountStatus({});
    expectSigned(only(server.requests), "us-east-1");
    expect(only(server.requests).headers["authorization"]).toContain("Credential=AKIDEXAMPLE/");
  });

  test("the request is signed by the SigV4 specification", async () => {
    await using server = await scriptedServer(answers(200, SUCCESS));
    const credentials = { ...KEYS, sessionToken: "a-session-token" };
    await clientOf(server, { region: "eu-central-1", credentials }).getRegisterAccountStatus({});
    const request = only(server.requests);
    expect(request.headers["x-amz-security-token"]).toBe("a-session-token");
    expectSigned(request, "eu-central-1");
  });
});

describe("a successful response", () => {
  test("a successful response has Dates for the epoch seconds, rounded to milliseconds, and metadata", async () => {
    await using server = await scriptedServer(answers(200, SUCCESS, { "x-amzn-requestid": "r-1" }));
    expect(await clientOf(server).getRegisterAccountStatus({})).toEqual({
      ...SUCCESS,
      creationTime: new Date(1719858000250),
      lastModificationTime: new Date(1719858000501),
      $metadata: { httpStatusCode: 200, requestId: "r-1", attempts: 1 },
    });
  });

  test("a successful response keeps unknown members and values, and drops null", async () => {
    await using server = await scriptedServer(
      answers(200, { accountStatus: "PAUSED", novelty: [1], creationTime: null, $metadata: "no" }),
    );
    expect(await clientOf(server).getRegisterAccountStatus({})).toEqual({
      accountStatus: "PAUSED",
      novelty: [1],
      $metadata: { httpStatusCode: 200, attempts: 1 },
    });
  });

  test("a successful response that is not JSON rejects with the SDK's SyntaxError, status 200", async () => {
    await using server = await scriptedServer(answers(200, '{"accountStatus":'));
    await expect(clientOf(server).getRegisterAccountStatus({})).rejects.toMatchObject({
      name: "SyntaxError",
      message: expect.stringMatching(/^The response is not JSON \(status 200, content-type application/),
      $metadata: { httpStatusCode: 200, attempts: 1 },
      cause: { name: "SyntaxError" },
    });
  });

  test("a successful response with an invalid time rejects with the status", async () => {
    await using server = await scriptedServer(answers(200, { ...SUCCESS, creationTime: true }));
    await expect(clientOf(server).getRegisterAccountStatus({})).rejects.toMatchObject({
      name: "MalformedAnswerError",
      $metadata: { httpStatusCode: 200 },
    });
  });

  test("a successful response leaves its connection open for the next call", async () => {
    for (const requestHandler of [undefined, new NodeHttpHandler()]) {
      await using server = await scriptedServer(answers(200, SUCCESS));
      const client = clientOf(server, { requestHandler });
      const { signal } = new AbortController();
      for (let n = 0; n < 9; n++) await client.getRegisterAccountStatus({}, { abortSignal: signal });
      // fetch opens a second connection if the first is not back in the pool yet.
      expect(new Set(server.requests.map(({ socket }) => socket)).size).toBeLessThanOrEqual(2);
      requestHandler?.destroy();
    }
  });
});

describe("a service error", () => {
  const error = async (status: number, body: unknown, headers?: Record<string, string>) => {
    await using server = await scriptedServer(answers(status, body, headers));
    return await clientOf(server)
      .getRegisterAccountStatus({})
      .then(
        () => expect.unreachable(),
        (error: unknown) => error as Error & Record<string, unknown>,
      );
  };

  test("a service error has the SDK's form", async () => {
    const thrown = await error(
      429,
      { __type: "ThrottlingException", message: "Slow down", retryAfterSeconds: 3, quotaCode: "L-1" },
      { "x-amzn-requestid": "r-2", "Retry-After": "7" },
    );
    expect(thrown).toBeInstanceOf(Error);
    expect({ ...thrown }).toMatchObject({
      name: "ThrottlingException",
      $fault: "client",
      $metadata: { httpStatusCode: 429, requestId: "r-2", attempts: 1 },
      retryAfterSeconds: 3,
      quotaCode: "L-1",
    });
    expect(thrown.message).toBe("Slow down");
    expect(thrown["$response"]).toMatchObject({ statusCode: 429, headers: { "retry-after": "7" } });
    expect(Object.keys(thrown)).not.toContain("$response");
  });

  test("a service error that is not JSON is the SDK's SyntaxError and keeps the headers", async () => {
    const thrown = await error(503, "<html>", { "content-type": "text/html", "retry-after": "2" });
    expect(thrown).toMatchObject({ name: "SyntaxError", $metadata: { httpStatusCode: 503, attempts: 1 } });
    expect(thrown.message).toContain("status 503, content-type text/html");
    expect(thrown["$response"]).toMatchObject({ headers: { "retry-after": "2" } });
  });

  test("a redirect is a service error: the signed request is not sent elsewhere", async () => {
    await using elsewhere = await scriptedServer(answers(200, SUCCESS));
    const thrown = await error(307, {}, { location: elsewhere.endpoint });
    expect(thrown).toMatchObject({ name: "Unknown", $metadata: { httpStatusCode: 307 } });
    expect(elsewhere.requests).toHaveLength(0);
  });

  test("a network failure is not a service error, and is passed on unchanged", async () => {
    const server = await scriptedServer(answers(200, SUCCESS));
    await server[Symbol.asyncDispose]();
    await expect(clientOf(server).getRegisterAccountStatus({})).rejects.toMatchObject({
      code: "ECONNREFUSED",
    });
    await expect(
      clientOf(server, { requestHandler: fetchTransport() }).getRegisterAccountStatus({}),
    ).rejects.toMatchObject({ message: "fetch failed", cause: { code: "ECONNREFUSED" } });
  });
});

describe("a request handler", () => {
  test("a request handler of the SDK sends the requests and is not destroyed", async () => {
    await using server = await scriptedServer(answers(200, SUCCESS));
    const requestHandler = new NodeHttpHandler();
    const client = clientOf(server, { requestHandler });
    await client.getRegisterAccountStatus({});
    expect(await client.getRegisterAccountStatus({})).toMatchObject({ customerAccountId: "123456789012" });
    expectSigned(server.requests[1] as Received, "us-east-1");
    expect(server.requests[1]?.headers["content-length"]).toBe("2");
    requestHandler.destroy();
  });

  test("a user's request handler may return headers in any case, and a body that is not a stream", async () => {
    const sent: HttpRequest[] = [];
    const requestHandler = {
      async handle(request: HttpRequest) {
        sent.push(request);
        const headers = { "X-Amzn-ErrorType": "ConflictException", "Retry-After": "1" };
        return { response: { statusCode: 409, headers, body: new TextEncoder().encode("{}") } };
      },
    };
    const client = createFleetWiseClient({
      region: "us-east-1",
      endpoint: "https://x.test",
      credentials: KEYS,
      requestHandler,
    });
    await expect(client.getRegisterAccountStatus({})).rejects.toMatchObject({
      name: "ConflictException",
      $response: { headers: { "retry-after": "1" } },
    });
    expect(only(sent)).toMatchObject({
      protocol: "https:",
      hostname: "x.test",
      path: "/",
      headers: { host: "x.test" },
    });
  });
});

test("the AWS SDK's IoTFleetWiseClientConfig is accepted, and its other options are ignored", async () => {
  await using server = await scriptedServer(answers(200, SUCCESS));
  const config: IoTFleetWiseClientConfig = {
    region: async () => "us-east-1",
    endpoint: server.endpoint,
    credentials: KEYS,
    maxAttempts: 5,
    retryMode: "adaptive",
    logger: console,
    userAgentAppId: "provisioning",
    requestHandler: { requestTimeout: 5000 },
    defaultsMode: "standard",
    useFipsEndpoint: false,
  };
  const client = createFleetWiseClient(config);
  expect(await client.getRegisterAccountStatus({})).toMatchObject({ customerAccountId: "123456789012" });
});

test("a wrong option of the client throws at once", () => {
  expect(() => createFleetWiseClient({ region: "" })).toThrow(TypeError);
});

test("a wrong argument of a call rejects, and does not throw", async () => {
  const client = createFleetWiseClient({
    region: "us-east-1",
    endpoint: "http://127.0.0.1:9",
    credentials: KEYS,
  });
  await expect(client.registerAccount(null as never)).rejects.toBeInstanceOf(TypeError);
  await expect(client.getRegisterAccountStatus({}, { abortSignal: 1 as never })).rejects.toBeInstanceOf(
    TypeError,
  );
});

/**
 * Expects the request to have a valid signature, computed independently by Signature Version 4.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
function expectSigned({ method, url, headers, body }: Received, region: string): void {
  const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
  const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();
  const authorization =
    /Credential=[^/]+\/(?<scope>\S+), SignedHeaders=(?<names>\S+), Signature=(?<signature>\S+)/;
  const { scope, names, signature } = authorization.exec(headers.authorization ?? "")?.groups ?? {};
  const date = String(headers["x-amz-date"]);
  expect(scope).toBe(`${date.slice(0, 8)}/${region}/iotfleetwise/aws4_request`);
  expect(names?.split(";")).toEqual(
    expect.arrayContaining(["content-type", "host", "x-amz-date", "x-amz-target"]),
  );
  const canonicalHeaders = names
    ?.split(";")
    .map((name) => `${name}:${headers[name]}\n`)
    .join("");
  const canonical = [method, url, "", canonicalHeaders, names, sha256(body)].join("\n");
  const key = [date.slice(0, 8), region, "iotfleetwise", "aws4_request"].reduce<string | Buffer>(
    hmac,
    `AWS4${KEYS.secretAccessKey}`,
  );
  const toSign = ["AWS4-HMAC-SHA256", date, scope, sha256(canonical)].join("\n");
  expect(signature).toBe(hmac(key, toSign).toString("hex"));
}
