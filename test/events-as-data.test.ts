// Events that leave the process, and events in a `for await` loop.
import { readFile } from "node:fs/promises";
import { firstValueFrom } from "rxjs";
import { expect, test } from "vitest";
import { watchRegistrationEvents } from "../src/index.js";
import { answer } from "./support/answers.js";
import { countTimers } from "./support/timers.js";

const throttle = () =>
  Object.assign(new Error("Rate exceeded"), {
    name: "ThrottlingException",
    $metadata: { httpStatusCode: 429 },
  });

test.each([
  ["a structured clone", (event: unknown) => structuredClone(event)],
  ["JSON", (event: unknown) => JSON.parse(JSON.stringify(event))],
])("a retry event keeps its error's name, message and status after %s", async (_how, copy) => {
  const client = () => Promise.reject(throttle());
  const event = await firstValueFrom(watchRegistrationEvents({ client, minDelay: 0.01 }));
  expect(copy(event)).toMatchObject({
    type: "retry",
    failure: {
      name: "ThrottlingException",
      message: "Rate exceeded",
      status: 429,
      reason: "ThrottlingException: Rate exceeded.",
    },
  });
});

test("the documented `for await` loop receives every event, and leaving the loop ends the wait", async () => {
  const page = await readFile(new URL("../docs/usage.md", import.meta.url), "utf8");
  const code = /```javascript\n(import .*?new ReadableStream.*?)```/s.exec(page)?.[1] ?? "";
  const body = code.replace(/^import .*$/m, "");
  const AsyncFunction = (async () => {}).constructor as new (
    ...args: string[]
  ) => (...args: unknown[]) => Promise<void>;
  let polls = 0;
  const client = async () => answer(++polls < 3 ? "P" : "S");
  const types: string[] = [];
  const quick = (config: object) =>
    watchRegistrationEvents({ ...config, client, minDelay: 0.01, maxDelay: 0.01 });
  await new AsyncFunction("watchRegistrationEvents", "client", "console", body)(quick, client, {
    log: (type: string) => types.push(type),
  });
  expect(types.filter((type) => type === "poll")).toHaveLength(3);
  expect(types.at(-1)).toBe("transition");

  using timers = countTimers();
  const left = body.replace("console.log(event.type)", "break");
  await new AsyncFunction("watchRegistrationEvents", "client", "console", left)(quick, client, {});
  expect(timers.active()).toBe(0);
});
