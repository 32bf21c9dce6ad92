// One measurement in a process of its own: prints a number.
import { cpuOverHttp, cpuPerPoll, growthPerPoll, heapPerWaiter, leftBehind, settling } from "./measures.js";
import type { SubjectName } from "./subjects.js";

const measures: Readonly<Record<string, (argument: string, endpoint: string) => Promise<number>>> = {
  cpu: (subject) => cpuPerPoll(subject as SubjectName),
  heap: (subject) => heapPerWaiter(subject as SubjectName),
  http: (how, endpoint) => cpuOverHttp(how as "wait" | "loop", endpoint),
  growth: growthPerPoll,
  settling: (waiters) => settling(Number(waiters)),
  left: leftBehind,
};

const [name = "", argument = "", endpoint = ""] = process.argv.slice(2);
const figure = await measures[name]?.(argument, endpoint);
process.stdout.write(`${figure}\n`, () => process.exit());
