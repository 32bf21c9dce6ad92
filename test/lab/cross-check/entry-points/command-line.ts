// The command line in this process, over real sockets and in virtual time, and its dry run.
import { run } from "../../../../src/cli/run.js";
import { hostOf, parsed } from "../../../cli/program.js";
import { inVirtualTime } from "../../../support/in-virtual-time.js";
import { type Endpoint, startEndpoint } from "../clients.js";
import { type FirstAction, LIBRARY_TRAITS } from "../model.js";
import { countsOf, type Row } from "../row.js";
import { Service } from "../service.js";
import type { Request, Situation } from "../situation.js";
import type { EntryPoint } from "./entry-point.js";

async function open(name: string, dryRun: boolean): Promise<EntryPoint> {
  const endpoint = await startEndpoint();
  // Performs one situation in real time first: the modules that the program imports on demand take real time to load.
  await perform(REGISTERED, endpoint, dryRun);
  return {
    name,
    traits: LIBRARY_TRAITS,
    // A listening server cannot refuse a connection. A dry run polls once, for at most 30 s.
    plays: (situation) =>
      !/connection refused/.test(JSON.stringify(situation)) &&
      !(dryRun && (situation.request.mode === "wait" || /hanging/.test(JSON.stringify(situation.polls)))),
    play: (situation) =>
      inVirtualTime(() => perform(situation, endpoint, dryRun), { hanging: endpoint.hanging }),
    [Symbol.asyncDispose]: () => endpoint[Symbol.asyncDispose](),
  };
}

export const openCommandLine = (): Promise<EntryPoint> => open("command-line", false);
export const openDryRun = (): Promise<EntryPoint> => open("dry-run", true);

const REGISTERED: Situation = {
  id: "registered",
  standing: { age: 86_400, takes: 0, ends: "success" },
  registers: ["accepted"],
  developments: [],
  takesTimestream: false,
  polls: [],
  times: "all",
  request: { mode: "ensure", maxWaitTime: 60, consistencyGrace: 30, maxRegistrations: 1 },
};

async function perform(situation: Situation, endpoint: Endpoint, dryRun: boolean) {
  const service = new Service(situation, () => Date.now());
  endpoint.service = service;
  let stdout = "";
  let stderr = "";
  const args = [...argsOf(situation.request, dryRun), "--endpoint-url", endpoint.url];
  const host = {
    ...hostOf(),
    args,
    now: () => Date.now(),
    stdout: { write: (text: string) => (stdout += text) },
    stderr: { write: (text: string) => (stderr += text) },
  };
  const exitCode = await run(host);
  const result = parsed(stdout).at(-1);
  if (result === undefined) throw new Error(`No result: ${stderr}`);
  return { row: rowOf(result, exitCode, service.registerRequests.length, dryRun), service };
}

function argsOf(request: Request, dryRun: boolean): readonly string[] {
  const { mode, maxWaitTime, consistencyGrace, maxRegistrations, registration, reregister, sinceAgo } =
    request;
  const table = registration?.timestreamResources;
  return [
    mode,
    "--json",
    "--quiet",
    "--region=eu-central-1",
    `--max-wait-time=${maxWaitTime}`,
    `--consistency-grace=${consistencyGrace}`,
    ...(sinceAgo === undefined ? [] : [`--since=-${sinceAgo}s`]),
    ...(mode === "wait" ? [] : [`--max-registrations=${maxRegistrations}`]),
    ...(reregister ? [reregister === true ? "--reregister" : `--reregister=${reregister}`] : []),
    ...(table
      ? [
          `--timestream-database=${table.timestreamDatabaseName}`,
          `--timestream-table=${table.timestreamTableName}`,
        ]
      : registration
        ? ["--drop-timestream"]
        : []),
    ...(dryRun ? ["--dry-run"] : []),
  ];
}

function rowOf(result: Record<string, unknown>, exitCode: number, requests: number, dryRun: boolean): Row {
  const [target = {}] = result["targets"] as readonly Record<string, unknown>[];
  const error = Object(target["error"]) as Record<string, unknown>;
  const state = String(target["state"] ?? result["state"]);
  const code = typeof error["code"] === "string" ? error["code"] : (CODES[state] ?? state);
  return {
    code,
    requests,
    exitCode,
    message: [target["reason"], target["next"] ?? target["advice"], error["message"]]
      .filter(Boolean)
      .join(" | "),
    phase: textOf(error["phase"]),
    operation: textOf(error["operation"]),
    registrations: countsOf(target["registrations"]) ?? countsOf(error["registrations"]),
    ...(dryRun && { first: firstOf(target) }),
  };
}

/** Codes of the states that may come without an error. */
const CODES: Readonly<Record<string, string>> = {
  outdated: "RESULT_OUTDATED",
  different: "RESOURCES_DIFFER",
  refused: "TIMESTREAM_AT_RISK",
};

/** Returns the action that a dry run predicts. */
function firstOf(target: Record<string, unknown>): FirstAction | string {
  const action = String(target["action"] ?? target["would"]);
  const because = String(target["because"] ?? target["reason"]);
  if (target["refused"] === true || action === "refuse") return "refuse";
  if (/could not be read/.test(because) || /call-failed|unreadable/.test(String(target["state"])))
    return "unreadable";
  return action;
}

const textOf = (value: unknown) => (typeof value === "string" ? value : undefined);
