import { Sha256Js } from "@smithy/core/checksum";
import { SignatureV4 } from "@smithy/signature-v4";
import { describe, expect, test } from "vitest";
import type { HttpRequest } from "../../../src/testing/http/server.js";
import { type EmulatorCredentials, verifySignature } from "../../../src/testing/http/signature.js";

const now = Date.UTC(2026, 10, 1, 12);
const credentials: EmulatorCredentials = {
  accessKeyId: "AKIDEXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
};
const withToken = { ...credentials, sessionToken: "TOKEN" };

/** A request with the headers of botocore 1.43, recorded at `now`. */
const botocore = (signature: string, token: Record<string, string> = {}): HttpRequest => ({
  method: "POST",
  path: "/",
  headers: {
    host: "127.0.0.1:8080",
    "x-amz-target": "IoTAutobahnControlPlane.GetRegisterAccountStatus",
    "content-type": "application/x-amz-json-1.0",
    "user-agent": "aws-cli/1.45.11",
    "content-length": "2",
    "x-amz-date": "20261101T120000Z",
    ...token,
    authorization: `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261101/us-east-1/iotfleetwise/aws4_request, SignedHeaders=content-length;content-type;host;x-amz-date;${token["x-amz-security-token"] ? "x-amz-security-token;" : ""}x-amz-target, Signature=${signature}`,
  },
  body: Buffer.from("{}"),
});
const recorded = botocore("27b59eb38e62b0a7b5af19524a4bc77696237dd7e1edacc0dd9af0009b9de9d6");
const recordedWithToken = botocore("24523f09d155fef70c4baddc360d4612bac8b5b7f696e895d67921775361b56d", {
  "x-amz-security-token": "TOKEN",
});

interface Signing {
  readonly identity?: EmulatorCredentials;
  readonly service?: string;
  readonly headers?: Record<string, string>;
  readonly signableHeaders?: Set<string>;
  readonly body?: string;
}

/** Signs like the AWS SDK for JavaScript, which signs the body's hash as a header. */
async function sdk({
  identity = credentials,
  service = "iotfleetwise",
  ...rest
}: Signing = {}): Promise<HttpRequest> {
  const { body = "{}", headers = {}, signableHeaders } = rest;
  const signer = new SignatureV4({
    service,
    region: "eu-central-1",
    credentials: { ...identity } as { accessKeyId: string; secretAccessKey: string },
    sha256: Sha256Js,
  });
  const signed = await signer.sign(
    {
      method: "POST",
      protocol: "http:",
      hostname: "127.0.0.1",
      path: "/",
      headers: {
        host: "127.0.0.1:8080",
        "x-amz-target": "IoTAutobahnControlPlane.RegisterAccount",
        ...headers,
      },
      body,
    },
    { signingDate: new Date(now), ...(signableHeaders && { signableHeaders }) },
  );
  return { method: "POST", path: "/", headers: signed.headers, body: Buffer.from(body) };
}

const withHeaders = (request: HttpRequest, headers: Record<string, string>): HttpRequest => ({
  ...request,
  headers: { ...request.headers, ...headers },
});

const reject = (request: HttpRequest, identity = credentials, at = now) =>
  verifySignature(request, identity, at).then(
    () => "accepted",
    ({ name, status, message }) => ({ name, status, message }),
  );

const mismatch = {
  name: "InvalidSignatureException",
  status: 403,
  message:
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
};
const unknownIdentity = {
  name: "UnrecognizedClientException",
  status: 403,
  message: "The security token included in the request is invalid.",
};

describe("verifySignature accepts", () => {
  test("verifySignature accepts botocore's signature", async () => {
    await verifySignature(recorded, credentials, now);
  });

  test("verifySignature accepts botocore's signature with a session token", async () => {
    await verifySignature(recordedWithToken, withToken, now);
  });

  test("verifySignature accepts the JavaScript SDK's signature, for any region", async () => {
    await verifySignature(await sdk(), credentials, now);
    await verifySignature(await sdk({ identity: withToken }), withToken, now);
  });

  test("verifySignature accepts a signature over a header that the SDK never signs", async () => {
    const headers = { "user-agent": "me/1" };
    await verifySignature(await sdk({ headers, signableHeaders: new Set(["user-agent"]) }), credentials, now);
  });

  test("verifySignature accepts a signature up to five minutes old or early", async () => {
    await verifySignature(recorded, credentials, now + 300_000);
    await verifySignature(recorded, credentials, now - 300_000);
  });
});

