// Runs every TypeScript block of the README and the pages that it links to, and compares their tables with the code.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EXIT_CODES, MEANINGS, STATES } from "../src/cli/exit-codes.js";
import { createProgram } from "../src/cli/program.js";
import { DEFAULT_SCENARIO, DEMO_TIME_SCALE, scenarios, timelineOf } from "../src/cli/scenarios.js";
import { NOT_ASKED } from "../src/cli/views/wording.js";
import { adviceFor } from "../src/failures/advice.js";
import { parseFailure } from "../src/failures/failure.js";
import type { FailureKind } from "../src/failures/service-errors.js";
import * as library from "../src/index.js";
import { DEFAULTS } from "../src/options/defaults.js";
import { type EmulatorOptions, faultKinds, startEmulator, timelineNames } from "../src/testing/index.js";
import { emulatorDefaults } from "../src/testing/options.js";
import { program } from "./cli/program.js";
import { fences, guide } from "./support/guides.js";
import { advanceWhenRead, handClock } from "./support/hand-clock.js";
import { root, runNode, runTypeScript } from "./support/run.js";
import { answers, scriptedServer } from "./support/scripted-server.js";

const classify = (thrown: unknown) => parseFailure(thrown, 0).kind;
const adviceOn = (thrown: unknown) => {
  const { topic } = parseFailure(thrown, 0);
  return topic ? adviceFor(topic, { operation: "GetRegisterAccountStatus" }) : "";
};

/** How to run the block that contains a text, and its expected output. */
interface Run {
  readonly containing: string;
  readonly options?: EmulatorOptions;
  readonly env?: Readonly<Record<string, string>>;
  readonly prints?: string;
}

const instantly: EmulatorOptions = { timeline: "registersInstantly" };
const transitions = "iam REGISTRATION_SUCCESS\naccount REGISTRATION_SUCCESS\n";
const runs: readonly Run[] = [
  { containing: "await ensureRegistered({", prints: "123456789012 REGISTRATION_SUCCESS\n" },
  { containing: "registerAccount({})", prints: "REGISTRATION_SUCCESS\n" },
  {
    containing: "new FleetWiseRegistration(",
    env: { CDK_OUTDIR: mkdtempSync(join(tmpdir(), "cdk.out-")), CDK_VALIDATION: "false" },
  },
  { containing: "registrationStateMachine({", prints: "Begin true\n" },
  {
    containing: "new FleetWiseMultiAccountRegistration(",
    env: { CDK_OUTDIR: mkdtempSync(join(tmpdir(), "cdk.out-")), CDK_VALIDATION: "false" },
  },
  { containing: "createProviderHandlers({" },
  { containing: "lastValueFrom(watchRegistration(", options: instantly, prints: transitions },
  { containing: "createRegistrationPoller({", options: instantly, prints: `${transitions}123456789012\n` },
  {
    containing: "getRegistration({",
    options: { timeline: "failsBoth", timeScale: 1e6 },
    prints:
      "failed account 123456789012: REGISTRATION_FAILURE; " +
      "IAM: REGISTRATION_FAILURE (The service-linked role AWSServiceRoleForIoTFleetWise could not be assumed.); " +
      "Timestream: REGISTRATION_FAILURE (The Timestream table VehicleDataTable was not found in the database FleetWiseDatabase.)\n",
  },
  { containing: "startEmulator({", prints: "REGISTRATION_FAILED true\n" },
  { containing: "new NodeHttpHandler({", options: instantly, env: { CA_FILE: "package.json" } },
  { containing: "fromTemporaryCredentials({", options: instantly },
];

