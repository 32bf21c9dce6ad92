import { Property } from "./names.js";
import type { OnEventRequest } from "./protocol.js";

/** Which requests ask to register once more what is registered: an Update that brings another token. */
export interface Reregistering {
  asks(request: OnEventRequest): boolean;
  /** That it has been done: Lambda may deliver a request twice, and to ask twice is not to want it twice. */
  done(request: OnEventRequest): void;
}

/** Remembers the latest that was done, for as long as the function's process lives. */
export function reregistering(): Reregistering {
  let latest: string | undefined;
  return {
    asks: (request) => {
      const key = keyOf(request);
      return key !== undefined && key !== latest;
    },
    done: (request) => {
      latest = keyOf(request);
    },
  };
}

function keyOf({
  RequestType,
  RequestId,
  ResourceProperties,
  OldResourceProperties,
}: OnEventRequest): string | undefined {
  const token = ResourceProperties?.[Property.reregisterToken];
  // Not when it is taken away: that is what a rollback does to one that was added.
  if (RequestType !== "Update" || token === undefined) return undefined;
  return token === OldResourceProperties?.[Property.reregisterToken] ? undefined : `${RequestId} ${token}`;
}
