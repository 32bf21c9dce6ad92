/** The regions that have AWS IoT FleetWise. */
export const REGIONS: readonly string[] = ["us-east-1", "eu-central-1", "ap-south-1"];

/** The same in a sentence. */
export const REGIONS_IN_WORDS = `${REGIONS.slice(0, -1).join(", ")} and ${REGIONS.at(-1)}`;
