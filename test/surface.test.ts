import { expect, test } from "vitest";

test("the main entry exports exactly what it promises", async () => {
  expect(Object.keys(await import("../src/index.js")).sort()).toEqual([
    "AccountNotRegisteredError",
    "RegistrationError",
    "RegistrationFailedError",
    "RegistrationTimeoutError",
    "ResourcesDifferError",
    "ResultOutdatedError",
    "ServiceCallError",
    "createFleetWiseClient",
    "createRegistrationPoller",
    "describeRegistration",
    "ensureRegistered",
    "expectedFinish",
    "getRegistration",
    "isRegistrationError",
    "parseRegistration",
    "registrationState",
    "waitUntilRegistered",
    "watchEnsureEvents",
    "watchRegistration",
    "watchRegistrationEvents",
  ]);
});

test("the testing entry exports exactly what it promises", async () => {
  expect(Object.keys(await import("../src/testing/index.js")).sort()).toEqual([
    "faultKinds",
    "startEmulator",
    "timelineNames",
    "timelines",
  ]);
});

test("the entry for custom resources exports exactly what it promises", async () => {
  expect(Object.keys(await import("../src/custom-resource/index.js")).sort()).toEqual([
    "createCloudFormationHandler",
    "createFleetWiseClient",
    "createProviderHandlers",
  ]);
});

test("the entry for Step Functions exports exactly what it promises", async () => {
  expect(Object.keys(await import("../src/step-functions/index.js")).sort()).toEqual([
    "memberRoleTemplate",
    "multiAccountRegistrationStateMachine",
    "registrationStateMachine",
  ]);
});
