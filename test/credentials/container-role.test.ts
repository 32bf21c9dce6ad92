// A container's credential endpoint that hangs, fails or responds slowly delays one attempt, not the whole wait.
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { containerRole } from "../../src/client/aws-config/container-role.js";
import { createFleetWiseClient } from "../../src/index.js";
import { inside } from "../cli/program.js";
import { answer } from "../support/answers.js";
import { answers, closed, drips, hangs, resets, scriptedServer } from "../support/scripted-server.js";
import { machine } from "./world.js";

const GIVEN = answers(200, {
  AccessKeyId: "AKIDCONTAINER",
  SecretAccessKey: "s",
  Token: "t",
  Expiration: "2199-01-01T00:00:00Z",
});
const REGISTERED = answers(200, answer("SS"));

beforeEach(() => {
  for (const name of Object.keys(process.env).filter((name) => name.startsWith("AWS_")))
    vi.stubEnv(name, undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

/** Runs `ask` with a container host that hangs at first. Returns the signature of the request to the service. */
async function signer(ask: (endpoint: string, env: Readonly<Record<string, string>>) => Promise<unknown>) {
  await using host = await scriptedServer(hangs, GIVEN);
  await using service = await scriptedServer(REGISTERED);
  await using here = await machine({
    env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: `${host.endpoint}/role` },
  });
  for (const [name, value] of Object.entries(here.env)) vi.stubEnv(name, value);
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const asked = ask(service.endpoint, here.env);
  await host.received(1);
  // The time limit of the request, and the pause before the next one.
  await vi.advanceTimersByTimeAsync(3000);
  await asked;
  return /Credential=(\w+)/.exec(String(service.requests[0]?.headers.authorization))?.[1];
}

test("the library gets credentials from a container's host that hangs once", async () => {
  const key = await signer((endpoint) => createFleetWiseClient({ endpoint }).getRegisterAccountStatus({}));
  expect(key).toBe("AKIDCONTAINER");
});

test("the command line gets credentials from a container's host that hangs once", async () => {
  const key = await signer((endpoint, env) => inside(["status", "--endpoint-url", endpoint], { env }));
  expect(key).toBe("AKIDCONTAINER");
});

const envOf = (url: string, more = {}) => ({ AWS_CONTAINER_CREDENTIALS_FULL_URI: url, ...more });

describe("with fake timers", () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));

  /** Advances the clock until the host has returned credentials or failed. */
  async function outcome(env: Readonly<Record<string, string>>) {
    let ended = false;
    const asked = containerRole(env).finally(() => {
      ended = true;
    });
    asked.catch(() => {});
    while (!ended) {
      await new Promise(setImmediate);
      await vi.advanceTimersByTimeAsync(50);
    }
    return asked.catch((error) => error);
  }

  test.each([
    ["hangs", hangs],
    ["never finishes its response", drips],
    ["resets the connection", resets],
    ["fails", answers(500, {})],
    ["gives no credentials", answers(200, {})],
    ["gives no JSON", answers(200, "<html>")],
  ])("a container's host that %s is asked three times, and no request is left", async (_how, scene) => {
    await using host = await scriptedServer(scene);
    const error = await outcome(envOf(`${host.endpoint}/secret-path`));
    expect(error).toMatchObject({
      name: "CredentialsProviderError",
      message: `The container's credentials could not be fetched from ${new URL(host.endpoint).host}`,
      cause: expect.any(Error),
    });
    expect(host.requests).toHaveLength(3);
    await Promise.all(host.requests.map(closed));
  });

  test("a container's token with a line break is not sent, and no error contains it", async () => {
    await using host = await scriptedServer(GIVEN);
    const error = await outcome(
      envOf(host.endpoint, { AWS_CONTAINER_AUTHORIZATION_TOKEN: "secret\r\nx: y" }),
    );
    expect(`${error.message} ${error.cause.message}`).not.toContain("secret");
    expect(host.requests).toEqual([]);
  });
});

test.each([
  ["http://192.0.2.1/role"],
  ["http://127.0.0.1.example.com/role"],
  ["http://169.254.170.2@example.com/role"],
  ["ftp://localhost/role"],
  ["no URL"],
])("a container's credentials are not requested from the URL %j", async (url) => {
  await expect(containerRole(envOf(url))).rejects.toThrow(
    /have a URL that is neither https nor of Amazon ECS, Amazon EKS or this machine$/,
  );
});

test("a container's relative URI cannot name another host", async () => {
  const env = { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: "@example.com/role" };
  await expect(containerRole(env)).rejects.toThrow(/^The container's credentials have a URL/);
});
