// Loads both copies of the library, and checks the errors of each with the functions and classes of both.
import { createRequire } from "node:module";
import * as imported from "fleetwise-registration";

const required = createRequire(import.meta.url)("fleetwise-registration");
const pending = { customerAccountId: "123456789012", accountStatus: "REGISTRATION_PENDING" };
const never = { client: async () => pending, maxWaitTime: 0.01 };
for (const [mine, other] of [
  [imported, required],
  [required, imported],
]) {
  const error = await mine.waitUntilRegistered(never).catch((reason) => reason);
  console.log(
    error.code,
    mine.isRegistrationError(error),
    other.isRegistrationError(error),
    error instanceof mine.RegistrationTimeoutError,
    error instanceof other.RegistrationTimeoutError,
  );
}
