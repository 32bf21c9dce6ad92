// The service's text in every output: a terminal, JSON and CloudFormation's reason. It is never interpreted.
// cspell:ignore ABGJK
import fc from "fast-check";
import { expect, test } from "vitest";
import { cloudFormationHandler } from "../../../src/custom-resource/cloudformation.js";
import { MAX_RESPONSE_BYTES } from "../../../src/custom-resource/failure.js";
import { lambdaRuntime } from "../../../src/custom-resource/reconcile.js";
import { inside, parsed } from "../../cli/program.js";
import { clientOf } from "../../custom-resource/emulated.js";
import { request } from "../../custom-resource/requests.js";
import { answer } from "../../support/answers.js";
import { anyText } from "../../support/any-text.js";
import { answers, scriptedServer } from "../../support/scripted-server.js";
import { campaign } from "./campaign.js";

/** Length of a long text in characters. A response of six such texts, with each character escaped, is below the limit of 1 MiB. */
const LONG = 2 ** 14;

const PIECES: readonly string[] = [
  ...[
    "\u001b[2J",
    "\u001b[31m",
    "\u001b]0;title\u0007",
    "\u001b]8;;https://example.com\u001b\\link",
    "\u001bc",
  ],
  ...[
    "\u009b1A",
    "\u009d8;;x\u009c",
    "\u001bP1$r\u001b\\",
    "\u001b[",
    "\u001b]",
    "\u001b",
    "\u009b",
    "\u0090",
  ],
  ...["\n", "\r", "\r\n", "\u2028", "\u2029", "\u0085", "\t", "\u0000", "\u0007", "\b\b\b", "\u007f"],
  ...["\u202e", "\u2066", "\u200f", "\u061c", "\ud83d", "\ude00", "😀", "漢", "e\u0301", "\ufeff", "\u200b"],
  ...['"', "\\", "\\u001b", "%s", "</script>", "no such role", " "],
];
const anyHostileText = fc
  .array(fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...PIECES) }, anyText), {
    minLength: 1,
    maxLength: 20,
  })
  .map((pieces) => pieces.join(""));

/** Returns a response that contains the text in every member. */
function responseWith(text: string, accountStatus = "REGISTRATION_FAILURE"): Record<string, unknown> {
  return {
    customerAccountId: `1${text}`,
    accountStatus,
    iamRegistrationResponse: { roleArn: text, registrationStatus: `R${text}`, errorMessage: text },
    timestreamRegistrationResponse: {
      ...{ timestreamDatabaseName: text, timestreamTableName: text },
      ...{ registrationStatus: "REGISTRATION_FAILURE", errorMessage: text },
    },
  };
}

/** Characters that a printed line must not contain. */
const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;

function expectPlain(output: string): void {
  for (const line of output.split("\n")) expect(line).not.toMatch(UNSAFE);
}

const ESCAPE = String.fromCharCode(27);
/** Escape sequences of the live view: colors, cursor moves, cleared lines, start and end of a frame. */
const OWN = new RegExp(`${ESCAPE}\\[(\\d*m|\\d*[ABGJK]|\\d+;\\d+m|\\?(25|2026)[hl])`, "g");

/** Returns a text as every view of the command line prints it. */
async function shown(text: string) {
  await using server = await scriptedServer(answers(200, responseWith(text)));
  const to = ["--endpoint-url", server.endpoint, "--region", "eu-central-1"];
  const [status, wait, json, live] = [
    await inside(["status", ...to]),
    await inside(["wait", ...to]),
    await inside(["wait", "--json", ...to]),
    await inside(["wait", ...to], {
      env: { AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b", TERM: "xterm-256color" },
      stderr: { isTTY: true, columns: 80, rows: 24 },
    }),
  ];
  return { status, wait, json, live };
}

function expectShownSafely(
  text: string,
  { status, wait, json, live }: Awaited<ReturnType<typeof shown>>,
): void {
  for (const { stdout, stderr } of [status, wait, json]) expectPlain(stdout + stderr);
  expectPlain(live.stdout + live.stderr.replaceAll(OWN, "").replaceAll("\r", ""));
  // Programs receive the original text.
  const { targets } = parsed(json.stdout).at(-1) as {
    targets: { snapshot: ReturnType<typeof responseWith> }[];
  };
  expect(targets[0]?.snapshot).toMatchObject({ iamRegistrationResponse: text ? { errorMessage: text } : {} });
}

test("the command line prints the service's text without interpreting it", async () => {
  await fc.assert(
    fc.asyncProperty(anyHostileText, async (text) => expectShownSafely(text, await shown(text))),
    campaign(20),
  );
});

test("the command line prints an error's text without interpreting it", async () => {
  await fc.assert(
    fc.asyncProperty(anyHostileText, fc.constantFrom(400, 403, 500), async (text, status) => {
      await using server = await scriptedServer(
        answers(status, { __type: "AccessDeniedException", message: text, [text]: text }),
      );
      const to = ["--endpoint-url", server.endpoint, "--region", "eu-central-1", "--max-wait-time", "0.01"];
      for (const more of [[], ["--json"]]) {
        const { stdout, stderr } = await inside(["status", ...more, ...to]);
        expectPlain(stdout + stderr);
        expect(stdout + stderr).not.toBe("");
      }
    }),
    campaign(20),
  );
});

/** Returns CloudFormation's reason for a registration that failed with this text. */
async function reasonFor(text: string) {
  await using service = await scriptedServer(answers(200, responseWith(text)));
  await using cloudFormation = await scriptedServer(answers(200, ""));
  const client = clientOf(service);
  const handler = cloudFormationHandler(lambdaRuntime, { client, mode: "wait-only", log: () => {} });
  await handler({ ...request("Create"), ResponseURL: `${cloudFormation.endpoint}/answer` });
  return cloudFormation.requests[0]?.body ?? "";
}

function expectTakenByCloudFormation(body: string): void {
  expect(Buffer.byteLength(body)).toBeLessThanOrEqual(MAX_RESPONSE_BYTES);
  const { Status, Reason } = JSON.parse(body);
  expect(Status).toBe("FAILED");
  expect(Reason).toMatch(/^REGISTRATION_FAILED: AWS IoT FleetWise registration of account 1/);
  expectPlain(Reason);
}

test("the service's text becomes a CloudFormation reason of one line and at most 4096 bytes", async () => {
  await fc.assert(
    fc.asyncProperty(anyHostileText, fc.constantFrom(1, 1000), async (text, times) =>
      expectTakenByCloudFormation(await reasonFor(text.repeat(times).slice(0, LONG))),
    ),
    campaign(20),
  );
});

test.each(["x", "\ud83d", "\u001b]"])(
  "a text of only %j and of the greatest length is not interpreted",
  async (unit) => {
    const text = unit.repeat(LONG / unit.length);
    expectTakenByCloudFormation(await reasonFor(text));
    expectShownSafely(text, await shown(text));
  },
);

test("an unknown status that contains a known one is not mistaken for it", async () => {
  const { accountStatus } = answer("P");
  await using server = await scriptedServer(answers(200, responseWith("x", `${accountStatus}\u001b[0m`)));
  const to = ["--endpoint-url", server.endpoint, "--region", "eu-central-1"];
  expect((await inside(["status", ...to])).exitCode).toBe(3);
});
