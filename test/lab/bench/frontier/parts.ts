import { seeded } from "../../../support/seeded.js";
import { type Cost, costOf, meanOf } from "./cost.js";
import { type Law, momentOf, uniform, usual } from "./laws.js";
import { ourSchedule, pending } from "./ours.js";

/** A registration whose IAM part finishes first, and the account's verdict some time later. */
export interface Course {
  readonly name: string;
  /** When IAM finishes, for a share of all that are as early. */
  readonly iamAt: (share: number) => number;
  /** When the account does, once that is known. */
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

/** IAM is done almost at once, as in today's mode, and that says nothing of the account. */
export const saysNothing: Course = {
  name: "IAM after 5 s, the account around 300 s",
  iamAt: () => 5,
  accountAfter: () => usual,
};

export const courses: readonly Course[] = [followsSoon, follows(100), saysNothing];

/** What our cadence costs with the parts in the answers, and without. */
export function costOfCourse({ iamAt, accountAfter }: Course, visible: boolean, draws: number): Cost {
  const costs = Array.from({ length: draws }, (_, index) => {
    const iam = iamAt((index + 0.5) / draws);
    const answers = (at: number) =>
      pending(0, visible ? `REGISTRATION_${at < iam ? "PENDING" : "SUCCESS"}` : undefined);
    return costOf(ourSchedule(seeded(index), answers, {}, 4000), accountAfter(iam));
  });
  return meanOf(costs);
}
