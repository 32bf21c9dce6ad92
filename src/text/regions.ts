/** Regions with AWS IoT FleetWise. In any other region, the service's host name does not resolve, so every request fails. */
export const REGIONS: readonly string[] = ["us-east-1", "eu-central-1", "ap-south-1"];

/** The AWS SDK's check of a region: one label of a host name. The AWS SDK's function would load too much with every import. */
export const REGION: RegExp = /^(?!-)[a-z\d-]{1,63}(?<!-)$/i;

/** The form of a region, for messages. */
export const REGION_FORM = "an AWS region such as us-east-1";

/** The regions as part of a sentence. */
export const REGIONS_IN_WORDS: string = /* @__PURE__ */ inWords(REGIONS);

function inWords(names: readonly string[]): string {
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
