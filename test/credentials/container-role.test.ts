// A container's credential endpoint that hangs delays one attempt, not the whole wait.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createFleetWiseClient } from "../../src/index.js";
import { inside } from "../cli/program.js";
import { answer } from "../support/answers.js";
import { removeAwsVariables } from "../support/aws-variables.js";
import { answers, hangs, scriptedServer } from "../support/scripted-server.js";
import { machine } from "./world.js";

const GIVEN = answers(200, {
  AccessKeyId: "AKIDCONTAINER",
  SecretAccessKey: "s",
  Token: "t",
  Expiration: "2199-01-01T00:00:00Z",
});
const REGISTERED = answers(200, answer("SS"));

beforeEach(removeAwsVariables);
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

/** Runs `ask` with a container host that hangs at first. Returns the signature of the request to the service. */
async function signer(ask: (endpoint: string, env: Readonly<Record<string, string>>) => Promise<unknown>) {
  await using host = await scriptedServer(hangs, GIVEN);
  await using service = await scriptedServer(REGISTERED);
  await using here = await machine({ env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: `${host.endpoint}/role` } });
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
