// Events that leave the process, and events in a `for await` loop.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { firstValueFrom } from "rxjs";
import { expect, test } from "vitest";
import { watchRegistrationEvents } from "../src/index.js";
import { tools } from "./package/tools.js";
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
  const body = /^for await .*$/m.exec(page)?.[0] ?? "";
  const home = await tools("rxjs-for-await@1.0.0");
  const { eachValueFrom } = createRequire(join(home, "index.js"))("rxjs-for-await");
  const AsyncFunction = (async () => {}).constructor as new (
    ...args: string[]
  ) => (...args: unknown[]) => Promise<void>;
  const run = (code: string, log: (type: string) => void = () => {}) =>
    new AsyncFunction("eachValueFrom", "watchRegistrationEvents", "client", "console", code)(
      eachValueFrom,
      quick,
      client,
      { log },
    );
  let polls = 0;
  const client = async () => answer(++polls < 3 ? "P" : "S");
  const types: string[] = [];
  const quick = (config: object) =>
    watchRegistrationEvents({ ...config, client, minDelay: 0.01, maxDelay: 0.01 });
  await run(body, (type) => types.push(type));
  expect(types.filter((type) => type === "poll")).toHaveLength(3);
  expect(types.at(-1)).toBe("transition");

  using timers = countTimers();
  await run(body.replace("console.log(event.type)", "break"));
  expect(timers.active()).toBe(0);
});
