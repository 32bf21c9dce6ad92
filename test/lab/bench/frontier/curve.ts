/** The least delay for each number of polls: points in ascending order, interpolated by power laws. */
export interface Curve {
  readonly calls: readonly number[];
  readonly delay: readonly number[];
}

export function delayAt(curve: Curve, calls: number): number {
  const { index, slope } = segmentAt(curve, calls);
  return (curve.delay[index] ?? Number.NaN) * (calls / (curve.calls[index] ?? Number.NaN)) ** slope;
}

/** Returns how much one more poll reduces the delay, as a share of the delay. */
export function gainAt(curve: Curve, calls: number): number {
  return -segmentAt(curve, calls).slope / calls;
}

function segmentAt({ calls: xs, delay: ys }: Curve, calls: number) {
  const found = xs.findIndex((x) => x >= calls);
  const index = found < 0 ? xs.length - 2 : Math.max(0, found - 1);
  const growth = (values: readonly number[]) => Math.log((values[index + 1] ?? 0) / (values[index] ?? 0));
  return { index, slope: growth(ys) / growth(xs) };
}
