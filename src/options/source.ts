import type { RegisterAccountInput } from "../registration/register-account.js";
import { expected } from "../text/expected.js";
import { member } from "../text/sentence.js";

/** A source of the status. One with both methods is called by its own `getRegisterAccountStatus`, also if that is mocked. */
export type StatusSource =
  /** The official `IoTFleetWiseClient`; its command is loaded from the official package when it is first needed. */
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

/** A source that can also register: the bare client, its aggregated class, or `createFleetWiseClient()`. */
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

/** Checks what the status is asked of. @throws TypeError that says what would do. */
export function statusSource(client: StatusSource): StatusSource {
  const { send, getRegisterAccountStatus } = membersOf(client);
  if ([client, getRegisterAccountStatus, send].some((one) => typeof one === "function")) return client;
  const wanted =
    "an IoTFleetWiseClient, an object with `getRegisterAccountStatus`, or a function that reads the status";
  throw new TypeError(expected("`client`", wanted, client));
}

/** Checks what is told to register. @throws TypeError that says what would do. */
export function registrationClient(client: RegistrationClient): RegistrationClient {
  const { send, registerAccount } = membersOf(client);
  if ([registerAccount, send].some((one) => typeof one === "function")) return client;
  const wanted = "an IoTFleetWiseClient, or an object with `registerAccount`, which can register";
  throw new TypeError(expected("`client`", wanted, client));
}

/** What it has of these; a member that throws when it is looked at counts as none. */
function membersOf(
  client: unknown,
): Record<"send" | "getRegisterAccountStatus" | "registerAccount", unknown> {
  return {
    send: member(client, "send"),
    getRegisterAccountStatus: member(client, "getRegisterAccountStatus"),
    registerAccount: member(client, "registerAccount"),
  };
}
