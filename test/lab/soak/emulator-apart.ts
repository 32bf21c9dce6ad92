import { spawn } from "node:child_process";
import { once } from "node:events";
import type { EmulatorOptions } from "../../../src/testing/index.js";
import { root } from "../../support/run.js";

/** Runs the emulator in another process, so that its records and sockets do not count in the measurement. */
export async function emulatorApart(
  options: EmulatorOptions,
): Promise<{ readonly endpoint: string } & AsyncDisposable> {
  const program = `
    import { startEmulator } from "./src/testing/index.ts";
    const { endpoint, close } = await startEmulator(${JSON.stringify(options)});
    process.stdin.on("end", close).resume();
    console.log(endpoint);
  `;
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", program], {
    cwd: root,
    stdio: ["pipe", "pipe", "inherit"],
  });
  const [endpoint] = await once(child.stdout, "data");
  return {
    endpoint: String(endpoint).trim(),
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await once(child, "exit");
    },
  };
}

/** Credentials that are obviously not real. */
export const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };
