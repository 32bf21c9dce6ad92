// What a wait costs the process that holds it, beside other ways to wait. Every figure comes from processes of its own.
import { startEmulator } from "../../../src/testing/index.js";
import { built, inTurns, printed } from "../processes.js";
import type { Report, Table } from "../report.js";
import { type SubjectName, subjects } from "./subjects.js";

const ROUNDS = 3;
const OURS: SubjectName = "fleetwise-registration";
const THEIRS: SubjectName = "AWS SDK waiter";

export async function run(): Promise<Report> {
  const cell = await built("test/bench/overhead/cell.ts");
  const measure = async (...args: readonly string[]) => Number(await printed(["--expose-gc", cell, ...args]));
  const bySubject = (name: string) =>
    Object.fromEntries(
      Object.keys(subjects).map((subject) => [subject, () => measure(name, subject)]),
    ) as Record<SubjectName, () => Promise<number>>;

  const cpu = await inTurns(bySubject("cpu"), ROUNDS);
  const heap = await inTurns(bySubject("heap"), ROUNDS);
  const settling = await inTurns(
    { one: () => measure("settling", "20000"), twice: () => measure("settling", "40000") },
    ROUNDS,
  );
  await using emulator = await startEmulator({ timeline: "neverSettles" });
  const http = await inTurns(
    {
      wait: () => measure("http", "wait", emulator.endpoint),
      loop: () => measure("http", "loop", emulator.endpoint),
    },
    // A difference of hundredths.
    2 * ROUNDS + 1,
  );
  const growth = await measure("growth");
  const left = await measure("left");

  return {
    figures: {
      "overhead.cpu": cpu[OURS] / cpu[THEIRS],
      "overhead.heap": heap[OURS] / heap[THEIRS],
      "overhead.http": http.wait / http.loop,
      "overhead.growth": growth,
      "overhead.settling": settling.twice / settling.one,
      "overhead.left": left,
    },
    tables: [subjectsTable(cpu, heap), othersTable(http, settling)],
  };
}

type BySubject = Readonly<Record<SubjectName, number>>;

function subjectsTable(cpu: BySubject, heap: BySubject): Table {
  const rows = (Object.keys(subjects) as SubjectName[]).map((subject) => ({
    "10,000 waits": subject,
    "CPU a poll": `${cpu[subject].toFixed(1)} us`,
    "heap an idle wait": `${(heap[subject] / 1000).toFixed(1)} kB`,
  }));
  return { title: "What a wait costs", rows };
}

function othersTable(
  http: { readonly wait: number; readonly loop: number },
  settling: { readonly one: number; readonly twice: number },
): Table {
  return {
    title: "What polling and settling cost",
    rows: [
      { what: "a poll over HTTP, by a wait", CPU: `${http.wait.toFixed(0)} us` },
      { what: "the same by a bare loop of the same client", CPU: `${http.loop.toFixed(0)} us` },
      { what: "one of 20,000 waits that end together", CPU: `${settling.one.toFixed(1)} us` },
      { what: "one of 40,000", CPU: `${settling.twice.toFixed(1)} us` },
    ],
  };
}
