/** What everybody must know who sees "not registered" or "access denied". */
export const CLOSED = "AWS IoT FleetWise has been closed to new customers since 30 April 2026.";
