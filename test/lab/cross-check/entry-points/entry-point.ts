import type { Traits } from "../model.js";
import type { Row } from "../row.js";
import type { Service } from "../service.js";
import type { Situation } from "../situation.js";

/** Result of a situation: its row, and the final state of the service. */
export interface Played {
  readonly row: Row;
  readonly service: Service;
}

/** An entry point that plays situations. */
export interface EntryPoint extends AsyncDisposable {
  readonly name: string;
  readonly traits: Traits;
  /** Returns whether the entry point supports this situation. */
  plays(situation: Situation): boolean;
  play(situation: Situation): Promise<Played>;
}

/** The disposal of an entry point that holds no resources. */
export const noResources = { [Symbol.asyncDispose]: async (): Promise<void> => {} };

export function sinceOf({ request: { sinceAgo } }: Situation): Date | undefined {
  return sinceAgo === undefined ? undefined : new Date(Date.now() - 1000 * sinceAgo);
}
