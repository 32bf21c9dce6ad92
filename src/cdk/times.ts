import { Duration } from "aws-cdk-lib";
import type { FleetWiseRegistrationProps } from "./props.js";

/** How long everything may take. */
export interface Times {
  readonly queryInterval: Duration;
  readonly totalTimeout: Duration;
  readonly serviceTimeout: Duration;
  /** Seconds after which the handlers give up: before the framework does, which says no more than "Operation timed out". */
  readonly maxWaitTime: number;
}

const HOUR = Duration.hours(1).toSeconds();

/** From when the framework gives up until CloudFormation may: a last look, and the answer. */
const LAST_SECONDS = 60;

/** @throws RangeError for times that do not fit together. */
export function timesOf({
  queryInterval = Duration.seconds(10),
  totalTimeout = Duration.minutes(30),
  serviceTimeout,
}: FleetWiseRegistrationProps): Times {
  const [interval, total] = [queryInterval.toSeconds(), totalTimeout.toSeconds()];
  if (interval < 1)
    throw new RangeError(
      `Expected \`queryInterval\` to be at least 1 second, got ${queryInterval.toHumanString()}`,
    );
  const wantedTotal = `a multiple of \`queryInterval\` (${queryInterval.toHumanString()}), more than two times it, and at most an hour`;
  if (total % interval !== 0 || total <= 2 * interval || total > HOUR)
    throw new RangeError(
      `Expected \`totalTimeout\` to be ${wantedTotal}, got ${totalTimeout.toHumanString()}`,
    );
  const service = serviceTimeout?.toSeconds() ?? Math.min(total + 300, HOUR);
  const least = Math.min(total + LAST_SECONDS, HOUR);
  if (service < least || service > HOUR) {
    const wanted = `at least ${Duration.seconds(least).toHumanString()}, a minute more than \`totalTimeout\`, and at most an hour`;
    throw new RangeError(
      `Expected \`serviceTimeout\` to be ${wanted}, got ${Duration.seconds(service).toHumanString()}`,
    );
  }
  const maxWaitTime = Math.min(total, service - LAST_SECONDS) - interval;
  return { queryInterval, totalTimeout, serviceTimeout: Duration.seconds(service), maxWaitTime };
}
