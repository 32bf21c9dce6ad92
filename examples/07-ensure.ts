// Registers the account if needed, then waits, and prints each RegisterAccount, transition and retry. It is safe to run
// repeatedly.
import { createFleetWiseClient, type EnsureEvent, watchEnsureEvents } from "fleetwise-registration";
import { filter, lastValueFrom, map, tap } from "rxjs";

function line(event: EnsureEvent): string | undefined {
  switch (event.type) {
    case "register":
      return `RegisterAccount no. ${event.registration}: ${event.registerAccountStatus}`;
    case "transition":
      return `${event.resource}: ${event.to}${event.errorMessage ? ` (${event.errorMessage})` : ""}`;
    case "retry":
      return `${event.error.name}, again in ${Math.round(event.nextDelayMs / 1000)} s`;
    case "poll":
      return undefined;
  }
}

const lines$ = watchEnsureEvents({ client: createFleetWiseClient(), maxRegistrations: 2 }).pipe(
  map(line),
  filter((text) => text !== undefined),
);

try {
  await lastValueFrom(lines$.pipe(tap((text) => console.log(text))));
  console.log("registered");
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
