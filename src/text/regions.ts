/** The regions that have AWS IoT FleetWise. Elsewhere its host is not found, and that does not pass. */
export const REGIONS: readonly string[] = ["us-east-1", "eu-central-1", "ap-south-1"];

/** The same in a sentence. */
export const REGIONS_IN_WORDS: string = `${REGIONS.slice(0, -1).join(", ")} and ${REGIONS.at(-1)}`;
