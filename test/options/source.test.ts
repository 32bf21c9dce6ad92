import { expect, test } from "vitest";
import { registrationClient, statusSource } from "../../src/options/source.js";

const method = async () => ({});

test.each([
  ["a function", method],
  ["an object with send", { send: method }],
  ["an object with getRegisterAccountStatus", { getRegisterAccountStatus: method }],
])("statusSource accepts %s", (_, client) => {
  expect(statusSource(client)).toBe(client);
});

test.each([
  ["an object with send", { send: method }],
  ["an object with registerAccount", { getRegisterAccountStatus: method, registerAccount: method }],
])("registrationClient accepts %s", (_, client) => {
  expect(registrationClient(client)).toBe(client);
});

/** A client whose getters throw, as a revoked proxy does. */
const unreadable = {
  get send(): never {
    throw new Error("unreadable");
  },
};

const CHECKS = { statusSource, registrationClient } as const;
const WANTED = {
  statusSource:
    "an IoTFleetWiseClient, an object with `getRegisterAccountStatus`, or a function that resolves to the status",
  registrationClient:
    "a client that can register: an IoTFleetWiseClient, or an object with `registerAccount`",
} as const;

test.each(["statusSource", "registrationClient"] as const)("%s rejects any other client", (check) => {
  for (const [client, shown] of [
    [undefined, "undefined"],
    [null, "null"],
    ["client", '"client"'],
    [{}, "an object"],
    [{ send: "text", getRegisterAccountStatus: 5, registerAccount: true }, "an object"],
    [unreadable, "an object"],
  ] as const)
    expect(() => CHECKS[check](client as never)).toThrow(
      new TypeError(`Expected \`client\` to be ${WANTED[check]}, got ${shown}`),
    );
});

test("registrationClient rejects a function, which can only poll", () => {
  expect(() => registrationClient(method as never)).toThrow(
    new TypeError(`Expected \`client\` to be ${WANTED.registrationClient}, got a function`),
  );
});