const ASSUMED_ROLE = `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
<AccessKeyId>ASIAEXAMPLE</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken>
<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;

describe("every TypeScript block of the guides runs and prints the documented output", () => {
  const folder = join(root, "test/.readme");
  beforeAll(() => void mkdirSync(folder, { recursive: true }));
  afterAll(() => rmSync(folder, { recursive: true }));

  test.concurrent.for(runs.map((run, index) => ({ index, ...run })))(
    "$containing",
    { timeout: 180_000 },
    async ({ index, containing, options, env, prints = "" }) => {
      const [code, ...others] = fences("ts").filter((fence) => fence.includes(containing));
      expect([code, others]).toEqual([expect.any(String), []]);
      await using emulator = await startEmulator({ timeScale: 100, ...options });
      await using sts = await scriptedServer(answers(200, ASSUMED_ROLE, { "content-type": "text/xml" }));
      const file = join(folder, `${index}.ts`);
      writeFileSync(file, code ?? "");
      const endpoints = {
        AWS_ENDPOINT_URL_IOTFLEETWISE: emulator.endpoint,
        AWS_ENDPOINT_URL_STS: sts.endpoint,
      };
      const outcome = await runTypeScript(file, { env: { ...endpoints, ...env } });
      expect(outcome).toEqual({ stdout: prints, stderr: "", exitCode: 0 });
      expect(sts.requests).toHaveLength(containing.includes("fromTemporaryCredentials") ? 1 : 0);
    },
  );

  test("every TypeScript block of the guides has a run", () => {
    expect(fences("ts")).toHaveLength(runs.length);
  });
});

test("the CommonJS block of the guides runs on the built package", async () => {
  const [code = "", ...others] = fences("js");
  expect(others).toEqual([]);
  const file = join(root, "test/.readme.cjs");
  writeFileSync(file, code);
  const { stdout, exitCode } = await runNode([file]).finally(() => rmSync(file));
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

/** Returns the members of an interface, in order. */
function membersOf(file: string, name: string): string[] {
  const source = readFileSync(join(root, "src", file), "utf8");
  const [body = ""] = source.slice(source.search(new RegExp(`interface ${name}\\b`))).split("\n}", 1);
  return [...body.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, member = ""]) => member);
}

test("the table of options is the code's", () => {
  const options = membersOf("options/waiter.ts", "RegistrationWaiterOptions");
  expect(table("### Options").map(([name]) => name)).toEqual(options);
  for (const [name, value] of table("### Options")) {
    if (String(name) in DEFAULTS) expect(Number(value), name).toBe(DEFAULTS[name as keyof typeof DEFAULTS]);
  }
});

test("the table of ensuring's options is the code's", () => {
  const options = membersOf("options/ensure.ts", "EnsureOptions");
  expect(["client", ...table("covers the whole").map(([name]) => name)]).toEqual(options);
  expect(table("covers the whole")[0]?.[1]).toBe(String(DEFAULTS.maxRegistrations));
});

test("the table of events is the code's", () => {
  const common = ["type", "attempt", "elapsedMs"];
  const events = {
    poll: ["waiting/events.ts PollEvent"],
    transition: ["waiting/events.ts TransitionEvent", "registration/transition.ts Change"],
    retry: ["waiting/events.ts RetryEvent"],
    register: ["waiting/events.ts RegisterAccountEvent"],
  };
  const rows = [...guide.matchAll(/^\| `(poll|transition|retry|register)` \| (.*) \|$/gm)];
  expect(rows.map(([, type]) => type)).toEqual(Object.keys(events));
  for (const [, type = "", cell = ""] of rows) {
    const named = [...cell.replaceAll(/\(.*?\)/g, "").matchAll(/`(\w+)`/g)].map(([, field]) => field);
    expect(named.sort(), type).toEqual(
      events[type as keyof typeof events]
        .flatMap((place) => membersOf(...(place.split(" ") as [string, string])))
        .filter((field) => !common.includes(String(field)))
        .sort(),
    );
  }
});

test("the table of outcomes has every error class, code, state and exit code", () => {
  const rows = table("## Outcomes").filter(([, code = ""]) => code in STATES);
  expect(rows.map(([, code]) => code).sort()).toEqual(Object.keys(STATES).sort());
  for (const [, code = "", , ended] of rows) {
    const state = STATES[code as keyof typeof STATES];
    expect(ended, code).toBe(`${state}, ${EXIT_CODES[state]}`);
  }
  const classes = Object.entries(library).filter(
    ([, value]) => Object.getPrototypeOf(value) === library.RegistrationError,
  );
  const named = rows.map(([, , name = ""]) => name.replace(/ .*/, ""));
  expect([...new Set(named)].sort()).toEqual(classes.map(([name]) => name).sort());
});

test("the README's error codes exist", () => {
  const codes = table("## Errors").map(([code = ""]) => code);
  expect(codes).toHaveLength(4);
  for (const code of codes) expect(STATES).toHaveProperty(code);
});

test("the table of the construct's props is the code's", () => {
  const names = membersOf("cdk/props.ts", "FleetWiseRegistrationProps");
  const told = table("Its attributes are").flatMap(([cell = ""]) => cell.split(", "));
  expect(told).toEqual(names);
});

test("the table of the state machines' options is the code's", () => {
  const names = ["RegistrationStateMachineOptions", "MultiAccountRegistrationStateMachineOptions"].flatMap(
    (name) => membersOf("step-functions/options.ts", name),
  );
  const rows = table("Each may come from another stack.");
  expect(rows.map(([name]) => name)).toEqual(names);
  for (const [name, value = ""] of rows)
    if (String(name) in DEFAULTS)
      expect(Number.parseInt(value, 10), name).toBe(DEFAULTS[name as keyof typeof DEFAULTS]);
});

test("the functions of the construct weigh what it says", () => {
  const code = readFileSync(join(root, "dist/cdk/lambda/index.mjs"));
  const said = Number(guide.match(/: (\d+) kB gzip, with neither/)?.[1]);
  expect(Math.abs(gzipSync(code, { level: 9 }).length / 1000 - said)).toBeLessThan(1);
});

test("the table of the client's options is the code's", () => {
  const options = membersOf("client/built-in/client-config.ts", "FleetWiseClientConfig");
  expect(table("## Without the SDK's client package").map(([name]) => name)).toEqual(options);
});

describe("the table of retries and fatal errors", () => {
  const error = (more: object, message = "no") => Object.assign(new Error(message), more);
  const status = (httpStatusCode: number, name = "Unknown") => error({ name, $metadata: { httpStatusCode } });
  const named = (name: string, message?: string) => error({ name }, message);

  /** What each row is about: what it is known by, and an error for each of its words. */
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

  test.each(Object.entries(rows))("%s: the documented kind and advice", (row, [kind, errors]) => {
    const [, goesOn = "", says = ""] =
      table("## Retries and fatal errors").find(([what]) => what?.startsWith(row)) ?? [];
    const starts: Partial<Record<FailureKind, RegExp>> = {
      fatal: /^ends/,
      "not-registered": /^continues/,
      conflict: /^looks for .*, then ends/,
    };
    expect(goesOn).toMatch(starts[kind] ?? /^tries again/);
    const quoted = [...says.matchAll(/"([^"]+)"/g)].map(([, text = ""]) => text);
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
  });

  test("the errors of your own function have the documented kinds", () => {
    const says = (what: string) => table("| to say |").find(([row]) => row === what)?.[1] ?? "";
    const thrown: [string, FailureKind, object][] = [
      ["throttled", "throttled", { name: "ThrottlingException" }],
      ["throttled", "throttled", { status: 429 }],
      ["not registered", "not-registered", { name: "ResourceNotFoundException" }],
      ["try again", "transient", { status: 503 }],
      ["try again", "transient", { $retryable: {} }],
      ["the connection broke", "unreachable", { code: "ECONNRESET" }],
      ["stop", "fatal", {}],
    ];
    for (const [what, kind, more] of thrown) {
      expect(classify(error(more))).toBe(kind);
      for (const [member, value] of Object.entries(more))
        expect(says(what)).toContain(`${member}: ${JSON.stringify(value)}`);
    }
    expect(table("| to say |")).toHaveLength(new Set(thrown.map(([what]) => what)).size);
  });
});

test("the timelines are the emulator's", () => {
  const listed = guide.match(/^Timelines: (.*?), or your own/m)?.[1] ?? "";
  expect([...listed.matchAll(/`(\w+)`/g)].map(([, name]) => name)).toEqual([...timelineNames]);
});

test("the timeline of one's own is one", async () => {
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

test("the table of the emulator's options is the code's", () => {
  const options = membersOf("testing/options.ts", "EmulatorOptions");
  expect(table("Timelines: ").map(([name]) => name)).toEqual(options);
  for (const [name, value] of table("Timelines: ")) {
    if (value) expect(value, name).toBe(String(emulatorDefaults[name as keyof typeof emulatorDefaults]));
  }
});

test("the faults are the emulator's", () => {
  const listed = guide.match(/^Faults: (.*?)\. /m)?.[1] ?? "";
  expect([...listed.matchAll(/`(\w+)`/g)].map(([, name]) => name)).toEqual([...faultKinds]);
});

test("a wait of five minutes makes as many reads as it says", () => {
  const cadence = library.expectedFinish();
  let reads = 0;
  for (let seconds = 0; seconds <= 300; reads++) {
    const ms = 1000 * seconds;
    seconds += cadence({ attempt: reads, elapsedMs: ms, ageMs: ms, snapshot: undefined });
  }
  const said = Number(guide.match(/A wait of five minutes makes about (\d+)/)?.[1]);
  expect(Math.abs(reads - said)).toBeLessThanOrEqual(2);
});

describe("the command line's tables are the program's", () => {
  const ignore = async () => {};
  const actions = { status: ignore, wait: ignore, ensure: ignore, emulate: ignore, template: ignore };
  const commandLine = createProgram({ ...actions, completion: ignore, complete: ignore }, "");
  const visible = commandLine.createHelp().visibleCommands(commandLine);
  const commands = visible.filter(({ options }) => options.length > 0);
  const section = guide.slice(guide.indexOf("# The command line"));
  const under = (head: string) => table(section.slice(section.indexOf(head)).split("\n", 1)[0] ?? head);

  test("its commands", () => {
    expect(under("| command |").map(([name]) => name)).toEqual(visible.map((command) => command.name()));
  });

  test("its options, and which commands have them", () => {
    const documented = under("| option | of |").flatMap(([names = "", of = ""]) =>
      names
        .split(", ")
        .map((name) => [name, of === "all" ? commands.map((command) => command.name()) : of.split(", ")]),
    );
    const shown = commands.flatMap((command) => command.options.filter(({ hidden }) => !hidden));
    const options = [...new Set(shown.map(({ long }) => long))];
    const having = (long: string | null | undefined) =>
      commands
        .filter((command) => command.options.some((option) => option.long === long))
        .map((command) => command.name());
    expect(Object.fromEntries(documented)).toEqual(
      Object.fromEntries(options.map((long) => [long, having(long)])),
    );
  });

  test("the defaults that it tells are those of the help", () => {
    const told = section.slice(0, section.indexOf("| exit code |")).match(/\w+ by default|`emulate` \d+/g);
    const concurrency = commands[0]?.options.find(({ long }) => long === "--concurrency");
    const scale = commands.at(-1)?.options.find(({ long }) => long === "--time-scale");
    expect(concurrency?.description).toContain("(default: all)");
    expect(told).toEqual([
      "all by default",
      `${DEMO_TIME_SCALE} by default`,
      `\`emulate\` ${/default: (\d+)/.exec(scale?.description ?? "")?.[1]}`,
    ]);
  });

  test("its exit codes", () => {
    expect(under("| exit code |")).toEqual(
      [...new Set(Object.values(EXIT_CODES))]
        .sort((a, b) => a - b)
        .map((code) => [
          String(code),
          Object.entries(EXIT_CODES)
            .filter(([, one]) => one === code)
            .map(([state]) => state)
            .join(", "),
          MEANINGS[code],
        ]),
    );
  });

  test("its scenarios are the timelines of docs/testing.md", () => {
    expect(scenarios.map(timelineOf)).toEqual([...timelineNames]);
  });

  test("wait --emulate prints the README's lines without a terminal", async () => {
    const clock = handClock();
    await using emulator = await startEmulator({ timeline: timelineOf(DEFAULT_SCENARIO), now: clock.now });
    const args = ["wait", "--region", "us-east-1", "--endpoint-url", emulator.endpoint];
    const [{ stderr, stdout }] = await Promise.all([program(args), advanceWhenRead(emulator, clock, [300])]);
    const shown = fences("text").find((fence) => fence.includes("REGISTRATION_PENDING")) ?? "";
    const untimed = (text: string) => text.replaceAll(/^ *\d+\.\d s/gm, "T");
    // Runs without --emulate, to control the clock; test/cli/emulated.test.ts proves the marks of --emulate.
    const unmarked = shown.replace(`${NOT_ASKED}\n`, "").replace(" (emulated)", "");
    expect(shown.length - unmarked.length).toBe(`${NOT_ASKED}\n (emulated)`.length);
    expect(untimed(stderr + stdout)).toBe(untimed(unmarked));
  }, 120_000);
});
