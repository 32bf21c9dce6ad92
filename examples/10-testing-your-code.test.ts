// Tests of your own provisioning code, with the emulator in the place of AWS, under vitest.
import { createFleetWiseClient, ensureRegistered, type RegistrationClient } from "fleetwise-registration";
import { startEmulator } from "fleetwise-registration/testing";
import { expect, test } from "vitest";

/** Your code: takes its client as an argument, so that a test can hand it another. */
async function provision(client: RegistrationClient): Promise<string> {
  const { customerAccountId } = await ensureRegistered({ client, minDelay: 0.01, maxRegistrations: 1 });
  return `provisioned ${customerAccountId}`;
}

const clientOf = ({ endpoint }: { endpoint: string }) =>
  createFleetWiseClient({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "a", secretAccessKey: "s" },
  });

test("provisions an account that nobody has registered", async () => {
  await using emulator = await startEmulator({ timeScale: 1000 });
  expect(await provision(clientOf(emulator))).toBe("provisioned 123456789012");
  expect(emulator.account.registrations).toBe(1);
});

test("outlives a service that fails, and a connection that breaks", async () => {
  const faults = ["internalError", "reset"] as const;
  await using emulator = await startEmulator({ timeline: "registersInstantly", faults });
  expect(await provision(clientOf(emulator))).toBe("provisioned 123456789012");
});

test("says why when the registration fails", async () => {
  await using emulator = await startEmulator({ timeline: "failsIam", timeScale: 1000 });
  await expect(provision(clientOf(emulator))).rejects.toThrow("IAM: The service-linked role");
});
