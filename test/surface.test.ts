import { expect, test } from "vitest";

test("the main entry point exports exactly these names", async () => {
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

test("the testing entry point exports exactly these names", async () => {
  expect(Object.keys(await import("../src/testing/index.js")).sort()).toEqual([
    "faultKinds",
    "startEmulator",
    "timelineNames",
    "timelines",
  ]);
});

test("the custom-resource entry point exports exactly these names", async () => {
  expect(Object.keys(await import("../src/custom-resource/index.js")).sort()).toEqual([
    "createCloudFormationHandler",
    "createFleetWiseClient",
    "createProviderHandlers",
  ]);
});

test("the step-functions entry point exports exactly these names", async () => {
  expect(Object.keys(await import("../src/step-functions/index.js")).sort()).toEqual([
    "memberRoleTemplate",
    "multiAccountRegistrationStateMachine",
    "registrationStateMachine",
  ]);
});
