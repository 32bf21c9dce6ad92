// Planted keys, tokens and ResponseURLs must not appear in any event, error or log, whatever fails.
// cspell:ignore Jalr FEMI
import { inspect } from "node:util";
import { describe, expect, test, vi } from "vitest";
import { cloudFormationHandler } from "../src/custom-resource/cloudformation.js";
import { createFleetWiseClient, watchEnsureEvents, watchRegistrationEvents } from "../src/index.js";
import { type EmulatorOptions, faultKinds, startEmulator } from "../src/testing/index.js";
import { runtime } from "./custom-resource/emulated.js";
import { request } from "./custom-resource/requests.js";
import { answers, scriptedServer } from "./support/scripted-server.js";

const PLANTED = {
  accessKeyId: "ASIAPLANTEDACCESSKEY",
  secretAccessKey: "plantedSecretAccessKey/wJalrXUtnFEMI",
  sessionToken: "plantedSessionToken/IQoJb3JpZ2luX2Vj",
};
const SECRETS = [...Object.values(PLANTED), "plantedSignature", "AWS4-HMAC-SHA256", "Signature="];

/** Returns the texts that loggers make of a value. */
function everyForm(value: unknown): string {
  const { stack, message, cause } = Object(value) as Partial<Error>;
  return [
    inspect(value, { depth: Number.POSITIVE_INFINITY, showHidden: true, getters: true }),
    JSON.stringify(value),
    ...[String(value), stack, message],
    cause === undefined ? "" : everyForm(cause),
  ].join("\n");
}

function expectNoSecret(value: unknown): void {
  const text = everyForm(value);
  expect(SECRETS.filter((secret) => text.includes(secret))).toEqual([]);
}

/** Returns every event of a wait against an emulator with these options, and its error. */
async function outputOf(events: typeof watchEnsureEvents, options: EmulatorOptions): Promise<unknown[]> {
  await using emulator = await startEmulator({ timeline: "registersInstantly", ...options });
  const { endpoint } = emulator;
  const client = createFleetWiseClient({ endpoint, region: "us-east-1", credentials: PLANTED });
  const output: unknown[] = [];
  await new Promise<void>((resolve) => {
    const wait = { client, minDelay: 0.01, maxDelay: 0.01, maxWaitTime: 0.3, requestTimeout: 0.1 };
    events(wait).subscribe({
      next: (event) => output.push(event, ...("error" in event ? [event.error] : [])),
      error: (error: unknown) => resolve(void output.push(error)),
      complete: resolve,
    });
  });
  return output;
}

const OTHERS = { accessKeyId: "AKIDOTHER", secretAccessKey: "other" };
const situations: readonly [string, EmulatorOptions][] = [
  ...faultKinds.map((fault): [string, EmulatorOptions] => [fault, { faults: Array(50).fill(fault) }]),
  ["unknown keys", { credentials: OTHERS }],
  ["a wrong secret", { credentials: { ...PLANTED, secretAccessKey: "other" } }],
  ["a failed registration", { timeline: "failsBoth", timeScale: 1e6 }],
  ["no registration", { timeline: "notRegistered" }],
];

describe.concurrent("the events of a wait contain no secret", () => {
  test.each(situations)("the events of a wait contain no secret: %s", async (_, options) => {
    for (const events of [watchRegistrationEvents as typeof watchEnsureEvents, watchEnsureEvents]) {
      const output = await outputOf(events, options);
      expect(output.length).toBeGreaterThan(0);
      for (const one of output) expectNoSecret(one);
    }
  });
});

test("the check finds a secret in a hidden member of a cause", () => {
  const hidden = Object.defineProperty(new Error("x"), "request", {
    value: { headers: [PLANTED.sessionToken] },
  });
  expect(() => expectNoSecret(new Error("y", { cause: hidden }))).toThrow();
});

test("errors of a failing provider and of invalid keys contain no secret", async () => {
  const secretAccessKey = `${PLANTED.secretAccessKey}\n`;
  for (const credentials of [
    { ...PLANTED, secretAccessKey },
    async () => ({ ...PLANTED, secretAccessKey }),
    async () => ({ ...PLANTED, accessKeyId: 5 }) as never,
  ]) {
    const client = createFleetWiseClient({
      endpoint: "http://127.0.0.1:9",
      region: "us-east-1",
      credentials,
    });
    expectNoSecret(await client.getRegisterAccountStatus({}).catch((error: unknown) => error));
  }
});

test.each([200, 403, 307, 500])(
  "a custom resource logs no secret if its ResponseURL returns status %i",
  async (status) => {
    const log = vi.spyOn(console, "log").mockImplementation(() => {});
    await using cloudFormation = await scriptedServer(answers(status, ""));
    await using emulator = await startEmulator({ credentials: OTHERS });
    const { endpoint } = emulator;
    const client = createFleetWiseClient({ endpoint, region: "us-east-1", credentials: PLANTED });
    const handler = cloudFormationHandler(runtime({ answer: 0.5 }), { client, random: () => 0 });
    const ResponseURL = `${cloudFormation.endpoint}/answer?X-Amz-Signature=plantedSignature`;
    const thrown = await handler({ ...request("Create"), ResponseURL }).catch((error: unknown) => error);
    const logged = log.mock.calls.flat();
    log.mockRestore();
    expect(logged.length).toBeGreaterThan(0);
    for (const one of [...logged, thrown, cloudFormation.requests[0]?.body]) expectNoSecret(one);
  },
);
