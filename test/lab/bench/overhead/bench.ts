// Cost of a wait for the process that runs it, compared with other ways to wait. Each figure is measured in separate processes.
import { startEmulator } from "../../../../src/testing/index.js";
import { built, inTurns, printed } from "../processes.js";
import type { Report, Table } from "../report.js";
import type { cpuOverHttp } from "./measures.js";
import { type SubjectName, subjects } from "./subjects.js";

const ROUNDS = 7;
const OURS: SubjectName = "fleetwise-registration";
const THEIRS: SubjectName = "AWS SDK waiter";

export async function run(): Promise<Report> {
  const cell = await built("test/lab/bench/overhead/cell.ts");
  const measured = async (...args: readonly string[]) =>
    JSON.parse(await printed(["--expose-gc", cell, ...args]));
  const measure = async (...args: readonly string[]): Promise<number> => measured(...args);
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
  const http: HttpFigures = await measured("http", emulator.endpoint);
  const growth = await measure("growth");
  const left = await measure("left");

  return {
    figures: {
      "overhead.cpu": cpu[OURS] / cpu[THEIRS],
      "overhead.heap": heap[OURS] / heap[THEIRS],
      "overhead.http": http.main.ratio,
      "overhead.growth": growth,
      "overhead.settling": settling.twice / settling.one,
      "overhead.left": left,
    },
    tables: [subjectsTable(cpu, heap), othersTable(http, settling)],
  };
}

type HttpFigures = Awaited<ReturnType<typeof cpuOverHttp>>;
type BySubject = Readonly<Record<SubjectName, number>>;

function subjectsTable(cpu: BySubject, heap: BySubject): Table {
  const rows = (Object.keys(subjects) as SubjectName[]).map((subject) => ({
    "10,000 waits": subject,
    "CPU per poll": `${cpu[subject].toFixed(1)} us`,
    "heap per idle wait": `${(heap[subject] / 1000).toFixed(1)} kB`,
  }));
  return { title: "Cost of a wait", rows };
}

function othersTable(
  { main, whole }: HttpFigures,
  settling: { readonly one: number; readonly twice: number },
): Table {
  const us = (value: number) => `${value.toFixed(value < 100 ? 1 : 0)} us`;
  const overHttp = (where: string, { wait, loop, ratio }: HttpFigures["main"]) => [
    { what: `a poll over HTTP by a wait, ${where}`, CPU: us(wait) },
    { what: `a poll over HTTP by a bare loop of the same client, ${where}`, CPU: us(loop) },
    { what: `the median ratio of pairs, ${where}`, CPU: ratio.toFixed(2) },
  ];
  return {
    title: "Polling and settling",
    rows: [
      ...overHttp("main thread", main),
      ...overHttp("whole process", whole),
      { what: "per wait when 20,000 end together", CPU: us(settling.one) },
      { what: "per wait when 40,000 end together", CPU: us(settling.twice) },
    ],
  };
}
