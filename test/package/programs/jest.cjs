// A test that runs in Jest without configuration: CommonJS, no `import()`.
const {
  createFleetWiseClient,
  ensureRegistered,
  isRegistrationError,
  waitUntilRegistered,
} = require("fleetwise-registration");
const { createProviderHandlers } = require("fleetwise-registration/custom-resource");
const { startEmulator } = require("fleetwise-registration/testing");

const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = process.env;
const often = { minDelay: 0.02, maxDelay: 0.02 };

let emulator;
let client;
beforeEach(async () => {
  emulator = await startEmulator({ timeScale: 1000, credentials: { accessKeyId, secretAccessKey } });
  // The emulator checks the signature, which proves that the chain found these credentials.
  client = createFleetWiseClient({ endpoint: emulator.endpoint, region: "eu-central-1" });
});
afterEach(() => emulator.close());

test("waitUntilRegistered works with credentials from the default chain", async () => {
  await client.registerAccount();
  expect(await waitUntilRegistered({ client, ...often })).toMatchObject({
    accountStatus: "REGISTRATION_SUCCESS",
  });
});

test("ensureRegistered works with a plain client and the official package's commands", async () => {
  const send = ({ operation, input }, options) =>
    operation === "RegisterAccount"
      ? client.registerAccount(input, options)
      : client.getRegisterAccountStatus({}, options);
  expect(await ensureRegistered({ client: { send }, ...often })).toMatchObject({
    accountStatus: "REGISTRATION_SUCCESS",
  });
});

test("isRegistrationError recognizes an error, and the handlers reject with the same one", async () => {
  const StackId = "arn:aws:cloudformation:eu-central-1:123456789012:stack/fleet/5b918d10";
  const { onEvent } = createProviderHandlers({ client, mode: "wait-only", consistencyGrace: 0 });
  await expect(onEvent({ RequestType: "Create", StackId })).rejects.toThrow(/is not registered/);
  const error = await waitUntilRegistered({ client, consistencyGrace: 0 }).catch((reason) => reason);
  expect(isRegistrationError(error) && error.code).toBe("NOT_REGISTERED");
});
