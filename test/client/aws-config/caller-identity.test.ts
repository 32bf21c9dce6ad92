import { expect, test } from "vitest";
import { callerIdentity } from "../../../src/client/aws-config/caller-identity.js";
import { responder } from "./config.js";

const KEYS = { accessKeyId: "AKID", secretAccessKey: "s", sessionToken: "t" };
const ACCOUNT = "<Account>123456789012</Account>";
const ARN = "<Arn>arn:aws:iam::123456789012:user/me</Arn>";

const ask = (sts: ReturnType<typeof responder>, endpoint?: string) =>
  callerIdentity(KEYS, { region: "eu-central-1", endpoint, requestHandler: sts.requestHandler });

test("the owner of credentials is requested from the region's STS with these credentials", async () => {
  const sts = responder(
    `<GetCallerIdentityResult>${ARN}<UserId>AIDA</UserId>${ACCOUNT}</GetCallerIdentityResult>`,
  );
  expect(await ask(sts)).toEqual({ account: "123456789012", arn: "arn:aws:iam::123456789012:user/me" });
  expect(sts.requests).toMatchObject([
    {
      method: "POST",
      protocol: "https:",
      hostname: "sts.eu-central-1.amazonaws.com",
      path: "/",
      headers: {
        host: "sts.eu-central-1.amazonaws.com",
        "content-type": "application/x-www-form-urlencoded",
        "x-amz-security-token": "t",
        authorization: expect.stringMatching(/Credential=AKID\/\d{8}\/eu-central-1\/sts\/aws4_request/),
      },
      body: "Action=GetCallerIdentity&Version=2011-06-15",
    },
  ]);
});

test("the owner of credentials is requested from a given endpoint", async () => {
  const sts = responder(ARN + ACCOUNT);
  await ask(sts, "http://localhost:81/");
  expect(sts.requests).toMatchObject([
    { protocol: "http:", hostname: "localhost", port: 81, headers: { host: "localhost:81" } },
  ]);
});

test("an error of STS is reported with its code, message and status", async () => {
  const sts = responder([403, "<Error><Code>ExpiredToken</Code><Message>It has expired</Message></Error>"]);
  await expect(ask(sts)).rejects.toMatchObject({
    name: "ExpiredToken",
    message: "It has expired",
    $metadata: { httpStatusCode: 403 },
  });
});

test.each<[string, number, string]>([
  ["without an account", 200, ARN],
  ["without an ARN", 200, ACCOUNT],
  ["with another status", 500, ARN + ACCOUNT],
])("a response of STS %s is rejected", async (_title, status, body) => {
  await expect(ask(responder([status, body]))).rejects.toMatchObject({
    name: "InvalidResponse",
    message: `STS returned status ${status} without an account`,
    $metadata: { httpStatusCode: status },
  });
});

test("credentials with a line break are not sent to STS", async () => {
  const credentials = { accessKeyId: "AKID", secretAccessKey: "s", sessionToken: "hidden\n" };
  const requestHandler = { handle: async () => expect.unreachable() };
  const asked = callerIdentity(credentials, { region: "us-east-1", endpoint: undefined, requestHandler });
  await expect(asked).rejects.toThrow(
    new TypeError(
      "Expected credentials of printable ASCII; they contain another character, such as a line break",
    ),
  );
});
