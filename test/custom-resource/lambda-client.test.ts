import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { lambdaClient } from "../../src/custom-resource/lambda-client.js";
import { answer } from "../support/answers.js";
import { answers, scriptedServer } from "../support/scripted-server.js";

beforeEach(() => {
  vi.stubEnv("AWS_REGION", "eu-central-1");
});
afterEach(() => {
  vi.unstubAllEnvs();
});

test.for([
  ["key", ""],
  ["", "secret"],
] as const)("lambdaClient rejects a request with the id %j and the key %j", async ([id, key]) => {
  vi.stubEnv("AWS_ACCESS_KEY_ID", id);
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", key);
  await expect(lambdaClient().getRegisterAccountStatus()).rejects.toMatchObject({
    name: "CredentialsProviderError",
    message: expect.stringContaining("Lambda sets them from the function's role"),
  });
});

test.for(["token", ""])("lambdaClient signs with Lambda's credentials and the token %j", async (token) => {
  await using service = await scriptedServer(answers(200, answer("S")));
  vi.stubEnv("AWS_ENDPOINT_URL", service.endpoint);
  vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret");
  vi.stubEnv("AWS_SESSION_TOKEN", token);
  await lambdaClient().getRegisterAccountStatus();
  const { authorization, "x-amz-security-token": sent = "" } = service.requests[0]?.headers ?? {};
  expect(authorization).toMatch(/Credential=AKIDEXAMPLE\/\d+\/eu-central-1\//);
  expect(sent).toBe(token);
});
