// If no poll is answered, the reason is printed, and the advice is not to wait longer.
import { beforeAll, expect, test } from "vitest";
import { adviceOf } from "../../src/cli/advice.js";
import { REGIONS_IN_WORDS } from "../../src/text/regions.js";
import { answer } from "../support/answers.js";
import { inVirtualTime } from "../support/in-virtual-time.js";
import { answers, hangs, type ScriptedServer, scriptedServer } from "../support/scripted-server.js";
import { inside, KEYS } from "./program.js";
import { atTerminal, BIN, hasScript } from "./terminal.js";

const DEAD = "http://127.0.0.1:1";
const at = (endpoint: string) => ["--region", "eu-central-1", "--endpoint-url", endpoint];

// In real time first: the modules that the program imports on demand take real time to load.
beforeAll(async () => {
  await using server = await scriptedServer(answers(200, answer("SS")));
  await inside(["wait", ...at(server.endpoint)]);
  await inside(["wait", "--max-wait-time", "0.1s", ...at(DEAD)]);
});

/** Runs the program in virtual time. It does not wait for the requests to a server that hangs. */
function inVirtual(args: readonly string[], server: ScriptedServer | undefined, isHanging = false) {
  const open = () => server?.requests.filter(({ socket }) => !socket.destroyed).length ?? 0;
  return inVirtualTime(() => inside([...args, ...at(server?.endpoint ?? DEAD)]), {
    hanging: isHanging ? open : () => 0,
  });
}

type Server = () => Promise<ScriptedServer | undefined>;
const UNANSWERED: readonly (readonly [string, Server, RegExp])[] = [
  ["a dead endpoint", async () => undefined, /ECONNREFUSED/],
  ["one that hangs", async () => scriptedServer(hangs), /did not succeed within .* s/],
  ["one that always has trouble", async () => scriptedServer(answers(500, {})), /HTTP 500/],
];

test.for(UNANSWERED)("wait ends with 4 and advice on the network: %s", async ([title, serve, reason]) => {
  const server = await serve();
  const args = ["wait", "--max-wait-time", "10s"];
  const { stderr, exitCode } = await inVirtual(args, server, title.includes("hangs"));
  await server?.[Symbol.asyncDispose]();
  expect(stderr).toMatch(/^error: .*\nnext: /m);
  expect(stderr).toMatch(reason);
  if (server === undefined) expect(stderr).toMatch(/next: Check --region .*--endpoint-url/);
  expect(stderr).not.toContain("--max-wait-time");
  expect(exitCode).toBe(4);
});

test("wait ends with 3 at the deadline if a poll was answered before", async () => {
  await using server = await scriptedServer(answers(200, answer("PP")), answers(500, {}));
  const args = ["wait", "--max-wait-time", "10s", "--max-delay", "0.05"];
  const { stderr, exitCode } = await inVirtual(args, server);
  expect(stderr).toMatch(
    /error: The registration did not finish .* The last request failed: .*\nnext: .*--max-wait-time/,
  );
  expect(exitCode).toBe(3);
});

test.for(["status", "wait"])("%s warns of a region without the service", async (command) => {
  // Nothing listens at this proxy, so no request leaves this machine.
  const args = [command, "--region", "eu-west-1", "--max-wait-time", "1"];
  const { stderr, exitCode } = await inside(args, { env: { ...KEYS, HTTPS_PROXY: DEAD } });
  expect(stderr).toMatch(
    /^warning: eu-west-1 is not a known region of AWS IoT FleetWise: the service is in us-east-1, eu-central-1 and ap-south-1\.\n/,
  );
  expect(exitCode).toBe(4);
});

test("status does not warn if an endpoint is configured, or the region has the service", async () => {
  await using server = await scriptedServer(answers(200, answer("SS")));
  const elsewhere = ["status", "--region", "eu-west-1", "--endpoint-url", server.endpoint];
  expect((await inside(elsewhere)).stderr).toBe("");
  expect((await inside(["status", ...at(server.endpoint)])).stderr).toBe("");
});

test("the advice names the library's regions", () => {
  expect(adviceOf("wait", { target: "t", state: "call-failed", topic: "unreachable" })).toContain(
    REGIONS_IN_WORDS,
  );
});

test.skipIf(!hasScript)(
  "the live view at 90 columns has the reason of failing polls (needs `script`)",
  async () => {
    using one = atTerminal(`exec ${BIN} wait ${at(DEAD).join(" ")}`, 90);
    await one.shows(/! poll failed: connect ECONNREFUSED 127\.0\.0\.1:1/);
    using many = atTerminal(
      `exec ${BIN} wait --endpoint-url ${DEAD} ${["a", "b", "c", "d"].map((name) => `--region ${name}`).join(" ")}`,
      90,
    );
    await many.shows(/poll failed.*connect ECONNREFUSED 127\.0\.0\.1:1/);
    for (const terminal of [one, many]) {
      terminal.press("\u0003");
      expect(await terminal.exitCode).toBe(130);
    }
  },
  60_000,
);
