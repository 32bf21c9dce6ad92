// cspell:ignore Rolle
import { describe, expect, vi } from "vitest";
import { putAnswer } from "../../src/custom-resource/answer.js";
import {
  cloudFormationHandler,
  createCloudFormationHandler,
} from "../../src/custom-resource/cloudformation.js";
import type {
  CloudFormationRequest,
  HandlerLog,
  HandlerLogEntry,
  HandlerWaitOptions,
} from "../../src/custom-resource/index.js";
import { type EmulatorOptions, startEmulator, timelines } from "../../src/testing/index.js";
import { answers, type Scene, scriptedServer } from "../support/scripted-server.js";
import { clientOf, loadClient, registeredBefore, runtime } from "./emulated.js";
import { PHYSICAL_ID, request } from "./requests.js";
import { hangingOn, test } from "./virtual-test.js";

await loadClient();

const taken = answers(200, "");

/** Sends a lifecycle event to the handler, and resolves to the response to CloudFormation and the handler's own outcome. */
async function sent(
  options: EmulatorOptions,
  fields: Parameters<typeof request>,
  {
    config = {},
    scenes = [taken],
    remaining = 900,
    times = {},
  }: {
    readonly config?: HandlerWaitOptions;
    readonly scenes?: readonly Scene[];
    readonly remaining?: number;
    readonly times?: Parameters<typeof runtime>[0];
  } = {},
) {
  await using emulator = await startEmulator({ timeScale: 30, ...options });
  await using cloudFormation = await scriptedServer(...scenes);
  const log: HandlerLogEntry[] = [];
  const handler = cloudFormationHandler(runtime(times), {
    log: (entry) => void log.push(entry),
    ...config,
    client: clientOf(emulator),
  });
  const event: CloudFormationRequest = {
    ...request(...fields),
    ResponseURL: `${cloudFormation.endpoint}/answer?X-Amz-Signature=secret`,
  };
  const startMs = Date.now();
  const thrown = await handler(event, { getRemainingTimeInMillis: () => 1000 * remaining }).catch(
    (error) => error,
  );
  const puts = cloudFormation.requests;
  return {
    thrown,
    puts,
    seconds: (Date.now() - startMs) / 1000,
    answer: JSON.parse(puts.at(-1)?.body ?? "null"),
    emulator,
    log,
  };
}

const ids = {
  StackId: request("Create").StackId,
  RequestId: request("Create").RequestId,
  LogicalResourceId: "FleetWiseRegistration",
  PhysicalResourceId: expect.stringMatching(new RegExp(`^${PHYSICAL_ID}/[0-9a-f]{12}$`)),
};

