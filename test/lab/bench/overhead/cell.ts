// One measurement in a separate process. Prints its figures as JSON.
import { cpuOverHttp, cpuPerPoll, growthPerPoll, heapPerWaiter, leftBehind, settling } from "./measures.js";
import type { SubjectName } from "./subjects.js";

const measures: Readonly<Record<string, (argument: string) => Promise<unknown>>> = {
  cpu: (subject) => cpuPerPoll(subject as SubjectName),
  heap: (subject) => heapPerWaiter(subject as SubjectName),
  http: cpuOverHttp,
  growth: growthPerPoll,
  settling: (waiters) => settling(Number(waiters)),
  left: leftBehind,
};

const [name = "", argument = ""] = process.argv.slice(2);
const figure = await measures[name]?.(argument);
process.stdout.write(`${JSON.stringify(figure)}\n`, () => process.exit());
