import { firstValueFrom } from "rxjs";
import { aborted } from "../../rx/abort.js";
import { emulatorDefaults } from "../../testing/options.js";
import { UsageError } from "../errors.js";
import type { Host, Interruption } from "../host.js";
import type { EmulateFlags } from "../options.js";
import { DEFAULT_SCENARIO, timelineOf } from "../scenarios.js";
import { jsonLine } from "../views/json.js";

/** Runs an emulator until the program is interrupted. */
export async function emulate(flags: EmulateFlags, host: Host): Promise<Interruption> {
  const { stdout, stderr, signal, now } = host;
  const { port, timeScale = emulatorDefaults.timeScale, scenario = DEFAULT_SCENARIO, quota, json } = flags;
  const { startEmulator } = await import("../../testing/index.js");
  await using emulator = await startEmulator({
    port,
    timeScale,
    timeline: timelineOf(scenario),
    quota: quota === undefined ? undefined : { rate: quota },
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EADDRINUSE" && error.code !== "EACCES") throw error;
    throw new UsageError(`Expected --port to be available, got ${port}: ${error.message}.`);
  });
  const { endpoint } = emulator;
  const command =
    "AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any aws iotfleetwise get-register-account-status " +
    `--region us-east-1 --endpoint-url ${endpoint}`;
  if (json) {
    const line = { time: new Date(now()), type: "listening", emulated: true, endpoint, port: emulator.port };
    stdout.write(jsonLine({ ...line, scenario, timeScale, command }));
  } else {
    stdout.write(`${endpoint}\n${command}\n`);
    stderr.write("Press Ctrl-C to end the emulator.\n");
  }
  return await firstValueFrom(aborted(signal)).catch((reason: Interruption) => reason);
}
