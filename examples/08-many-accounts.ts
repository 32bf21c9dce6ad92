// Waits for several accounts and regions at the same time with RxJS. A failure of one does not stop the others.
//
//   node --import tsx examples/08-many-accounts.ts production:us-east-1 production:eu-central-1 test:us-east-1
import { createFleetWiseClient, describeRegistration, watchRegistration } from "fleetwise-registration";
import { catchError, EMPTY, from, lastValueFrom, mergeMap, tap } from "rxjs";

const targets = process.argv.slice(2).map((name) => {
  const [profile, region] = name.split(":");
  return { name, client: createFleetWiseClient({ profile, region }) };
});

const AT_ONCE = 10;
await lastValueFrom(
  from(targets).pipe(
    mergeMap(
      ({ name, client }) =>
        watchRegistration({ client }).pipe(
          tap(({ resource, to, snapshot }) => {
            if (resource === "account")
              console.log(`${name}: ${snapshot ? describeRegistration(snapshot) : to}`);
          }),
          catchError((error) => {
            console.error(`${name}: ${error.message}`);
            process.exitCode = 1;
            return EMPTY;
          }),
        ),
      AT_ONCE,
    ),
  ),
  { defaultValue: undefined },
);
