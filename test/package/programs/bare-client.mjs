// Ensures a registration with a client that has only `send`. The official package supplies the commands.
import { createFleetWiseClient, ensureRegistered } from "fleetwise-registration";

const { registerAccount, getRegisterAccountStatus } = createFleetWiseClient({
  endpoint: process.env.EMULATOR,
  region: "eu-central-1",
  credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
});
const client = {
  send: ({ operation, input }, options) =>
    operation === "RegisterAccount" ? registerAccount(input, options) : getRegisterAccountStatus({}, options),
};
ensureRegistered({ client, minDelay: 0.02, maxDelay: 0.02 }).then(
  ({ accountStatus }) => console.log(accountStatus),
  ({ name, code, operation, message }) => console.log(JSON.stringify({ name, code, operation, message })),
);
