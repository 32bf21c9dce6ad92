// A small interpreter of Amazon States Language with JSONata, for the states and fields that the library's state machines use:
// https://states-language.net/spec.html. Runs in one process, usually in virtual time, and counts events and transitions.
// LocalStack's interpreter needs Python and a round trip for each expression, so only the weekly campaign compares the two.
import { filledIn } from "./expressions.js";
import { StateFailure } from "./failure.js";
import { checkFields, type Fields } from "./fields.js";
import { checkSize, History } from "./history.js";
import { runMap } from "./map.js";
import type { Entered, Outcome, Run, States, Step, World } from "./run.js";
import { handled, tried } from "./task.js";

/** Runs a state machine to its end. */
export function execute(definition: States, input: unknown, world: World): Promise<Outcome> {
  return world.clock.run(async () => {
    const history = new History();
    const run: Run = { world, history, input, outer: {}, own: {}, states: [], elsewhere: { transitions: 0 } };
    const ended = () => ({
      states: run.states,
      variables: run.own,
      transitions: history.transitions + run.elsewhere.transitions,
      events: history.events,
    });
    try {
      history.add(2);
      checkSize(input);
      return { status: "SUCCEEDED", output: await goThrough(definition, run), ...ended() };
    } catch (failure) {
      if (!(failure instanceof StateFailure)) throw failure;
      return { status: "FAILED", error: failure.error, cause: failure.errorCause, ...ended() };
    }
  });
}

/** Goes from state to state, and returns the last one's output. @throws StateFailure */
async function goThrough({ StartAt, States }: States, run: Run): Promise<unknown> {
  let input = run.input;
  for (let name: string | undefined = StartAt; name !== undefined; ) {
    const state: Fields | undefined = States[name];
    if (state === undefined) throw new Error(`There is no state ${name}`);
    checkFields(name, state);
    run.states.push(name);
    run.world.entered?.(name, run.input, input);
    run.history.transitions += 1;
    run.history.add(2);
    const step: Step = await enter(name, state, input, run);
    checkSize(step.output);
    input = step.output;
    name = step.next;
  }
  return input;
}

const EXECUTION = "arn:aws:states:eu-central-1:123456789012:execution:Machine:rollout";

async function enter(name: string, state: Fields, input: unknown, run: Run): Promise<Step> {
  const { world, outer, own } = run;
  const EnteredTime = new Date(world.clock.now()).toISOString();
  const Execution = { Input: run.input, Name: "rollout", Id: EXECUTION };
  const context = { Execution, State: { Name: name, EnteredTime } };
  const value: Entered["value"] = (template, known = {}) =>
    filledIn(template, { ...outer, ...own, states: { input, context, ...known } }, world.random);
  const leave: Entered["leave"] = async (fields, output, known) => {
    const assigned = (await value(fields["Assign"] ?? {}, known)) as Fields;
    const handedOn = "Output" in fields ? await value(fields["Output"], known) : output;
    // Assigned together at the end, because the expressions of a state see the variables from before it.
    for (const [variable, set] of Object.entries(assigned)) {
      if (variable in outer) throw new Error(`${name} assigns $${variable}, which is a variable outside`);
      own[variable] = set;
    }
    return { output: handedOn, next: fields["Next"] as string | undefined };
  };
  const entered: Entered = { value, leave };

  switch (state["Type"]) {
    case "Pass":
    case "Succeed":
      return await leave(state, input);
    case "Fail":
      throw failed(String(await value(state["Error"])), String(await value(state["Cause"])));
    case "Wait":
      await world.clock.sleep(1000 * seconds(await value(state["Seconds"])));
      return await leave(state, input);
    case "Choice":
      return await choose(state, input, entered);
    case "Task":
      return await handled(state, entered, () => tried(state, entered, run));
    default:
      return await handled(state, entered, () => runMap(state, entered, run, { execute, goThrough }));
  }
}

function failed(error: string, cause: string): StateFailure {
  if (error.length > 256 || cause.length > 32_768)
    return new StateFailure("States.Runtime", `A Fail state has a cause of ${cause.length} characters`);
  return new StateFailure(error, cause);
}

async function choose(state: Fields, input: unknown, { value, leave }: Entered): Promise<Step> {
  for (const rule of state["Choices"] as readonly Fields[]) {
    const holds = await value(rule["Condition"]);
    if (typeof holds !== "boolean")
      throw new StateFailure(
        "States.QueryEvaluationError",
        `${rule["Condition"]} is ${holds}, not true or false`,
      );
    if (holds) return await leave(rule, input);
  }
  return await leave({ ...state, Next: state["Default"] }, input);
}

function seconds(value: unknown): number {
  if (Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 99_999_999)
    return value as number;
  throw new StateFailure(
    "States.QueryEvaluationError",
    `Seconds is ${value}, not a whole number from 0 to 99999999`,
  );
}
