import type { RegisterAccountInput } from "../registration/register-account.js";
import { expected } from "../text/expected.js";
import { member } from "../text/sentence.js";

/** A source of the registration status. If it has both methods, its `getRegisterAccountStatus` is called, also if that is mocked. */
export type StatusSource =
  /** The official `IoTFleetWiseClient`. The official package with its commands is loaded on first use. */
  // biome-ignore lint/suspicious/noExplicitAny: the SDK's generic `send` is assignable to nothing narrower
  | { send(command: any, options?: any): Promise<any> }
  /** The official aggregated `IoTFleetWise`, or `createFleetWiseClient()`. */
  | {
      getRegisterAccountStatus(
        input: Record<never, never>,
        options?: { abortSignal?: AbortSignal },
      ): PromiseLike<unknown>;
    }
  /** Your own function. */
  | ((options: { abortSignal: AbortSignal }) => PromiseLike<unknown>);

/** A client that polls and registers: the bare SDK client, the aggregated client, or `createFleetWiseClient()`. */
export type RegistrationClient =
  // biome-ignore lint/suspicious/noExplicitAny: the SDK's generic `send` is assignable to nothing narrower
  | { send(command: any, options?: any): Promise<any> }
  | {
      getRegisterAccountStatus(
        input: Record<never, never>,
        options?: { abortSignal?: AbortSignal },
      ): PromiseLike<unknown>;
      registerAccount(
        input: RegisterAccountInput,
        options?: { abortSignal?: AbortSignal },
      ): PromiseLike<unknown>;
    };

/** Checks a source of the status. @throws TypeError that names the accepted kinds. */
export function statusSource(client: StatusSource): StatusSource {
  const { send, getRegisterAccountStatus } = membersOf(client);
  if ([client, getRegisterAccountStatus, send].some((one) => typeof one === "function")) return client;
  const wanted =
    "an IoTFleetWiseClient, an object with `getRegisterAccountStatus`, or a function that reads the status";
  throw new TypeError(expected("`client`", wanted, client));
}

/** Checks a client that is to register. @throws TypeError that names the accepted kinds. */
export function registrationClient(client: RegistrationClient): RegistrationClient {
  const { send, registerAccount } = membersOf(client);
  if ([registerAccount, send].some((one) => typeof one === "function")) return client;
  const wanted = "an IoTFleetWiseClient, or an object with `registerAccount`, which can register";
  throw new TypeError(expected("`client`", wanted, client));
}

/** Returns the methods of a client. A getter that throws counts as absent. */
function membersOf(
  client: unknown,
): Record<"send" | "getRegisterAccountStatus" | "registerAccount", unknown> {
  return {
    send: member(client, "send"),
    getRegisterAccountStatus: member(client, "getRegisterAccountStatus"),
    registerAccount: member(client, "registerAccount"),
  };
}
