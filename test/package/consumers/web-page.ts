// Code of a web page: uses only the core, and nothing from Node.
import { createFleetWiseClient, type TransitionEvent, watchRegistration } from "fleetwise-registration";

const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };

export function show(abortSignal: AbortSignal, list: Element): void {
  const client = createFleetWiseClient({ region: "eu-central-1", endpoint: location.href, credentials });
  const append = ({ resource, to }: TransitionEvent) => list.append(`${resource} ${to}`);
  watchRegistration({ client, abortSignal }).subscribe({
    next: append,
    error: (error) => list.append(error),
  });
}
