import { expect, test } from "vitest";
import { handlerOf } from "../../../src/client/built-in/request-handler.js";

test("a handler that is passed is used as it is", async () => {
  const requestHandler = { handle: () => Promise.reject(new Error("unused")) };
  expect(await handlerOf({ requestHandler })()).toBe(requestHandler);
});

test("clients without a handler share the platform's", async () => {
  const handler = await handlerOf({})();
  expect(handler).toHaveProperty("handle");
  expect(await handlerOf({ requestHandler: undefined })()).toBe(handler);
});

test("options in place of a handler create one handler for the client", async () => {
  const get = handlerOf({ requestHandler: { connectionTimeout: 1 } });
  const handler = await get();
  expect(handler).toHaveProperty("handle");
  expect(await get()).toBe(handler);
  expect(await handlerOf({})()).not.toBe(handler);
});