describe("createCloudFormationHandler", () => {
  test("createCloudFormationHandler registers, waits, and sends the attributes with an empty content type", async () => {
    const { thrown, puts, answer, emulator } = await sent({}, ["Create"]);
    expect(thrown).toBeUndefined();
    expect(puts.map(({ method, url, headers }) => [method, url, headers["content-type"]])).toEqual([
      ["PUT", "/answer?X-Amz-Signature=secret", ""],
    ]);
    expect(answer).toEqual({
      ...ids,
      Status: "SUCCESS",
      Data: expect.objectContaining({ accountStatus: "REGISTRATION_SUCCESS", timestreamTableName: "" }),
    });
    expect(emulator.account.registrations).toBe(1);
  });

  test("createCloudFormationHandler responds with the reason of a failed registration, in at most 4096 bytes", async () => {
    const iam = { registrationStatus: "REGISTRATION_FAILURE", errorMessage: `Rolle ${"漢".repeat(5000)}` };
    const timeline = { registrations: [[{ at: 0, iam }]] };
    const { puts, answer } = await sent({ timeline }, ["Create"], { config: { maxRegistrations: 1 } });
    expect(answer).toMatchObject({ ...ids, Status: "FAILED" });
    expect(answer.Reason).toMatch(
      /^REGISTRATION_FAILED: AWS IoT FleetWise registration of account 123456789012 failed: IAM: Rolle 漢/,
    );
    expect(Buffer.byteLength(puts[0]?.body ?? "")).toBeLessThanOrEqual(4096);
  });

  test("createCloudFormationHandler responds before its own timeout, with the last status", async () => {
    const { answer } = await sent({ timeline: "neverSettles" }, ["Create"], { remaining: 9 });
    expect(answer).toMatchObject({
      Status: "FAILED",
      Reason: expect.stringMatching(
        /did not finish within \d(\.\d)? s \(\d+ requests\)\. Last seen: IAM REGISTRATION_PENDING, account REGISTRATION_PENDING\./,
      ),
    });
  });

  test.for([
    [90, 900, 75],
    [9, 900, 6],
    [90, 20, 20],
  ] as const)(
    "with %d s left and a maxWaitTime of %d s, createCloudFormationHandler responds after %d s",
    async ([remaining, maxWaitTime, seconds]) => {
      const result = await sent({ timeline: "neverSettles" }, ["Create"], {
        remaining,
        config: { maxWaitTime },
      });
      expect(result.seconds).toBe(seconds);
      expect(result.log.at(-1)).toMatchObject({
        level: "ERROR",
        outcome: "FAILED",
        reason: expect.stringContaining(`did not finish within ${seconds} s`),
      });
    },
  );

  test.for([15, 3, 0.1])(
    "createCloudFormationHandler polls at least once with %s s left",
    async (remaining) => {
      const { answer } = await sent({ timeline: "registersInstantly" }, ["Create"], { remaining });
      expect(answer).toMatchObject({ Status: "SUCCESS", Data: { accountStatus: "REGISTRATION_SUCCESS" } });
    },
  );

  test("createCloudFormationHandler responds with the request that failed within its time", async () => {
    const faults = ["none", ...Array(100).fill("throttled")];
    const config = { maxWaitTime: 60, random: () => 0 };
    const { answer } = await sent({ faults }, ["Create"], { config });
    expect(answer).toMatchObject({
      Status: "FAILED",
      Reason: expect.stringMatching(
        /^REGISTER_NOT_ACCEPTED: RegisterAccount was not accepted within .* ThrottlingException: .* Deploy again\.$/,
      ),
    });
  });

  test("createCloudFormationHandler succeeds on a Delete without a request", async () => {
    const { answer, emulator } = await sent({}, ["Delete"]);
    expect(answer).toEqual({ ...ids, Status: "SUCCESS", PhysicalResourceId: PHYSICAL_ID });
    expect(emulator.requests).toEqual([]);
  });

  test("createCloudFormationHandler responds to a request without a StackId", async () => {
    const fields = { StackId: undefined as unknown as string };
    const { answer } = await sent({ timeline: "registersInstantly" }, ["Create", fields]);
    expect(answer).toMatchObject({
      Status: "SUCCESS",
      PhysicalResourceId: expect.stringMatching(/^fleetwise-registration\/[0-9a-f]{12}$/),
    });
  });

  test.each<[string, object, string]>([
    ["the id null", { PhysicalResourceId: null }, "Expected `PhysicalResourceId` to be text, got null"],
    ["a number as id", { PhysicalResourceId: 7 }, "Expected `PhysicalResourceId` to be text, got 7"],
    [
      "the properties null",
      { ResourceProperties: null },
      "Expected `ResourceProperties` to be an object, got null",
    ],
    [
      "the old properties null",
      { ResourceProperties: { reregisterToken: "2" }, OldResourceProperties: null },
      "Expected `OldResourceProperties` to be an object, got null",
    ],
    [
      "an unknown type",
      { RequestType: "Replace" },
      'Expected `RequestType` to be "Create", "Update" or "Delete", got "Replace"',
    ],
    [
      "no type",
      { RequestType: undefined },
      'Expected `RequestType` to be "Create", "Update" or "Delete", got undefined',
    ],
  ])("a request with %s fails with the reason before any request to the service", async (...given) => {
    const [, fields, Reason] = given;
    const { thrown, answer, emulator } = await sent({}, ["Update", fields]);
    expect(thrown).toBeUndefined();
    expect(answer).toEqual({
      ...ids,
      PhysicalResourceId: expect.stringMatching(new RegExp(`^${PHYSICAL_ID}`)),
      Status: "FAILED",
      Reason,
    });
    expect(emulator.requests).toEqual([]);
  });

  describe("an Update", () => {
    const properties = { reregisterToken: "2" };
    const before = { reregisterToken: "1" };
    const change = { ResourceProperties: properties, OldResourceProperties: before };

    test("an Update to another token registers again and returns a new id", async () => {
      const { answer, emulator } = await sent({ timeline: registeredBefore() }, ["Update", change]);
      expect(answer).toMatchObject({ ...ids, Status: "SUCCESS" });
      expect(emulator.account.registrations).toBe(1);
    });

    test("an Update that fails keeps the id; the rollback succeeds and changes nothing", async () => {
      const created = await sent({ timeline: "registersInstantly" }, [
        "Create",
        { ResourceProperties: before },
      ]);
      const { PhysicalResourceId } = created.answer;
      const options = { timeline: registeredBefore(timelines.failsIam.registrations) };
      const config = { maxRegistrations: 1 };
      const failed = await sent(options, ["Update", { ...change, PhysicalResourceId }], { config });
      expect(failed.answer).toMatchObject({ Status: "FAILED", PhysicalResourceId });
      const back = { ResourceProperties: before, OldResourceProperties: properties, PhysicalResourceId };
      const { answer, emulator } = await sent({ timeline: "failsIam" }, ["Update", back]);
      expect(answer).toMatchObject({ Status: "SUCCESS", PhysicalResourceId });
      expect(emulator.account.registrations).toBe(0);
    });
  });

  test("createCloudFormationHandler logs each registration, each transition and the outcome, without the URL", async () => {
    const { log } = await sent({}, ["Create"]);
    expect(log.map(({ event }) => event)).toEqual(
      expect.arrayContaining(["register", "transition", "outcome"]),
    );
    expect(log.at(-1)).toMatchObject({
      level: "INFO",
      event: "outcome",
      requestType: "Create",
      requestId: ids.RequestId,
      logicalResourceId: ids.LogicalResourceId,
      outcome: "SUCCESS",
      accountStatus: "REGISTRATION_SUCCESS",
    });
    expect(JSON.stringify(log)).not.toMatch(/secret|X-Amz/);
  });

  test.each<[string, HandlerLog]>([
    ["throws", () => expect.unreachable("no disk")],
    ["rejects", () => Promise.reject(new Error("no disk"))],
  ])("a log that %s does not prevent the response; the console gets its entries", async (_what, log) => {
    using console = vi.spyOn(globalThis.console, "log").mockImplementation(() => {});
    const config = { log };
    const answered = async (type: "Create" | "Delete") => {
      const { thrown, answer } = await sent({ timeline: "registersInstantly" }, [type], { config });
      expect(thrown).toBeUndefined();
      return answer;
    };
    expect(await answered("Create")).toMatchObject({ Status: "SUCCESS" });
    expect(await answered("Delete")).toMatchObject({ Status: "SUCCESS" });
    const entries = console.mock.calls.map(([line]) => JSON.parse(line).requestType);
    expect(new Set(entries)).toEqual(new Set(["Create", "Delete"]));
  });

  test("putAnswer sends the response again after a 5xx or a broken connection", async () => {
    const scenes: readonly Scene[] = [
      answers(503, ""),
      (response) => response.destroy(),
      answers(500, ""),
      taken,
    ];
    const { thrown, puts } = await sent({ timeline: "registersInstantly" }, ["Create"], { scenes });
    expect([thrown, puts.length]).toEqual([undefined, 4]);
  });

  test.for([
    ["rejected", [answers(403, "")], 1, "CloudFormation did not accept the response: status 403."],
    [
      "redirected",
      [answers(307, "", { location: "/elsewhere" })],
      1,
      "CloudFormation did not accept the response: status 307.",
    ],
    ["never accepted", [answers(500, "")], 5, "CloudFormation did not accept the response: status 500."],
  ] as const)(
    "putAnswer rejects without the URL if the response is %s",
    async ([, scenes, tries, message]) => {
      const { thrown, puts } = await sent({ timeline: "registersInstantly" }, ["Create"], { scenes });
      expect([puts.length, thrown.message]).toEqual([tries, message]);
      expect(JSON.stringify([String(thrown.stack), thrown, thrown.cause])).not.toContain("secret");
    },
  );

  test("putAnswer retries after a server that hangs for three seconds", async ({ network }) => {
    const started = Date.now();
    const scenes = [hangingOn(network), taken];
    const { thrown, puts } = await sent({ timeline: "registersInstantly" }, ["Create"], { scenes });
    expect([thrown, puts.length]).toEqual([undefined, 2]);
    expect(Date.now() - started).toBeGreaterThanOrEqual(3000);
  });

  test("putAnswer rejects within its time limit if the server hangs", async ({ network }) => {
    const { thrown, puts } = await sent({ timeline: "registersInstantly" }, ["Create"], {
      scenes: [hangingOn(network)],
      times: { answer: 0.5 },
    });
    expect([puts.length, thrown.message]).toEqual([
      1,
      "CloudFormation did not accept the response: the ResponseURL could not be reached in time.",
    ]);
  });
});

