// Uses the package as a web page does. Runs as a bundle, without Node's globals.
import { createFleetWiseClient, waitUntilRegistered, watchRegistration } from "fleetwise-registration";

const ANSWERS = ["REGISTRATION_PENDING", "REGISTRATION_SUCCESS"];

export async function visit(endpoint) {
  const answers = ANSWERS.map((accountStatus) => ({ customerAccountId: "123456789012", accountStatus }));
  const answered = await waitUntilRegistered({ client: async () => answers.shift(), maxDelay: 0.02 });
  const client = createFleetWiseClient({
    region: "eu-central-1",
    endpoint,
    credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
  });
  const seen = [];
  await new Promise((complete, error) => {
    watchRegistration({ client }).subscribe({
      next: ({ resource, to }) => seen.push(`${resource} ${to}`),
      complete,
      error,
    });
  });
  return { answered: answered.accountStatus, seen };
}
