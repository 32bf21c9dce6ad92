/** The distributions that the benches assume; the package has no declarations of its own. */
declare module "vega-statistics" {
  export function cumulativeLogNormal(value: number, mean: number, stdev: number): number;
}
