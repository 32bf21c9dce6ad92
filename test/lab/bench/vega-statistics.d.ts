/** Declares the function that the benches use, because the package has no declarations. */
declare module "vega-statistics" {
  export function cumulativeLogNormal(value: number, mean: number, stdev: number): number;
}
