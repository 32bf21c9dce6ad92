/** Sentence for "not registered" and "access denied": the likely reason for both. */
export const CLOSED = "AWS IoT FleetWise has been closed to new customers since 30 April 2026.";
