// What a test is that runs in Jest as it comes: CommonJS, and no `import()`.
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
  // The emulator checks the signature: the credentials are what the chain found.
  client = createFleetWiseClient({ endpoint: emulator.endpoint, region: "eu-central-1" });
});
afterEach(() => emulator.close());

test("a wait, signed with what the credential chain finds", async () => {
  await client.registerAccount();
  expect(await waitUntilRegistered({ client, ...often })).toMatchObject({
    accountStatus: "REGISTRATION_SUCCESS",
  });
});

test("a bare client, whose commands come from the official package", async () => {
  const send = ({ operation, input }, options) =>
    operation === "RegisterAccount"
      ? client.registerAccount(input, options)
      : client.getRegisterAccountStatus({}, options);
  expect(await ensureRegistered({ client: { send }, ...often })).toMatchObject({
    accountStatus: "REGISTRATION_SUCCESS",
  });
});

test("an error, recognized across the entries", async () => {
  const StackId = "arn:aws:cloudformation:eu-central-1:123456789012:stack/fleet/5b918d10";
  const { onEvent } = createProviderHandlers({ client, mode: "wait-only", consistencyGrace: 0 });
  await expect(onEvent({ RequestType: "Create", StackId })).rejects.toThrow(/is not registered/);
  const error = await waitUntilRegistered({ client, consistencyGrace: 0 }).catch((reason) => reason);
  expect(isRegistrationError(error) && error.code).toBe("NOT_REGISTERED");
});
