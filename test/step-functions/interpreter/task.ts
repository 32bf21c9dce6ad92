import { matches, StateFailure } from "./failure.js";
import type { Fields } from "./fields.js";
import type { Entered, Run, Step, World } from "./run.js";

/** Returns a task's result, with the retries of its `Retry`. @throws StateFailure */
export async function tried(state: Fields, { value }: Entered, run: Run): Promise<unknown> {
  const { world, history } = run;
  const retriers = ((state["Retry"] ?? []) as readonly Fields[]).map((retrier) => ({ ...retrier, used: 0 }));
  for (;;) {
    history.add(3);
    try {
      return await call(state, value, run);
    } catch (failure) {
      if (!(failure instanceof StateFailure)) throw failure;
      const retrier = retriers.find((one: Fields) =>
        matches(failure, one["ErrorEquals"] as readonly string[]),
      );
      if (retrier === undefined || retrier.used >= number(retrier, "MaxAttempts", 3)) throw failure;
      const delay = number(retrier, "IntervalSeconds", 1) * number(retrier, "BackoffRate", 2) ** retrier.used;
      retrier.used += 1;
      history.transitions += 1;
      await world.clock.sleep(
        1000 * delay * ((retrier as Fields)["JitterStrategy"] === "FULL" ? world.random() : 1),
      );
    }
  }
}

async function call(state: Fields, value: Entered["value"], { world }: Run): Promise<unknown> {
  const action = String(state["Resource"]).replace("arn:aws:states:::aws-sdk:", "");
  const credentials = (await value(state["Credentials"] ?? {})) as Fields;
  const timeoutSeconds = await value(state["TimeoutSeconds"] ?? 99_999_999);
  if (!Number.isInteger(timeoutSeconds) || (timeoutSeconds as number) < 1)
    throw new StateFailure("States.QueryEvaluationError", `TimeoutSeconds is ${timeoutSeconds}`);
  const input = (await value(state["Arguments"] ?? {})) as Fields;
  if (action === "s3:putObject") return put(input, world.s3);
  return await world.sdk({
    action,
    input,
    roleArn: credentials["RoleArn"] as string | undefined,
    timeoutSeconds: timeoutSeconds as number,
  });
}

function put({ Bucket, Key, Body }: Fields, s3: World["s3"]): unknown {
  if (s3 === undefined)
    throw new StateFailure("S3.NoSuchBucketException", "The specified bucket does not exist");
  s3.set(`${Bucket}/${Key}`, JSON.stringify(Body));
  return { ETag: "etag" };
}

/** Leaves a state with its result, or by its `Catch`. @throws StateFailure if nothing catches it. */
export async function handled(state: Fields, { leave }: Entered, act: () => Promise<unknown>): Promise<Step> {
  try {
    const result = await act();
    return await leave(state, result, { result });
  } catch (failure) {
    if (!(failure instanceof StateFailure)) throw failure;
    const catchers = (state["Catch"] ?? []) as readonly Fields[];
    const catcher = catchers.find((one) => matches(failure, one["ErrorEquals"] as readonly string[]));
    if (catcher === undefined) throw failure;
    const errorOutput = { Error: failure.error, Cause: failure.errorCause };
    return await leave(catcher, errorOutput, { errorOutput });
  }
}

function number(fields: Fields, name: string, none: number): number {
  return (fields[name] as number | undefined) ?? none;
}
