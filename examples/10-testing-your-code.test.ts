// Tests your own provisioning code with vitest, against the emulator instead of AWS.
import { createFleetWiseClient, ensureRegistered, type RegistrationClient } from "fleetwise-registration";
import { startEmulator } from "fleetwise-registration/testing";
import { expect, test } from "vitest";

/** Your code. It takes the client as an argument, so that a test can pass another. */
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

test("provision registers an account that is not registered", async () => {
  await using emulator = await startEmulator({ timeScale: 1000 });
  expect(await provision(clientOf(emulator))).toBe("provisioned 123456789012");
  expect(emulator.account.registrations).toBe(1);
});

test("provision retries after a server fault and a broken connection", async () => {
  const faults = ["internalError", "reset"] as const;
  await using emulator = await startEmulator({ timeline: "registersInstantly", faults });
  expect(await provision(clientOf(emulator))).toBe("provisioned 123456789012");
});

test("provision rejects with the reason when the registration fails", async () => {
  await using emulator = await startEmulator({ timeline: "failsIam", timeScale: 1000 });
  await expect(provision(clientOf(emulator))).rejects.toThrow("IAM: The service-linked role");
});
