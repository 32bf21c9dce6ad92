// Runs a state machine in LocalStack's interpreter (engine.py), with the clock, random numbers and services that the interpreter of
// test/step-functions uses.
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { evaluate } from "../../step-functions/interpreter/expressions.js";
import { StateFailure } from "../../step-functions/interpreter/failure.js";
import type { Fields } from "../../step-functions/interpreter/fields.js";
import type { Outcome, SdkCall, States, World } from "../../step-functions/interpreter/run.js";

/** Version of the package that contains the interpreter, as the weekly workflow installs it. */
const MOTO = "5.2.1";

/** Returns why the interpreter cannot run here, or undefined if it can. */
export function missing(): string | undefined {
  const { stdout } = spawnSync("python3", ["-c", "import moto, antlr4; print(moto.__version__)"], {
    encoding: "utf8",
  });
  if (stdout?.trim() === MOTO) return undefined;
  return `Python has no moto ${MOTO}: pip install "moto[stepfunctions]==${MOTO}"`;
}

type Ended = Pick<Outcome, "status" | "output" | "error" | "cause" | "states">;

interface Question extends Fields {
  readonly kind: "evaluate" | "now" | "sleep" | "random" | "enter" | "call" | "ended";
}

/** One process that runs executions one after the other. */
export class Engine implements Disposable {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;
  #errors = "";

  constructor() {
    this.#process = spawn("python3", [fileURLToPath(new URL("engine.py", import.meta.url))]);
    this.#process.stderr.on("data", (chunk) => {
      this.#errors = (this.#errors + chunk).slice(-5000);
    });
    this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  run(definition: States, input: unknown, world: World): Promise<Ended> {
    return world.clock.run(async () => {
      const states: string[] = [];
      this.#send({ definition: readable(definition), input });
      for (;;) {
        const { value, done } = await this.#lines.next();
        if (done) throw new Error(`The interpreter exited: ${this.#errors}`);
        const question: Question = JSON.parse(value);
        if (question.kind === "ended") {
          const { kind, ...ended } = question;
          return { ...(ended as unknown as Omit<Ended, "states">), states };
        }
        if (question.kind === "enter") {
          states.push(String(question["state"]));
          world.entered?.(String(question["state"]), input, undefined);
        }
        this.#send(await answer(question, world));
      }
    });
  }

  #send(message: object): void {
    this.#process.stdin.write(`${JSON.stringify(message)}\n`);
  }

  [Symbol.dispose](): void {
    this.#process.kill();
  }
}

/**
 * Returns the definition with its failure percentage as an expression, because this interpreter's grammar rejects the number 100.
 */
function readable(definition: States): unknown {
  return JSON.parse(JSON.stringify(definition), (name, value) =>
    name === "ToleratedFailurePercentage" ? `{% ${value} %}` : value,
  );
}

async function answer(question: Question, { clock, random, sdk }: World): Promise<object> {
  switch (question.kind) {
    case "evaluate":
      return await evaluate(String(question["expression"]), {}, random).then(
        (value) => ({ value }),
        (thrown: unknown) => ({ error: String((thrown as Error).message) }),
      );
    case "now":
      return { ms: clock.now() };
    case "random":
      return { value: random() };
    case "sleep":
      await clock.sleep(1000 * Number(question["seconds"]));
      return {};
    case "call":
      return await sdk(question as unknown as SdkCall).then(
        (result) => ({ result }),
        (thrown: unknown) => {
          if (!(thrown instanceof StateFailure)) throw thrown;
          return { error: thrown.error, cause: thrown.errorCause };
        },
      );
    default:
      return {};
  }
}
