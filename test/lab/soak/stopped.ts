// A process that is suspended during a wait and resumes after the deadline polls one more time, by docs/behavior.md.
// A process that is suspended for less than the deadline loses nothing.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { answer } from "../../support/answers.js";
import { root } from "../../support/run.js";
import { answers, hangs, type Scene, scriptedServer } from "../../support/scripted-server.js";
import { credentials } from "./emulator-apart.js";
import { figure } from "./figure.js";

const MAX_WAIT_SECONDS = 3;
const [pending, registered] = [answers(200, answer("PP")), answers(200, answer("SS"))];

interface Ended {
  readonly outcome: string;
  readonly elapsedMs: number;
  /** Number of requests after the process resumed. */
  readonly polls: number;
}

/** Suspends a wait for some seconds, during a poll or between two polls, then resumes it with the service's new response. */
async function stopped(seconds: number, before: Scene, after: Scene): Promise<Ended> {
  let scene = before;
  await using service = await scriptedServer((...exchange) => scene(...exchange));
  const { endpoint } = service;
  const program = `
    import { createFleetWiseClient, waitUntilRegistered } from "./src/index.ts";
    const client = createFleetWiseClient(${JSON.stringify({ endpoint, region: "us-east-1", credentials })});
    const began = performance.now();
    const outcome = await waitUntilRegistered({ client, maxWaitTime: ${MAX_WAIT_SECONDS}, minDelay: 0.5, maxDelay: 0.5 })
      .then(({ accountStatus }) => accountStatus, ({ code }) => code);
    console.log(JSON.stringify({ outcome, elapsedMs: performance.now() - began }));
  `;
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", program], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const output = child.stdout.toArray();
  await service.received(1);
  child.kill("SIGSTOP");
  await sleep(1000 * seconds);
  const received = service.requests.length;
  scene = after;
  child.kill("SIGCONT");
  await once(child, "exit");
  return { ...JSON.parse((await output).join("")), polls: service.requests.length - received };
}

const [inTime, tooLong] = [0.5, MAX_WAIT_SECONDS + 2];
const expected: readonly [what: string, ended: Promise<Ended>, outcome: string, leastSeconds: number][] = [
  ["registered while suspended", stopped(tooLong, pending, registered), "REGISTRATION_SUCCESS", tooLong],
  [
    "registered while suspended, during a poll",
    stopped(tooLong, hangs, registered),
    "REGISTRATION_SUCCESS",
    tooLong,
  ],
  ["still pending", stopped(tooLong, pending, pending), "REGISTRATION_TIMEOUT", tooLong],
  [
    "suspended for less than the deadline",
    stopped(inTime, pending, registered),
    "REGISTRATION_SUCCESS",
    inTime,
  ],
];
for (const [what, ended, outcome, leastSeconds] of expected) {
  const { outcome: found, elapsedMs, polls } = await ended;
  figure(`${what}: outcome`, found, { is: outcome });
  figure(`${what}: polls after resuming`, polls, { is: 1 });
  figure(`${what}: seconds`, elapsedMs / 1000, { atLeast: leastSeconds });
}
