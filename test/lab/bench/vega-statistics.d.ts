/** Distributions that the benches assume. The package has no declarations. */
declare module "vega-statistics" {
  export function cumulativeLogNormal(value: number, mean: number, stdev: number): number;
}
