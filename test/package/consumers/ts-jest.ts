// A TypeScript test for ts-jest: type-checked with the set-up's types, run as CommonJS.
import { equal } from "node:assert";
import { createFleetWiseClient, isRegistrationError, waitUntilRegistered } from "fleetwise-registration";
import { createProviderHandlers, type OnEventRequest } from "fleetwise-registration/custom-resource";
import { type EmulatorOptions, startEmulator } from "fleetwise-registration/testing";

/** Provided by Jest. */
declare function test(name: string, run: () => Promise<void>): void;

const options: EmulatorOptions = { timeScale: 1000 };

test("waitUntilRegistered works with credentials from the default chain", async () => {
  await using emulator = await startEmulator(options);
  const client = createFleetWiseClient({ endpoint: emulator.endpoint, region: "eu-central-1" });
  await client.registerAccount();
  const { accountStatus } = await waitUntilRegistered({ client, minDelay: 0.02, maxDelay: 0.02 });
  equal(accountStatus, "REGISTRATION_SUCCESS");
});

test("isRegistrationError recognizes an error, and the handlers reject with the same one", async () => {
  await using emulator = await startEmulator(options);
  const client = createFleetWiseClient({ endpoint: emulator.endpoint, region: "eu-central-1" });
  const error: unknown = await waitUntilRegistered({ client, consistencyGrace: 0 }).catch((reason) => reason);
  equal(isRegistrationError(error) && error.code, "NOT_REGISTERED");

  const StackId = "arn:aws:cloudformation:eu-central-1:123456789012:stack/fleet/5b918d10";
  const ids = { StackId, RequestId: "4f0b0d5e", LogicalResourceId: "Registration" };
  const request: OnEventRequest = { RequestType: "Create", ...ids };
  const { onEvent } = createProviderHandlers({ client, mode: "wait-only", consistencyGrace: 0 });
  const refusal: unknown = await onEvent(request).catch((reason: Error) => reason.name);
  equal(refusal, "AccountNotRegisteredError");
});
