// A service that starts its work when the account is registered, however long that takes, and stops immediately on SIGTERM.
import { createFleetWiseClient, isRegistrationError, watchRegistrationEvents } from "fleetwise-registration";
import { lastValueFrom, retry, tap, throwError, timer } from "rxjs";

const stop = new AbortController();
process.once("SIGTERM", () => stop.abort("SIGTERM"));

const registered$ = watchRegistrationEvents({
  client: createFleetWiseClient(),
  maxWaitTime: Number.POSITIVE_INFINITY,
  consistencyGrace: 0,
  abortSignal: stop.signal,
}).pipe(
  tap((event) => {
    if (event.type === "transition") console.log(event.resource, event.to);
  }),
  // While the account has no registration, poll again later. Any other error ends the service.
  retry({
    delay: (error) =>
      isRegistrationError(error) && error.code === "NOT_REGISTERED"
        ? timer(1000 * Number(process.env["LOOK_AGAIN"] ?? 60))
        : throwError(() => error),
  }),
);

try {
  await lastValueFrom(registered$);
  console.log("registered: the work begins");
} catch (error) {
  console.error(error === "SIGTERM" ? "stopped" : error instanceof Error ? error.message : error);
  process.exitCode = error === "SIGTERM" ? 0 : 1;
}