test.each(["file:///etc/passwd?secret", "ftp://127.0.0.1/secret", "not a URL, secret", "", undefined])(
  "putAnswer rejects the ResponseURL %j immediately, without naming it",
  async (url) => {
    const answer = { ...ids, Status: "SUCCESS", PhysicalResourceId: PHYSICAL_ID } as const;
    const random = () => {
      throw new Error("It is tried again");
    };
    const put = putAnswer(url as string, answer, { withinMs: 60_000, random });
    await expect(put).rejects.toThrow(
      /^CloudFormation gets no response, because the request's ResponseURL is not an HTTP URL\.$/,
    );
  },
);

test.each([
  undefined,
  {},
  { getRemainingTimeInMillis: "soon" },
  { getRemainingTimeInMillis: () => Number.NaN },
])("CloudFormation gets a response with the Lambda context %j", async (context) => {
  await using emulator = await startEmulator({ timeline: "registersInstantly" });
  await using cloudFormation = await scriptedServer(taken);
  const handler = createCloudFormationHandler({ client: clientOf(emulator), log: () => {} });
  await handler({ ...request("Create"), ResponseURL: `${cloudFormation.endpoint}/answer` }, context as never);
  expect(JSON.parse(cloudFormation.requests[0]?.body ?? "")).toMatchObject({ Status: "SUCCESS" });
});
