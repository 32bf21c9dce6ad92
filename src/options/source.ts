import type { RegisterAccountInput } from "../registration/register-account.js";
import { member } from "../text/sentence.js";
import { wrong } from "./checks.js";

/** The official `IoTFleetWiseClient`. The official package with its commands is loaded on first use. */
export type SdkClient = {
  // biome-ignore lint/suspicious/noExplicitAny: the SDK's generic `send` is assignable to nothing narrower
  send(command: any, options?: any): Promise<any>;
};

/** The official aggregated `IoTFleetWise`, or `createFleetWiseClient()`. */
type StatusReader = {
  getRegisterAccountStatus(
    input: Record<never, never>,
    options?: { abortSignal?: AbortSignal },
  ): PromiseLike<unknown>;
};

/** A source of the registration status. If it has both `getRegisterAccountStatus` and `send`, the former is called. */
export type StatusSource =
  | SdkClient
  | StatusReader
  /** Your own function, which resolves to the response of `GetRegisterAccountStatus`. */
  | ((options: { abortSignal: AbortSignal }) => PromiseLike<unknown>);

/** A client that polls and registers: the bare SDK client, the aggregated client, or `createFleetWiseClient()`. */
export type RegistrationClient =
  | SdkClient
  | (StatusReader & {
      registerAccount(
        input: RegisterAccountInput,
        options?: { abortSignal?: AbortSignal },
      ): PromiseLike<unknown>;
    });

/** Checks a source of the status. @throws TypeError that names the accepted kinds. */
export function statusSource(client: StatusSource): StatusSource {
  if (typeof client === "function" || hasMethod(client, "getRegisterAccountStatus", "send")) return client;
  const wanted =
    "an IoTFleetWiseClient, an object with `getRegisterAccountStatus`, or a function that resolves to the status";
  throw wrong(TypeError, "client", wanted, client);
}

/** Checks a client that is to register. @throws TypeError that names the accepted kinds. */
export function registrationClient(client: RegistrationClient): RegistrationClient {
  if (hasMethod(client, "registerAccount", "send")) return client;
  const wanted = "a client that can register: an IoTFleetWiseClient, or an object with `registerAccount`";
  throw wrong(TypeError, "client", wanted, client);
}

/** Returns whether a client has one of these methods. A getter that throws counts as absent. */
function hasMethod(client: unknown, ...names: readonly string[]): boolean {
  return names.some((name) => typeof member(client, name) === "function");
}
