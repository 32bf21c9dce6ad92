// 500 accounts with assumed roles at once, STS limited to 20 a second: whether all end right, and how long that takes.
//
//   npm run bench:fleet            or with another number of accounts: npm run bench:fleet -- 100
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { answer } from "../support/answers.js";
import { answers, scriptedServer } from "../support/scripted-server.js";
import { startSts } from "../support/sts.js";

const COUNT = Number(process.argv[2] ?? 500);
const STS_PER_SECOND = 20;
const OWN_SECONDS = 10;
const GOAL = 1.3;

/** Each account is registered so long after it was first read; its access key tells which it is. */
const firstRead = new Map<string, number>();
await using service = await scriptedServer((response, request) => {
  const account = /Credential=ASIA(\d+)/.exec(String(request.headers.authorization))?.[1] ?? "nobody";
  const began = firstRead.get(account) ?? performance.now();
  firstRead.set(account, began);
  const states = performance.now() - began < 1000 * OWN_SECONDS ? "PP" : "SS";
  answers(200, { ...answer(states, { at: new Date() }), customerAccountId: account })(response, request);
});
await using sts = await startSts(STS_PER_SECOND);

const targets = Array.from({ length: COUNT }, (_, index) => ({
  region: "eu-central-1",
  roleArn: `arn:aws:iam::${100_000_000_000 + index}:role/reader`,
}));
const bin = fileURLToPath(new URL("../../dist/cli/bin.js", import.meta.url));
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
const lines = (await child.stdout.setEncoding("utf8").toArray()).join("").trimEnd().split("\n");
const seconds = (performance.now() - begin) / 1000;

interface Line {
  readonly type: string;
  readonly elapsedMs?: number;
  readonly targets?: readonly { readonly state: string; readonly target: string }[];
}
const told = lines.map((line): Line => JSON.parse(line));
const slowest = Math.max(...told.map(({ elapsedMs = 0 }) => elapsedMs)) / 1000;
const states = told.at(-1)?.targets ?? [];
const registered = states.filter(({ state }) => state === "registered").length;
const throttled = sts.asked.filter((one) => one.answer === "throttled").length;
const bound = GOAL * (slowest + COUNT / STS_PER_SECOND);

console.log(
  `registered       ${registered} of ${COUNT}, ${new Set(sts.asked.map(({ roleArn }) => roleArn)).size} roles`,
);
console.log(`AssumeRole       ${sts.asked.length} calls, ${throttled} throttled at ${STS_PER_SECOND}/s`);
console.log(`slowest target   ${slowest.toFixed(1)} s`);
console.log(`all              ${seconds.toFixed(1)} s (goal: at most ${bound.toFixed(1)} s)`);
if (registered < COUNT || seconds > bound) process.exitCode = 1;
