// Prints whether a wait retries each broken connection, and its error, with the built-in client and with `fetch`.
import { createFleetWiseClient, watchRegistrationEvents } from "fleetwise-registration";

const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };

for (const [name, endpoint] of Object.entries(JSON.parse(process.env.ENDPOINTS))) {
  const byFetch = async ({ abortSignal }) => {
    const answer = await fetch(endpoint, { method: "POST", body: "{}", signal: abortSignal });
    return answer.json();
  };
  const byClient = createFleetWiseClient({ endpoint, region: "eu-central-1", credentials });
  for (const client of [byClient, byFetch]) {
    const how = client === byFetch ? "fetch" : "client";
    await new Promise((resolve) => {
      const seen = (what, error) => {
        const { code, message } = error.cause ?? error;
        console.log([name, how, what, JSON.stringify(`${code ?? ""} ${message}`)].join("\t"));
        resolve();
      };
      const wait = watchRegistrationEvents({ client, minDelay: 60 }).subscribe({
        next: ({ type, error }) => {
          seen(type, error);
          queueMicrotask(() => wait.unsubscribe());
        },
        error: (error) => seen("ends", error),
      });
    });
  }
}
