// Proves the limit in docs/testing.md: a test runner's fake clock does not work over a real socket.
import { afterEach, expect, test, vi } from "vitest";
import { createFleetWiseClient, type RegistrationEvent, watchRegistrationEvents } from "../src/index.js";
import { answers, scriptedServer } from "./support/scripted-server.js";

afterEach(() => void vi.useRealTimers());

test("advancing a fake clock fires `requestTimeout` while the response is in transit", async () => {
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
