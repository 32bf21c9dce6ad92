import type { Traits } from "../model.js";
import type { Row } from "../row.js";
import type { Service } from "../service.js";
import type { Situation } from "../situation.js";

/** What a situation came to: the row, and the service as it was at the end. */
export interface Played {
  readonly row: Row;
  readonly service: Service;
}

/** An entry point that plays situations. */
export interface Door extends AsyncDisposable {
  readonly name: string;
  readonly traits: Traits;
  /** Whether it can be asked for this at all. */
  plays(situation: Situation): boolean;
  play(situation: Situation): Promise<Played>;
}

/** Nothing to put away. */
export const noResources = { [Symbol.asyncDispose]: async (): Promise<void> => {} };

export function sinceOf({ request: { sinceAgo } }: Situation): Date | undefined {
  return sinceAgo === undefined ? undefined : new Date(Date.now() - 1000 * sinceAgo);
}
