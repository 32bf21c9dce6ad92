import { describeRegistration } from "../../index.js";
import { oneLine } from "../../text/one-line.js";
import type { EnsureFlags } from "../flags.js";
import type { Host } from "../host.js";
import type { Outcome } from "../outcome.js";
import { openTargets } from "../targets/targets.js";
import { jsonView } from "../views/json.js";
import { resultView } from "../views/results.js";
import { readAll } from "./reading.js";
import { losesTimestream, unmet } from "./timestream.js";

/** What ensuring would do with a target, and why. */
interface Deed {
  readonly would: "register" | "wait" | "nothing";
  readonly because: string;
  /** Whether that nothing is a refusal, which flags can lift. */
  readonly refused?: true;
}

/** Says what ensuring would do. Its exit code is that of a status: nothing has become registered. */
export async function dryRun(flags: EnsureFlags, host: Host): Promise<readonly Outcome[]> {
  await using targets = await openTargets(flags, host);
  const plan = { command: "ensure", emulated: targets.emulated } as const;
  const mode = targets.emulated ? " (emulated)" : "";
  const text = (outcomes: readonly Outcome[]) =>
    outcomes
      .map((outcome) => {
        const name = outcomes.length > 1 ? `${outcome.target}: ` : "";
        const now = outcome.snapshot && ` (${oneLine(describeRegistration(outcome.snapshot))})`;
        const { would, because, refused } = deedOf(outcome, flags);
        return `${name}would ${refused ? "refuse" : SAID[would]}: ${because}${now ?? ""}${mode}\n`;
      })
      .join("");
  const view = flags.json
    ? jsonView(host, flags, plan, (outcome) => deedOf(outcome, flags))
    : // What ensuring would mend is no error here.
      resultView(host, flags, plan, { text, explains: ({ state }) => UNREADABLE.has(state) });
  return await readAll(targets, flags, host, view, true);
}

const SAID = { register: "call RegisterAccount, then wait", wait: "wait", nothing: "do nothing" } as const;

const UNREADABLE: ReadonlySet<Outcome["state"]> = new Set([
  "unreadable",
  "wrong-usage",
  "interrupted",
  "terminated",
]);

function deedOf({ state, snapshot }: Outcome, flags: EnsureFlags): Deed {
  const registered = snapshot?.accountStatus === "REGISTRATION_SUCCESS";
  if (UNREADABLE.has(state)) return { would: "nothing", because: "the registration could not be read" };
  if (state === "pending") return { would: "wait", because: "a registration is in progress" };
  if (registered && flags.reregister)
    return {
      would: "register",
      because: "the account is registered, and --reregister asks for it once more",
    };
  if (registered) return { would: "nothing", because: unmet(flags, snapshot) ?? "the account is registered" };
  if (state === "not-registered") return { would: "register", because: "the account is not registered" };
  if (losesTimestream(flags, snapshot)) return { would: "nothing", because: LOSES, refused: true };
  return { would: "register", because: "the last registration failed" };
}

const LOSES =
  "registering again without --timestream-database and --timestream-table, or --drop-timestream, loses the Timestream " +
  "metadata that is stored";
