// Planted keys, token and ResponseURL: in nothing that is told, thrown or logged, whatever goes wrong.
// cspell:ignore Jalr FEMI
import { inspect } from "node:util";
import { describe, expect, test, vi } from "vitest";
import { cloudFormationHandler } from "../src/custom-resource/cloudformation.js";
import { createFleetWiseClient, watchEnsureEvents, watchRegistrationEvents } from "../src/index.js";
import { type EmulatorOptions, faultKinds, startEmulator } from "../src/testing/index.js";
import { request, runtime } from "./custom-resource/requests.js";
import { answers, scriptedServer } from "./support/scripted-server.js";

const PLANTED = {
  accessKeyId: "ASIAPLANTEDACCESSKEY",
  secretAccessKey: "plantedSecretAccessKey/wJalrXUtnFEMI",
  sessionToken: "plantedSessionToken/IQoJb3JpZ2luX2Vj",
};
const SECRETS = [...Object.values(PLANTED), "plantedSignature", "AWS4-HMAC-SHA256", "Signature="];

/** Everything that a log could make of it. */
function everyForm(told: unknown): string {
  const { stack, message, cause } = Object(told) as Partial<Error>;
  return [
    inspect(told, { depth: Number.POSITIVE_INFINITY, showHidden: true, getters: true }),
    JSON.stringify(told),
    ...[String(told), stack, message],
    cause === undefined ? "" : everyForm(cause),
  ].join("\n");
}

function expectNoSecret(told: unknown): void {
  const text = everyForm(told);
  expect(SECRETS.filter((secret) => text.includes(secret))).toEqual([]);
}

/** All that a wait tells against an emulator that goes wrong so, and what it ends with. */
async function toldBy(events: typeof watchEnsureEvents, options: EmulatorOptions): Promise<unknown[]> {
  await using emulator = await startEmulator({ timeline: "registersInstantly", ...options });
  const { endpoint } = emulator;
  const client = createFleetWiseClient({ endpoint, region: "us-east-1", credentials: PLANTED });
  const told: unknown[] = [];
  await new Promise<void>((resolve) => {
    const wait = { client, minDelay: 0.01, maxDelay: 0.01, maxWaitTime: 0.3, requestTimeout: 0.1 };
    events(wait).subscribe({
      next: (event) => told.push(event, ...("error" in event ? [event.error] : [])),
      error: (error: unknown) => resolve(void told.push(error)),
      complete: resolve,
    });
  });
  return told;
}

const OTHERS = { accessKeyId: "AKIDOTHER", secretAccessKey: "other" };
const scenes: readonly [string, EmulatorOptions][] = [
  ...faultKinds.map((fault): [string, EmulatorOptions] => [fault, { faults: Array(50).fill(fault) }]),
  ["keys that are not known", { credentials: OTHERS }],
  ["a secret that is another", { credentials: { ...PLANTED, secretAccessKey: "other" } }],
  ["a failed registration", { timeline: "failsBoth", timeScale: 1e6 }],
  ["no registration", { timeline: "notRegistered" }],
];

describe.concurrent("what a wait tells has no secret:", () => {
  test.each(scenes)("%s", async (_, options) => {
    for (const events of [watchRegistrationEvents as typeof watchEnsureEvents, watchEnsureEvents]) {
      const told = await toldBy(events, options);
      expect(told.length).toBeGreaterThan(0);
      for (const one of told) expectNoSecret(one);
    }
  });
});

test("the count is not blind: a header of the request would be found, wherever it hides", () => {
  const hidden = Object.defineProperty(new Error("x"), "request", {
    value: { headers: [PLANTED.sessionToken] },
  });
  expect(() => expectNoSecret(new Error("y", { cause: hidden }))).toThrow();
});

test("a provider that fails, and keys that cannot be sent, are told without them", async () => {
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

test.each([200, 403, 307, 500])("a custom resource logs none where its answer meets %i", async (status) => {
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
});
