// Compares the tables of the guides with the code. The TypeScript blocks of the guides run in test/lab/integration.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { DEFAULT_SCENARIO, timelineOf } from "../src/cli/scenarios.js";
import { NOT_ASKED } from "../src/cli/views/wording.js";
import { OUTCOMES } from "../src/errors.js";
import { adviceFor } from "../src/failures/advice.js";
import { parseFailure } from "../src/failures/failure.js";
import type { FailureKind } from "../src/failures/service-errors.js";
import * as library from "../src/index.js";
import { faultKinds, startEmulator, timelineNames } from "../src/testing/index.js";
import { program } from "./cli/program.js";
import { fences, guide } from "./support/guides.js";
import { advanceWhenRead, handClock } from "./support/hand-clock.js";
import { root, runNode } from "./support/run.js";

const classify = (thrown: unknown) => parseFailure(thrown, 0).kind;
const adviceOn = (thrown: unknown) => {
  const { topic } = parseFailure(thrown, 0);
  return topic ? adviceFor(topic, { operation: "GetRegisterAccountStatus" }) : "";
};

test("the CommonJS block of the guides runs on the built package", async () => {
  const [code = "", ...others] = fences("js");
  expect(others).toEqual([]);
  const { stdout, exitCode } = await runNode(["--eval", code]);
  expect([stdout, exitCode]).toEqual(["function\n", 0]);
});

/** Returns the cells of the first table after a heading, without backticks. */
function table(heading: string): string[][] {
  const rows = guide.slice(guide.indexOf(heading)).match(/(?:^\|.*\n)+/m)?.[0] ?? "";
  return rows
    .trim()
    .split("\n")
    .slice(2)
    .map((row) =>
      row
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll("`", "")),
    );
}

test("the README's error codes exist", () => {
  const codes = table("## Errors").map(([code = ""]) => code);
  expect(codes).toHaveLength(4);
  for (const code of codes) expect(OUTCOMES).toHaveProperty(code);
});

test("the documented size of the construct's function is within 1 kB", () => {
  const code = readFileSync(join(root, "dist/cdk/lambda/index.mjs"));
  const documented = Number(guide.match(/: (\d+) kB gzip\./)?.[1]);
  expect(Math.abs(gzipSync(code, { level: 9 }).length / 1000 - documented)).toBeLessThan(1);
});

describe("the table of retries and fatal errors", () => {
  const error = (more: object, message = "no") => Object.assign(new Error(message), more);
  const status = (httpStatusCode: number, name = "Unknown") => error({ name, $metadata: { httpStatusCode } });
  const named = (name: string, message?: string) => error({ name }, message);

  /** For each row, by its first words: the kind of failure, and an error for each entry of the row. */
  const rows: Readonly<Record<string, readonly [FailureKind, readonly unknown[]]>> = {
    "throttling: ThrottlingException": ["throttled", [named("ThrottlingException"), status(429)]],
    "status 500 to 599, 408": [
      "transient",
      [
        ...[status(500), status(599), status(408), named("RequestTimeout")],
        named("InvalidSignatureException", "Signature expired: 1 is now earlier than 2"),
      ],
    ],
    "a connection refused": [
      "unreachable",
      [
        "ECONNREFUSED",
        "ECONNRESET",
        "HPE_INVALID_EOF_STATE",
        "ETIMEDOUT",
        "ENOTFOUND",
        "ERR_PROXY_TUNNEL",
      ].map((code) => error({ code })),
    ],
    "keys that expired while": ["transient", [named("CredentialsRenewalError")]],
    ResourceNotFoundException: ["not-registered", [named("ResourceNotFoundException")]],
    AccessDeniedException: ["fatal", [status(403, "AccessDeniedException")]],
    "no credentials": [
      "fatal",
      [
        named("CredentialsProviderError", "Could not load credentials from any providers"),
        named("TokenProviderError", "Token is expired. To refresh this SSO session run 'aws sso login'"),
        named("CredentialsProviderError", "Profile x requires multi-factor authentication"),
      ],
    ],
    "keys that are expired": [
      "fatal",
      [named("ExpiredTokenException"), named("UnrecognizedClientException")],
    ],
    "no region": [
      "fatal",
      [named("RegionMissingError"), new Error("Region is missing"), named("FipsEndpointError")],
    ],
    "a redirect": [
      "fatal",
      [status(302), status(404, "SyntaxError"), status(200, "SyntaxError"), named("MalformedAnswerError")],
    ],
    "a certificate": ["fatal", [error({ code: "CERT_HAS_EXPIRED" })]],
    "ConflictException of RegisterAccount": ["conflict", [named("ConflictException")]],
    "a response of another account": ["fatal", [named("AccountChangedError")]],
    "anything else": [
      "fatal",
      [new Error("no"), "text", status(400, "SomethingException"), named("CredentialsProviderError")],
    ],
  };

  test("every row of the table of retries has an error", () => {
    const heads = table("## Retries and fatal errors").map(([what = ""]) => what);
    expect(heads.filter((what) => !Object.keys(rows).some((row) => what.startsWith(row)))).toEqual([]);
    expect(heads).toHaveLength(Object.keys(rows).length);
  });

  test.each(Object.entries(rows))(
    "the errors of the row %s have the documented kind and advice",
    (row, [kind, errors]) => {
      const [, effect = "", advised = ""] =
        table("## Retries and fatal errors").find(([what]) => what?.startsWith(row)) ?? [];
      const starts: Partial<Record<FailureKind, RegExp>> = {
        fatal: /^ends/,
        "not-registered": /^continues/,
        conflict: /^polls for .*, then ends/,
      };
      expect(effect).toMatch(starts[kind] ?? /^tries again/);
      const quoted = [...advised.matchAll(/"([^"]+)"/g)].map(([, text = ""]) => text);
      for (const one of errors) {
        expect(classify(one)).toBe(kind);
        if (!["fatal", "conflict"].includes(kind) || quoted.length === 0) continue;
        const advice = adviceOn(one).replaceAll("`", "");
        expect(
          quoted.some((text) => advice.includes(text.replaceAll("`", ""))),
          advice,
        ).toBe(true);
      }
      for (const text of kind === "unreachable" ? quoted : []) expect(adviceOn(errors[0])).toContain(text);
    },
  );

  test("the errors of your own function have the documented kinds", () => {
    const fieldsFor = (what: string) =>
      table("| failure | throw an error with |").find(([row]) => row === what)?.[1] ?? "";
    const thrown: [string, FailureKind, object][] = [
      ["throttled", "throttled", { name: "ThrottlingException" }],
      ["throttled", "throttled", { status: 429 }],
      ["not registered", "not-registered", { name: "ResourceNotFoundException" }],
      ["transient: try again", "transient", { status: 503 }],
      ["transient: try again", "transient", { $retryable: {} }],
      ["the connection broke", "unreachable", { code: "ECONNRESET" }],
      ["fatal: end the wait", "fatal", {}],
    ];
    for (const [what, kind, more] of thrown) {
      expect(classify(error(more))).toBe(kind);
      for (const [member, value] of Object.entries(more))
        expect(fieldsFor(what)).toContain(`${member}: ${JSON.stringify(value)}`);
    }
    expect(table("| failure | throw an error with |")).toHaveLength(
      new Set(thrown.map(([what]) => what)).size,
    );
  });
});

