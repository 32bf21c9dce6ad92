// Stands in for @aws-sdk/client-iotfleetwise, which is optional and which some registries do not carry: the official
// classes' shape on the built-in client. Tests and examples reach it under the package's name.

import type { FleetWiseClientConfig } from "../../src/client/built-in/client-config.js";
import type {
  GetRegisterAccountStatusOutput,
  RegisterAccountOutput,
} from "../../src/client/built-in/shapes.js";
import { createFleetWiseClient } from "../../src/client/fleetwise-client.js";
import type { RegisterAccountInput } from "../../src/registration/register-account.js";

interface CallOptions {
  readonly abortSignal?: AbortSignal;
}

export class GetRegisterAccountStatusCommand {
  readonly input: Record<string, never>;
  constructor(input: Record<string, never>) {
    this.input = input;
  }
}

export class RegisterAccountCommand {
  readonly input: RegisterAccountInput;
  constructor(input: RegisterAccountInput) {
    this.input = input;
  }
}

/** The bare client: it knows commands, and no operation by name. */
export class IoTFleetWiseClient {
  readonly #client: ReturnType<typeof createFleetWiseClient>;
  constructor(config: FleetWiseClientConfig) {
    this.#client = createFleetWiseClient(config);
  }
  send(
    command: GetRegisterAccountStatusCommand,
    options?: CallOptions,
  ): Promise<GetRegisterAccountStatusOutput>;
  send(command: RegisterAccountCommand, options?: CallOptions): Promise<RegisterAccountOutput>;
  async send(
    command: GetRegisterAccountStatusCommand | RegisterAccountCommand,
    options?: CallOptions,
  ): Promise<GetRegisterAccountStatusOutput | RegisterAccountOutput> {
    if (command instanceof RegisterAccountCommand)
      return this.#client.registerAccount(command.input, options);
    if (command instanceof GetRegisterAccountStatusCommand)
      return this.#client.getRegisterAccountStatus(command.input, options);
    throw new TypeError("Not a command of this client");
  }
  destroy(): void {}
}

/** The aggregated client: the operations by their names, on top of the commands. */
export class IoTFleetWise extends IoTFleetWiseClient {
  getRegisterAccountStatus(
    input: Record<string, never> = {},
    options?: CallOptions,
  ): Promise<GetRegisterAccountStatusOutput> {
    return this.send(new GetRegisterAccountStatusCommand(input), options);
  }
  registerAccount(input: RegisterAccountInput = {}, options?: CallOptions): Promise<RegisterAccountOutput> {
    return this.send(new RegisterAccountCommand(input), options);
  }
}
