import type { Host, Interruption } from "../host.js";
import type { EmulateFlags } from "../options.js";
import { timelineOf } from "../scenarios.js";
import { UsageError } from "../usage-error.js";
import { jsonLine } from "../views/json.js";

/** Runs an emulator until the program is interrupted. */
export async function emulate(
  flags: EmulateFlags,
  { stdout, stderr, signal, now }: Host,
): Promise<Interruption> {
  const { port, scenario, timeScale, quota, json } = flags;
  const { startEmulator } = await import("../../testing/index.js");
  await using emulator = await startEmulator({
    port,
    timeScale,
    timeline: timelineOf(scenario),
    quota: quota === undefined ? undefined : { rate: quota },
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EADDRINUSE" && error.code !== "EACCES") throw error;
    throw new UsageError(`Expected --port to be one that can be listened on, got ${port}: ${error.message}.`);
  });
  const { endpoint } = emulator;
  const command =
    "AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any aws iotfleetwise get-register-account-status " +
    `--region us-east-1 --endpoint-url ${endpoint}`;
  if (json) {
    stdout.write(
      jsonLine({
        time: new Date(now()),
        type: "listening",
        emulated: true,
        endpoint,
        port: emulator.port,
        scenario,
        timeScale,
        command,
      }),
    );
  } else {
    stdout.write(`${endpoint}\n${command}\n`);
    stderr.write("Ctrl-C ends it.\n");
  }
  return await new Promise((resolve) => {
    const end = () => resolve(signal.reason as Interruption);
    if (signal.aborted) end();
    else signal.addEventListener("abort", end, { once: true });
  });
}
