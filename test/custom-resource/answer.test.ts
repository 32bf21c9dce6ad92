import { describe, expect } from "vitest";
import { type Answer, putAnswer } from "../../src/custom-resource/answer.js";
import { answers, type Scene, scriptedServer } from "../support/scripted-server.js";
import { hangingOn, test } from "./virtual-test.js";

const ANSWER: Answer = {
  Status: "SUCCESS",
  StackId: "arn",
  RequestId: "request",
  LogicalResourceId: "Registration",
  PhysicalResourceId: "id",
};

/** A random number after which no retry fits in the time limit. */
const ONE_TRY = () => 1e9;

/** Sends the response, and returns its error and the seconds at which each try, and the end, came. */
async function put(scene: Scene, withinMs: number, random: () => number) {
  const startMs = Date.now();
  const second = () => (Date.now() - startMs) / 1000;
  const tries: number[] = [];
  await using server = await scriptedServer((response, request) => {
    tries.push(second());
    scene(response, request);
  });
  const error = await putAnswer(server.endpoint, ANSWER, { withinMs, random }).catch(
    (reason: Error) => reason,
  );
  return { tries, end: second(), message: error?.message };
}

describe("putAnswer", () => {
  test("putAnswer puts the response as JSON, with an empty content type", async () => {
    await using server = await scriptedServer(answers(200, ""));
    await putAnswer(server.endpoint, ANSWER, { withinMs: 1000 });
    expect(server.requests).toMatchObject([{ method: "PUT", headers: { "content-type": "" } }]);
    expect(JSON.parse(server.requests[0]?.body ?? "")).toEqual(ANSWER);
  });

  test.for([
    [200, undefined],
    [299, undefined],
    [300, "CloudFormation did not accept the response: status 300."],
    [499, "CloudFormation did not accept the response: status 499."],
  ] as const)("putAnswer settles after the status %d without a retry", async ([status, message]) => {
    expect(await put(answers(status, ""), 60_000, () => 1)).toEqual({ tries: [0], end: 0, message });
  });

  test("putAnswer waits twice as long before each retry", async () => {
    const { tries, message } = await put(answers(500, ""), 60_000, () => 1);
    expect(tries).toEqual([0, 1, 3, 7, 15]);
    expect(message).toBe("CloudFormation did not accept the response: status 500.");
  });

  test("putAnswer does not wait for a retry at the end of its time limit", async () => {
    expect(await put(answers(500, ""), 3000, () => 1)).toMatchObject({ tries: [0, 1], end: 1 });
    expect(await put(answers(500, ""), 3001, () => 1)).toMatchObject({ tries: [0, 1, 3], end: 3 });
  });

  test.for([
    [60_000, 3],
    [6000, 2],
    [2000, 1],
    [500, 0.5],
  ] as const)(
    "putAnswer within %d ms ends a try without a response after %d s",
    async ([ms, end], { network }) => {
      expect(await put(hangingOn(network), ms, ONE_TRY)).toMatchObject({ tries: [0], end });
    },
  );

  test("putAnswer ends the last try at its time limit", async ({ network }) => {
    const { tries, end } = await put(hangingOn(network), 3000, () => 0.2);
    expect(tries).toEqual([0, 1.2, 2.6]);
    expect(end).toBe(3);
  });

  test.for([
    ["https://127.0.0.1:1/", "the ResponseURL could not be reached in time"],
    ["http://127.0.0.1:1/", "the ResponseURL could not be reached in time"],
    ["nohttp://127.0.0.1:1/", "the request's ResponseURL is not an HTTP URL"],
  ] as const)("putAnswer to %s rejects: %s", async ([url, message]) => {
    await expect(putAnswer(url, ANSWER, { withinMs: 1000, random: ONE_TRY })).rejects.toThrow(message);
  });
});
