import type { IoTFleetWiseClientConfig } from "@aws-sdk/client-iotfleetwise";
import type { Observable } from "rxjs";
import { describe, expectTypeOf, test } from "vitest";
import {
  type Cadence,
  createFleetWiseClient,
  expectedFinish,
  type FleetWiseClientConfig,
  getRegistration,
  type ObservedStatus,
  parseRegistration,
  type RegistrationEvent,
  type RegistrationSnapshot,
  type RegistrationStatus,
  type RegistrationWaiterOptions,
  type RetryEvent,
  registrationState,
  type StatusSource,
  type TransitionEvent,
  waitUntilRegistered,
  watchRegistration,
  watchRegistrationEvents,
} from "../src/index.js";
import type {
  Emulator,
  EmulatorOptions,
  Fault,
  FaultInput,
  FaultKind,
  FaultScript,
} from "../src/testing/index.js";
import type {
  GetRegisterAccountStatusCommandOutput,
  IoTFleetWise,
  IoTFleetWiseClient,
} from "./support/official-signatures.js";

// `npm run types` checks these; they do nothing at run time.
describe("types", () => {
  test("the official client, its aggregated class, the built-in client and a function are status sources", () => {
    expectTypeOf<IoTFleetWiseClient>().toExtend<StatusSource>();
    expectTypeOf<IoTFleetWise>().toExtend<StatusSource>();
    expectTypeOf(createFleetWiseClient).returns.toExtend<StatusSource>();
    expectTypeOf<() => Promise<GetRegisterAccountStatusCommandOutput>>().toExtend<StatusSource>();
    expectTypeOf<{ read(): Promise<unknown> }>().not.toExtend<StatusSource>();
    expectTypeOf<string>().not.toExtend<StatusSource>();
  });

  test("the official client's config and output are accepted unchanged", () => {
    expectTypeOf<IoTFleetWiseClientConfig>().toExtend<FleetWiseClientConfig>();
    expectTypeOf(createFleetWiseClient).toBeCallableWith({} as IoTFleetWiseClientConfig);
    expectTypeOf(parseRegistration).toBeCallableWith({} as GetRegisterAccountStatusCommandOutput);
    expectTypeOf(parseRegistration).returns.toEqualTypeOf<RegistrationSnapshot>();
    expectTypeOf<GetRegisterAccountStatusCommandOutput>().not.toExtend<RegistrationSnapshot>();
  });

  test("the entry points have the documented return types", () => {
    expectTypeOf(waitUntilRegistered).returns.resolves.toEqualTypeOf<RegistrationSnapshot>();
    expectTypeOf(getRegistration).returns.resolves.toEqualTypeOf<RegistrationSnapshot>();
    expectTypeOf(watchRegistration).returns.toEqualTypeOf<Observable<TransitionEvent>>();
    expectTypeOf(watchRegistrationEvents).returns.toEqualTypeOf<Observable<RegistrationEvent>>();
    expectTypeOf(registrationState).returns.toEqualTypeOf<"pending" | "registered" | "failed">();
    expectTypeOf(expectedFinish).returns.toEqualTypeOf<Cadence>();
  });

  test("every option except `client` may be omitted or undefined", () => {
    expectTypeOf<{ client: StatusSource }>().toExtend<RegistrationWaiterOptions>();
    type Undefined = { readonly [K in keyof Omit<RegistrationWaiterOptions, "client">]-?: undefined } & {
      client: StatusSource;
    };
    expectTypeOf<Undefined>().toExtend<RegistrationWaiterOptions>();
    expectTypeOf<Omit<RegistrationWaiterOptions, "client">>().not.toExtend<RegistrationWaiterOptions>();
  });

  test("an event's type determines its members, and statuses stay open", () => {
    expectTypeOf<RegistrationEvent["type"]>().toEqualTypeOf<"poll" | "transition" | "retry">();
    expectTypeOf<RetryEvent["nextDelayMs"]>().toEqualTypeOf<number>();
    expectTypeOf<RetryEvent["operation"]>().toEqualTypeOf<"GetRegisterAccountStatus" | "RegisterAccount">();
    expectTypeOf<RegistrationStatus>().toEqualTypeOf<
      "REGISTRATION_PENDING" | "REGISTRATION_SUCCESS" | "REGISTRATION_FAILURE"
    >();
    expectTypeOf<"REGISTRATION_SOMETHING_NEW">().toExtend<ObservedStatus>();
  });

  test("the emulator is disposable, and every option may be omitted or undefined", () => {
    expectTypeOf<Emulator>().toExtend<AsyncDisposable>();
    expectTypeOf<{
      readonly [K in keyof Required<EmulatorOptions>]: undefined;
    }>().toExtend<EmulatorOptions>();
    expectTypeOf<{ now: typeof Date.now }>().toExtend<EmulatorOptions>();
    expectTypeOf<{ now: () => Date }>().not.toExtend<EmulatorOptions>();
  });

  test("a fault's kind determines its settings, and only replacement responses can be altered", () => {
    expectTypeOf<FaultKind>().toEqualTypeOf<Fault["kind"]>();
    expectTypeOf<
      readonly [{ kind: "cutBody"; of: "throttled" }, "lostAnswer", undefined]
    >().toExtend<FaultScript>();
    expectTypeOf<{ kind: "cutBody"; of: { kind: "throttled"; hint: "body" } }>().toExtend<FaultInput>();
    expectTypeOf<{ kind: "cutBody"; of: "hang" }>().not.toExtend<FaultInput>();
    expectTypeOf<"explodes">().not.toExtend<FaultInput>();
  });
});
