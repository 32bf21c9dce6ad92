// Runs the command line with many targets: checks that all become registered, the number of polls, and the duration.
//
//   npm run lab -- fleet            with another number of targets: npm run lab -- fleet 100
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { answer } from "../../support/answers.js";
import { answers, scriptedServer } from "../../support/scripted-server.js";
import { startSts } from "../../support/sts.js";

const COUNT = Number(process.argv[2] ?? 1000);
const STS_PER_SECOND = 20;
/** Seconds from the first poll of an account to the end of its registration. */
const OWN_SECONDS = 10;
const MOST_POLLS = 1.1;
const MOST_SECONDS = 1.3;
const REGION = "eu-central-1";

interface Line {
  readonly type: string;
  readonly elapsedMs?: number;
  readonly error?: { readonly message: string };
  readonly targets?: readonly { readonly state: string; readonly target: string }[];
}

/** Runs `wait` for these targets, against a service that distinguishes accounts by the access key of their role. */
async function measure(targets: readonly object[]) {
  const firstPoll = new Map<string, number>();
  let polls = 0;
  await using service = await scriptedServer((response, request) => {
    polls += 1;
    const account = /Credential=ASIA(\d+)/.exec(String(request.headers.authorization))?.[1] ?? "own";
    const began = firstPoll.get(account) ?? performance.now();
    firstPoll.set(account, began);
    const states = performance.now() - began < 1000 * OWN_SECONDS ? "PP" : "SS";
    answers(200, { ...answer(states, { at: new Date() }), customerAccountId: account })(response, request);
  });
  await using sts = await startSts(STS_PER_SECOND);
  const bin = fileURLToPath(new URL("../../../dist/cli/bin.js", import.meta.url));
  const pace = ["--expected", String(OWN_SECONDS), "--interval", "1"];
  const args = ["wait", "--json", "--targets", "-", "--endpoint-url", service.endpoint, ...pace];
  const begin = performance.now();
  const child = spawn(process.execPath, [bin, ...args], {
    stdio: ["pipe", "pipe", "inherit"],
    env: {
      PATH: process.env["PATH"],
      AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
      AWS_SECRET_ACCESS_KEY: "secret",
      AWS_ENDPOINT_URL_STS: sts.endpoint,
    },
  });
  child.stdin.end(JSON.stringify(targets));
  const text = (await child.stdout.setEncoding("utf8").toArray()).join("");
  const lines = text
    .trimEnd()
    .split("\n")
    .map((line): Line => JSON.parse(line));
  return {
    registered: (lines.at(-1)?.targets ?? []).filter(({ state }) => state === "registered").length,
    polls,
    retries: lines.filter(({ type }) => type === "retry"),
    roles: sts.asked.length,
    slowest: Math.max(...lines.map(({ elapsedMs = 0 }) => elapsedMs)) / 1000,
    seconds: (performance.now() - begin) / 1000,
  };
}

// The cadence has jitter, so the polls of one wait are a mean.
const alone = await Promise.all(Array.from({ length: 5 }, () => measure([{ region: REGION }])));
const needed = alone.reduce((sum, { polls }) => sum + polls, 0) / alone.length;

const CASES = [
  {
    name: `${COUNT} targets of one account`,
    accounts: 1,
    targets: Array.from({ length: COUNT }, (_, index) => ({ name: `n${index}`, region: REGION })),
  },
  {
    name: `${COUNT} accounts with one role each`,
    accounts: COUNT,
    targets: Array.from({ length: COUNT }, (_, index) => ({
      region: REGION,
      roleArn: `arn:aws:iam::${100_000_000_000 + index}:role/reader`,
    })),
  },
];

console.log(`one target: ${needed} polls`);
for (const { name, accounts, targets } of CASES) {
  const { registered, polls, retries, roles, slowest, seconds } = await measure(targets);
  const ratio = polls / (accounts * needed);
  const bound = MOST_SECONDS * (slowest + roles / STS_PER_SECOND);
  console.log(`${name}
  registered      ${registered} of ${COUNT}
  polls           ${polls}, ${ratio.toFixed(2)} times what one wait per account needs (goal: at most ${MOST_POLLS})
  retries         ${retries.length} (goal: 0; the service causes none)
  AssumeRole      ${roles} requests
  slowest target  ${slowest.toFixed(1)} s
  all             ${seconds.toFixed(1)} s (goal: at most ${bound.toFixed(1)} s)`);
  for (const reason of new Set(retries.map(({ error }) => error?.message)))
    console.log(`  retried because ${reason}`);
  // A difference of one poll is the jitter of a single wait.
  const polled = polls <= Math.max(MOST_POLLS * accounts * needed, accounts * needed + 1);
  if (registered < COUNT || !polled || retries.length > 0 || seconds > bound) process.exitCode = 1;
}