test("the documented timelines are the emulator's", () => {
  const listed = guide.match(/^Timelines: (.*?), or your own/m)?.[1] ?? "";
  expect([...listed.matchAll(/`(\w+)`/g)].map(([, name]) => name)).toEqual([...timelineNames]);
});

test("the documented custom timeline registers the account", async () => {
  const [code = ""] = fences("javascript").filter((fence) => fence.startsWith("const timeline"));
  await using emulator = await startEmulator({
    timeline: new Function(`${code} return timeline`)(),
    timeScale: 1e4,
  });
  const credentials = { accessKeyId: "any", secretAccessKey: "any" };
  const client = library.createFleetWiseClient({
    endpoint: emulator.endpoint,
    region: "us-east-1",
    credentials,
  });
  expect(await library.ensureRegistered({ client })).toMatchObject({ accountStatus: "REGISTRATION_SUCCESS" });
});

test("the documented faults are the emulator's", () => {
  const listed = guide.match(/^Faults: (.*?)\. /m)?.[1] ?? "";
  expect([...listed.matchAll(/`(\w+)`/g)].map(([, name]) => name)).toEqual([...faultKinds]);
});

test("a wait of five minutes makes as many polls as documented", () => {
  const cadence = library.expectedFinish();
  let reads = 0;
  for (let seconds = 0; seconds <= 300; reads++) {
    const ms = 1000 * seconds;
    seconds += cadence({ attempt: reads, elapsedMs: ms, ageMs: ms, snapshot: undefined });
  }
  const documented = Number(guide.match(/A wait of five minutes makes about (\d+)/)?.[1]);
  expect(Math.abs(reads - documented)).toBeLessThanOrEqual(2);
});

describe("the command line in the guides", () => {
  test("wait --emulate prints the README's lines without a terminal", async () => {
    const clock = handClock();
    await using emulator = await startEmulator({ timeline: timelineOf(DEFAULT_SCENARIO), now: clock.now });
    const args = ["wait", "--region", "us-east-1", "--endpoint-url", emulator.endpoint];
    const [{ stderr, stdout }] = await Promise.all([program(args), advanceWhenRead(emulator, clock, [300])]);
    const shown = fences("text").find((fence) => fence.includes("REGISTRATION_PENDING")) ?? "";
    const untimed = (text: string) => text.replaceAll(/^ *\d+\.\d s/gm, "T");
    // Runs without --emulate, to control the clock. test/cli/emulated.test.ts covers the marks of --emulate.
    const unmarked = shown.replace(`${NOT_ASKED}\n`, "").replace(" (emulated)", "");
    expect(shown.length - unmarked.length).toBe(`${NOT_ASKED}\n (emulated)`.length);
    expect(untimed(stderr + stdout)).toBe(untimed(unmarked));
  });
});
