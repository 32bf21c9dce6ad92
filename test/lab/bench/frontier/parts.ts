import { seeded } from "../../../support/seeded.js";
import { type Cost, costOf, meanOf } from "./cost.js";
import { type Law, momentOf, uniform, usual } from "./laws.js";
import { ourSchedule, pending } from "./ours.js";

/** A registration whose IAM resource finishes first, and the account some time later. */
export interface Course {
  readonly name: string;
  /** Returns the time at which IAM finishes, in seconds since the start, for a quantile of all registrations. */
  readonly iamAt: (share: number) => number;
  /** Returns the distribution of the account's finish, given that of IAM. */
  readonly accountAfter: (iamAt: number) => Law;
}

function follows(within: number): Course {
  return {
    name: `the account within ${within} s of IAM`,
    iamAt: (share) => momentOf(usual, share),
    accountAfter: (iamAt) => uniform(iamAt, iamAt + within),
  };
}

export const followsSoon: Course = follows(10);

/** IAM finishes almost immediately, which is not a hint about the account. */
export const noHint: Course = {
  name: "IAM after 5 s, the account around 300 s",
  iamAt: () => 5,
  accountAfter: () => usual,
};

export const courses: readonly Course[] = [followsSoon, follows(100), noHint];

/** Returns the cost of the library's cadence, with or without the resources' statuses in the responses. */
export function costOfCourse({ iamAt, accountAfter }: Course, visible: boolean, draws: number): Cost {
  const costs = Array.from({ length: draws }, (_, index) => {
    const iam = iamAt((index + 0.5) / draws);
    const answers = (at: number) =>
      pending(0, visible ? `REGISTRATION_${at < iam ? "PENDING" : "SUCCESS"}` : undefined);
    return costOf(ourSchedule(seeded(index), answers, {}, 4000), accountAfter(iam));
  });
  return meanOf(costs);
}
