// Waits over real sockets, with signed requests to the emulator.
import { describe, expect, test } from "vitest";
import {
  createFleetWiseClient,
  getRegistration,
  type StatusSource,
  waitUntilRegistered,
  watchRegistrationEvents,
} from "../src/index.js";
import { type EmulatorOptions, startEmulator, type TimelineName, timelines } from "../src/testing/index.js";
import { handClock } from "./support/hand-clock.js";
import { IoTFleetWise, IoTFleetWiseClient } from "./support/official-client.js";
import { until } from "./support/until.js";

const credentials = {
  accessKeyId: "AKIDEXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
};
const QUICK = { minDelay: 0.02, maxDelay: 0.02, maxWaitTime: 25 };
const start = (options: EmulatorOptions) => startEmulator({ timeScale: 1000, credentials, ...options });
const configOf = ({ endpoint }: { readonly endpoint: string }) => ({
  endpoint,
  region: "eu-central-1",
  credentials,
});

/** Returns the wait as text: `resource from>to` for each transition, then the outcome. Each poll advances the account's time. */
async function story(
  client: StatusSource,
  maxWaitTime: number,
  advance: (seconds: number) => void,
): Promise<string[]> {
  const lines: string[] = [];
  const short = (status?: string) => status?.replace("REGISTRATION_", "") ?? "";
  await new Promise<void>((resolve) => {
    watchRegistrationEvents({ client, ...QUICK, consistencyGrace: 0.05, maxWaitTime }).subscribe({
      next: (event) => {
        if (event.type === "poll") advance(20);
        if (event.type === "transition")
          lines.push(`${event.resource} ${short(event.from)}>${short(event.to)}`);
      },
      error: (error) => resolve(void lines.push(error.code)),
      complete: () => resolve(void lines.push("registered")),
    });
  });
  return lines;
}

describe("every timeline of the emulator, seen by a wait", () => {
  const pendingIam = ["iam >PENDING", "account >PENDING"];
  const pendingBoth = ["iam >PENDING", "timestream >PENDING", "account >PENDING"];
  const registered = ["iam PENDING>SUCCESS", "account PENDING>SUCCESS", "registered"];
  const stories: Record<TimelineName, string[]> = {
    registers: [...pendingIam, ...registered],
    registersInstantly: ["iam >SUCCESS", "account >SUCCESS", "registered"],
    registersWithTimestream: [
      ...pendingBoth,
      "iam PENDING>SUCCESS",
      "timestream PENDING>SUCCESS",
      "account PENDING>SUCCESS",
      "registered",
    ],
    failsIam: [...pendingIam, "iam PENDING>FAILURE", "account PENDING>FAILURE", "REGISTRATION_FAILED"],
    failsTimestream: [
      ...pendingBoth,
      "iam PENDING>SUCCESS",
      "timestream PENDING>FAILURE",
      "account PENDING>FAILURE",
      "REGISTRATION_FAILED",
    ],
    failsBoth: [
      ...pendingBoth,
      "iam PENDING>FAILURE",
      "timestream PENDING>FAILURE",
      "account PENDING>FAILURE",
      "REGISTRATION_FAILED",
    ],
    failsThenRegisters: [
      ...pendingIam,
      "iam PENDING>FAILURE",
      "account PENDING>FAILURE",
      "REGISTRATION_FAILED",
    ],
    neverSettles: [...pendingIam, "REGISTRATION_TIMEOUT"],
    notRegistered: ["account >NOT_REGISTERED", "NOT_REGISTERED"],
    outdatedResult: ["iam >FAILURE", "account >FAILURE", "REGISTRATION_FAILED"],
    unknownStatus: [
      ...pendingIam,
      "account PENDING>VALIDATING",
      "iam PENDING>SUCCESS",
      "account VALIDATING>SUCCESS",
      "registered",
    ],
    losesTimestream: [
      ...pendingBoth,
      "timestream PENDING>SUCCESS",
      "timestream SUCCESS>NOT_REGISTERED",
      "iam PENDING>SUCCESS",
      "account PENDING>SUCCESS",
      "registered",
    ],
  };
  test.for(Object.entries(stories))(
    "timeline %s emits its documented transitions and outcome",
    async ([timeline, expected]) => {
      // The emulator uses the test's clock, so a slow machine cannot skip a stage.
      const { now, advance } = handClock();
      await using emulator = await start({ timeline: timeline as TimelineName, timeScale: 1, now });
      const maxWaitTime = timeline === "neverSettles" ? 2 : 30;
      expect(await story(createFleetWiseClient(configOf(emulator)), maxWaitTime, advance)).toEqual(expected);
    },
  );
  test("every timeline of the emulator has expected transitions", () => {
    expect(Object.keys(stories)).toEqual(Object.keys(timelines));
  });
});

describe("every kind of source", () => {
  const sources: Record<string, (emulator: { readonly endpoint: string }) => StatusSource> = {
    "the built-in client": (emulator) => createFleetWiseClient(configOf(emulator)),
    "the official bare client": (emulator) => new IoTFleetWiseClient(configOf(emulator)),
    "the official aggregated client": (emulator) => new IoTFleetWise(configOf(emulator)),
    "a function": (emulator) => {
      const client = createFleetWiseClient(configOf(emulator));
      return ({ abortSignal }) => client.getRegisterAccountStatus({}, { abortSignal });
    },
  };
  test.for(Object.entries(sources))(
    "waitUntilRegistered resolves a registration through %s",
    async ([, sourceOf]) => {
      await using emulator = await start({});
      const { creationTime } = await createFleetWiseClient(configOf(emulator)).registerAccount({});
      const snapshot = await waitUntilRegistered({ client: sourceOf(emulator), ...QUICK });
      expect(snapshot).toMatchObject({
        accountStatus: "REGISTRATION_SUCCESS",
        customerAccountId: "123456789012",
        creationTime,
      });
    },
  );
});

test("waitUntilRegistered ignores the previous result while polls do not show the new registration yet", async () => {
  await using emulator = await start({ timeline: "outdatedResult" });
  const client = createFleetWiseClient(configOf(emulator));
  const old = await getRegistration({ client });
  expect(old.accountStatus).toBe("REGISTRATION_FAILURE");
  const { lastModificationTime: since } = await client.registerAccount({});
  const snapshot = await waitUntilRegistered({ client, since, ...QUICK });
  expect(snapshot.accountStatus).toBe("REGISTRATION_SUCCESS");
  expect(snapshot.creationTime).toEqual(since);
});

test("waitUntilRegistered continues after the quota is used up, and respects the service's retry hint", async () => {
  const clock = handClock();
  await using emulator = await start({
    timeline: "registers",
    now: clock.now,
    quota: { rate: 10, burst: 3, hint: "body", retryAfter: 0.1 },
  });
  const client = createFleetWiseClient(configOf(emulator));
  const waits = Promise.all(Array.from({ length: 3 }, () => waitUntilRegistered({ client, ...QUICK })));
  const throttled = () => emulator.requests.some(({ errorName }) => errorName === "ThrottlingException");
  await until(throttled);
  clock.advance(1);
  for (const { accountStatus } of await waits) expect(accountStatus).toBe("REGISTRATION_SUCCESS");
});