describe("verifySignature rejects", () => {
  test("verifySignature rejects a request without a signature", async () => {
    const { authorization: _, ...headers } = recorded.headers;
    const missing = {
      name: "MissingAuthenticationTokenException",
      status: 403,
      message: "Missing Authentication Token",
    };
    expect(await reject({ ...recorded, headers })).toEqual(missing);
    expect(await reject(withHeaders(recorded, { authorization: "" }))).toEqual(missing);
  });

  test.each([
    ["another scheme", "Bearer abc"],
    [
      "only a credential",
      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261101/us-east-1/iotfleetwise/aws4_request",
    ],
    ["no credential", "AWS4-HMAC-SHA256 SignedHeaders=host, Signature=00"],
  ])("verifySignature rejects an authorization with %s", async (_, authorization) => {
    expect(await reject(withHeaders(recorded, { authorization }))).toMatchObject({
      name: "IncompleteSignatureException",
    });
  });

  test("verifySignature rejects an unknown access key", async () => {
    expect(await reject(recorded, { ...credentials, accessKeyId: "AKIDOTHER" })).toEqual(unknownIdentity);
  });

  test("verifySignature rejects a wrong secret, without revealing it or a signature", async () => {
    const request = await sdk({ identity: { ...credentials, secretAccessKey: "wrong" } });
    expect(await reject(request)).toEqual(mismatch);
  });

  test("verifySignature rejects a missing, wrong or superfluous session token", async () => {
    expect(await reject(recorded, withToken)).toEqual(unknownIdentity);
    expect(
      await reject(withHeaders(recordedWithToken, { "x-amz-security-token": "OTHER" }), withToken),
    ).toEqual(unknownIdentity);
    expect(await reject(recordedWithToken)).toEqual(unknownIdentity);
  });

  test.each(["botocore", "sdk"])("verifySignature rejects a changed body from %s", async (signer) => {
    const request = signer === "sdk" ? await sdk() : recorded;
    expect(await reject({ ...request, body: Buffer.from('{"a":1}') })).toEqual(mismatch);
  });

  test("verifySignature rejects a body that the client did not sign", async () => {
    expect(await reject(await sdk({ headers: { "x-amz-content-sha256": "UNSIGNED-PAYLOAD" } }))).toEqual(
      mismatch,
    );
  });

  test("verifySignature rejects a signed header that was changed or dropped", async () => {
    const { "x-amz-target": _, ...dropped } = recorded.headers;
    expect(await reject(withHeaders(recorded, { "x-amz-target": "Other.Operation" }))).toEqual(mismatch);
    expect(await reject({ ...recorded, headers: dropped })).toEqual(mismatch);
  });

  test("verifySignature rejects the scope of another service", async () => {
    expect(await reject(await sdk({ service: "iot" }))).toEqual({
      ...mismatch,
      message: "Credential should be scoped to correct service: 'iotfleetwise'.",
    });
  });

  test.each([
    ["/aws4_request", "/aws3_request", /valid terminator: 'aws4_request'/],
    ["/20261101/", "/20261031/", /does not match YYYYMMDD .*: '20261031' != '20261101'\.$/],
    ["/20261101/us-east-1/iotfleetwise/aws4_request", "", /correct service/],
  ])("verifySignature rejects a scope with %s replaced by %j", async (from, to, message) => {
    const authorization = recorded.headers["authorization"]?.replace(from, to) ?? "";
    expect(await reject(withHeaders(recorded, { authorization }))).toEqual({
      ...mismatch,
      message: expect.stringMatching(message),
    });
  });

  test.each(["20261101", "20261101T990000Z"])("verifySignature rejects the date %s", async (date) => {
    expect(await reject(withHeaders(recorded, { "x-amz-date": date }))).toMatchObject({
      name: "IncompleteSignatureException",
      message: `Date must be in ISO-8601 'basic format'. Got '${date}'.`,
    });
  });

  test("verifySignature rejects a request without a date", async () => {
    const { "x-amz-date": _, ...headers } = recorded.headers;
    expect(await reject({ ...recorded, headers })).toMatchObject({ name: "InvalidSignatureException" });
  });

  test("verifySignature rejects a signature more than five minutes old", async () => {
    expect(await reject(recorded, credentials, now + 300_001)).toEqual({
      ...mismatch,
      message:
        "Signature expired: 20261101T120000Z is now earlier than 20261101T120000Z (20261101T120500Z - 5 min.)",
    });
  });

  test("verifySignature rejects a signature more than five minutes early", async () => {
    expect(await reject(recorded, credentials, now - 301_000)).toEqual({
      ...mismatch,
      message:
        "Signature not yet current: 20261101T120000Z is still later than 20261101T115959Z (20261101T115459Z + 5 min.)",
    });
  });
});
