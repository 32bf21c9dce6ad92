import { startEmulator } from "../../../src/testing/index.js";

export type Endpoints = Readonly<Record<string, string>>;

/** Runs the emulators that the consumer needs, in this process. */
export async function withEmulators<T>(work: (endpoints: Endpoints) => Promise<T>): Promise<T> {
  const { startEmulators } = await import(new URL("programs/emulators.js", import.meta.url).href);
  const { endpoints, close } = await startEmulators(startEmulator);
  return work(endpoints).finally(close);
}
