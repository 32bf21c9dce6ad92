import { describe, expect, test, vi } from "vitest";
import {
  type CloudFormationRequest,
  createCloudFormationHandler,
  type HandlerOptions,
} from "../../src/custom-resource/index.js";
import { type EmulatorOptions, startEmulator } from "../../src/testing/index.js";
import { answers, hangs, type Scene, scriptedServer } from "../support/scripted-server.js";
import { clientOf, PHYSICAL_ID, request } from "./requests.js";

vi.setConfig({ testTimeout: 30_000 });

const taken = answers(200, "");

/** Sends a lifecycle event to the handler, and resolves to what CloudFormation got, and how the handler ended. */
async function sent(
  options: EmulatorOptions,
  fields: Parameters<typeof request>,
  {
    config = {},
    scenes = [taken],
    remaining = 900,
  }: {
    readonly config?: HandlerOptions;
    readonly scenes?: readonly Scene[];
    readonly remaining?: number;
  } = {},
) {
  await using emulator = await startEmulator({ timeScale: 1000, ...options });
  await using cloudFormation = await scriptedServer(...scenes);
  const handler = createCloudFormationHandler({
    minDelay: 0.01,
    maxDelay: 0.05,
    random: () => 0.01,
    ...config,
    client: clientOf(emulator),
  });
  const event: CloudFormationRequest = {
    ...request(...fields),
    ResponseURL: `${cloudFormation.endpoint}/answer?X-Amz-Signature=secret`,
  };
  const thrown = await handler(event, { getRemainingTimeInMillis: () => 1000 * remaining }).catch(
    (error) => error,
  );
  const puts = cloudFormation.requests;
  return { thrown, puts, answer: JSON.parse(puts.at(-1)?.body ?? "null"), emulator };
}

const ids = {
  StackId: request("Create").StackId,
  RequestId: request("Create").RequestId,
  LogicalResourceId: "FleetWiseRegistration",
  PhysicalResourceId: PHYSICAL_ID,
};

describe("the single handler", () => {
  test("registers, waits, and puts the attributes, with an empty content type", async () => {
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

  test("tells why a registration failed, in 4096 bytes", async () => {
    const iam = { registrationStatus: "REGISTRATION_FAILURE", errorMessage: `Rolle ${"漢".repeat(5000)}` };
    const timeline = { before: [{ at: 0, iam }], registrations: [[{ at: 0, iam }]] };
    const { puts, answer } = await sent({ timeline }, ["Create"], { config: { maxRegistrations: 1 } });
    expect(answer).toMatchObject({ ...ids, Status: "FAILED" });
    expect(answer.Reason).toMatch(
      /^AWS IoT FleetWise registration of account 123456789012 failed: IAM: Rolle 漢/,
    );
    expect(Buffer.byteLength(puts[0]?.body ?? "")).toBeLessThanOrEqual(4096);
  });

  test("answers before its own time is over, with the last status", async () => {
    const { answer } = await sent({ timeline: "neverSettles" }, ["Create"], { remaining: 15.3 });
    expect(answer).toMatchObject({
      Status: "FAILED",
      Reason: expect.stringContaining("Last seen: IAM REGISTRATION_PENDING"),
    });
  });

  test("a Delete calls nothing and succeeds", async () => {
    const { answer, emulator } = await sent({}, ["Delete"]);
    expect(answer).toEqual({ ...ids, Status: "SUCCESS" });
    expect(emulator.requests).toEqual([]);
  });

  test("another token registers again", async () => {
    const fields = {
      ResourceProperties: { reregisterToken: "2" },
      OldResourceProperties: { reregisterToken: "1" },
    };
    const { answer, emulator } = await sent({ timeline: "registersInstantly" }, ["Update", fields]);
    expect(answer).toMatchObject({ Status: "SUCCESS" });
    expect(emulator.account.registrations).toBe(1);
  });

  test("an answer that meets a 5xx or a broken connection is put again", async () => {
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
    ["refused", [answers(403, "")], 1, "CloudFormation did not take the answer: status 403."],
    ["never taken", [answers(500, "")], 5, "CloudFormation did not take the answer: status 500."],
  ] as const)(
    "an answer that is %s rejects, and does not tell the URL",
    async ([, scenes, tries, message]) => {
      const { thrown, puts } = await sent({ timeline: "registersInstantly" }, ["Create"], { scenes });
      expect([puts.length, thrown.message]).toEqual([tries, message]);
      expect(JSON.stringify([String(thrown.stack), thrown, thrown.cause])).not.toContain("secret");
    },
  );

  test("a server that hangs is given up, and tried again", async () => {
    const { thrown, puts } = await sent({ timeline: "registersInstantly" }, ["Create"], {
      scenes: [hangs, taken],
    });
    expect([thrown, puts.length]).toEqual([undefined, 2]);
  });
});
