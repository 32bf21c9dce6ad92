import jsonata from "jsonata";
import { StateFailure } from "./failure.js";

/** The variables of an expression, by name. */
export type Variables = Readonly<Record<string, unknown>>;

type Compiled = ReturnType<typeof jsonata>;
const compiled = new Map<string, Compiled>();

/** Returns a field's value, with every `{% %}` expression in it evaluated. */
export async function filledIn(
  template: unknown,
  variables: Variables,
  random: () => number,
): Promise<unknown> {
  if (typeof template === "string") {
    const expression = /^\{%(.*)%\}$/s.exec(template)?.[1];
    return expression === undefined ? template : await evaluate(expression, variables, random);
  }
  if (Array.isArray(template))
    return await Promise.all(template.map((item) => filledIn(item, variables, random)));
  if (typeof template !== "object" || template === null) return template;
  const members = Object.entries(template).map(
    async ([name, value]) => [name, await filledIn(value, variables, random)] as const,
  );
  return Object.fromEntries(await Promise.all(members));
}

/** Returns the parts of a list: `$partition` of Step Functions, which JSONata does not have. */
function partition(list: readonly unknown[], size: number): unknown[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  );
}

export async function evaluate(
  expression: string,
  variables: Variables,
  random: () => number,
): Promise<unknown> {
  const failed = (why: string) =>
    new StateFailure("States.QueryEvaluationError", `${why}, in the expression ${expression}`);
  let value: unknown;
  try {
    let code = compiled.get(expression);
    if (code === undefined) {
      code = jsonata(expression);
      compiled.set(expression, code);
    }
    // Without input, as in Step Functions, where `$` and bare names have no value.
    value = await code.evaluate(undefined, { ...variables, random, partition, eval: undefined });
  } catch (thrown) {
    throw failed(String((thrown as Error).message));
  }
  if (value === undefined) throw failed("The expression has no value");
  if (typeof value === "number" && !Number.isFinite(value)) throw failed(`The value is ${value}`);
  // Plain JSON, because JSONata marks its lists with hidden members.
  return JSON.parse(JSON.stringify(value));
}
