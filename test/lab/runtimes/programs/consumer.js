// An application that uses the package in every environment: it follows a wait, awaits one, catches a failure, aborts a wait,
// and continues after a broken connection.
import {
  createFleetWiseClient,
  waitUntilRegistered,
  watchRegistration,
  watchRegistrationEvents,
} from "fleetwise-registration";

const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };

export async function consume({ registers, fails, hangs, breaks }, print) {
  const at = (endpoint) => ({
    client: createFleetWiseClient({ endpoint, region: "eu-central-1", credentials }),
    minDelay: 0.02,
    maxDelay: 0.02,
  });
  await watchRegistration(at(registers)).forEach(({ resource, to }) => void print(`${resource} ${to}`));
  print(`awaited ${(await waitUntilRegistered(at(registers))).accountStatus}`);
  print(await waitUntilRegistered(at(fails)).catch(({ code, message }) => `${code} ${message}`));
  const controller = new AbortController();
  setTimeout(() => controller.abort("by hand"), 100);
  const { signal: abortSignal } = controller;
  print(await waitUntilRegistered({ ...at(hangs), abortSignal }).catch((reason) => `aborted ${reason}`));
  await watchRegistrationEvents(at(breaks)).forEach(({ type }) => void print(`broken ${type}`));
}
