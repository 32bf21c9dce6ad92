// What docs/testing.md says does not work, and why: the fake clock of a test runner over a real socket.
import { afterEach, expect, test, vi } from "vitest";
import { createFleetWiseClient, type RegistrationEvent, watchRegistrationEvents } from "../src/index.js";
import { answers, scriptedServer } from "./support/scripted-server.js";

afterEach(() => void vi.useRealTimers());

test("a jump of a fake clock goes past `requestTimeout` while the answer is on its way", async () => {
  const answer = answers(200, { customerAccountId: "123456789012", accountStatus: "REGISTRATION_SUCCESS" });
  let arrive = () => {};
  await using server = await scriptedServer((response, request) => {
    arrive = () => answer(response, request);
  });
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "performance"] });
  const credentials = { accessKeyId: "any", secretAccessKey: "any" };
  const client = createFleetWiseClient({ endpoint: server.endpoint, region: "us-east-1", credentials });
  const events: RegistrationEvent[] = [];
  const wait = watchRegistrationEvents({ client }).subscribe((event) => void events.push(event));
  await server.received(1);
  await vi.advanceTimersByTimeAsync(30_000);
  arrive();
  expect(events).toMatchObject([{ type: "retry", error: { name: "RequestTimeout" } }]);
  wait.unsubscribe();
});
