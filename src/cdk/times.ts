import { Duration } from "aws-cdk-lib";
import type { FleetWiseRegistrationProps } from "./props.js";

/** The interval between polls, and the time limits of a resource, from the handlers' to CloudFormation's. */
export interface Times {
  readonly queryInterval: Duration;
  readonly totalTimeout: Duration;
  readonly serviceTimeout: Duration;
  /** Time limit of the handlers in seconds: less than the framework's, whose "Operation timed out" gives no reason. */
  readonly maxWaitTime: number;
}

const HOUR = Duration.hours(1).toSeconds();

/** Minimum time between the handlers' time limit and CloudFormation's: for a last poll and the response. */
const LAST_SECONDS = 60;

function unfit(name: string, wanted: string, got: Duration): RangeError {
  return new RangeError(`Expected \`${name}\` to be ${wanted}, got ${got.toHumanString()}`);
}

/** Returns the seconds of a duration. The CDK's own error for a fraction names no prop. */
function wholeSeconds(name: string, duration: Duration): number {
  const seconds = duration.toSeconds({ integral: false });
  if (!Number.isInteger(seconds)) throw unfit(name, "whole seconds", duration);
  return seconds;
}

/** Returns the times of a resource, with the defaults. @throws RangeError for times that do not fit together. */
export function timesOf({
  queryInterval = Duration.seconds(10),
  totalTimeout = Duration.minutes(30),
  serviceTimeout,
}: FleetWiseRegistrationProps): Times {
  const interval = wholeSeconds("queryInterval", queryInterval);
  const total = wholeSeconds("totalTimeout", totalTimeout);
  if (interval < 1) throw unfit("queryInterval", "at least 1 second", queryInterval);
  const wantedTotal = `a multiple of \`queryInterval\` (${queryInterval.toHumanString()}), more than twice as long, and at most an hour`;
  if (total % interval !== 0 || total <= 2 * interval || total > HOUR)
    throw unfit("totalTimeout", wantedTotal, totalTimeout);
  const service = serviceTimeout
    ? wholeSeconds("serviceTimeout", serviceTimeout)
    : Math.min(total + 300, HOUR);
  const least = Math.min(total + LAST_SECONDS, HOUR);
  if (service < least || service > HOUR) {
    const wanted = `at least ${Duration.seconds(least).toHumanString()}, a minute more than \`totalTimeout\`, and at most an hour`;
    throw unfit("serviceTimeout", wanted, Duration.seconds(service));
  }
  const maxWaitTime = Math.min(total, service - LAST_SECONDS) - interval;
  return { queryInterval, totalTimeout, serviceTimeout: Duration.seconds(service), maxWaitTime };
}
