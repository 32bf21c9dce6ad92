/** Limits of a measurement. */
export type Limit =
  | { readonly is: number | string }
  | { readonly atMost: number }
  | { readonly atLeast: number };

/** Prints a measurement beside its limit. A miss sets the exit code, and the program continues. */
export function figure(what: string, measured: number | string, limit: Limit): void {
  const [right, wanted] =
    "is" in limit
      ? [measured === limit.is, limit.is]
      : "atMost" in limit
        ? [Number(measured) <= limit.atMost, `at most ${limit.atMost}`]
        : [Number(measured) >= limit.atLeast, `at least ${limit.atLeast}`];
  const shown = typeof measured === "number" ? Number(measured.toPrecision(5)) : measured;
  console.log(`${right ? " ok " : "MISS"}  ${what}: ${shown} (${wanted})`);
  if (!right) process.exitCode = 1;
}
