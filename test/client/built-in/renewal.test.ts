// The renewal of keys that are still valid, by a provider that hangs.
import { expect, test, vi } from "vitest";
import { credentialsOf } from "../../../src/client/built-in/credentials.js";

const NOW = Date.parse("2026-11-01T12:00:00Z");
const MINUTE = 60_000;
const keys = (n: number, minutes: number) => ({
  accessKeyId: `AKID${n}`,
  secretAccessKey: "s",
  expiration: new Date(NOW + minutes * MINUTE),
});

/** Returns credentials that expire after an hour, and whose renewal hangs. */
function hanging() {
  const provider = vi.fn(async () => keys(1, 60));
  const credentials = credentialsOf(
    { credentials: provider },
    async () => "us-east-1",
    async () => expect.unreachable(),
  );
  /** Returns the key at a minute, in a call with this signal. */
  const at = async (minute: number, signal = new AbortController().signal) =>
    (await credentials.current(NOW + minute * MINUTE, signal)).accessKeyId;
  return { provider, at };
}

test("a renewal that hangs delays one call, and is repeated a minute after that call was aborted", async () => {
  const { provider, at } = hanging();
  expect(await at(0)).toBe("AKID1");
  provider.mockReturnValueOnce(new Promise(() => {}));
  const controller = new AbortController();
  void at(56, controller.signal);
  expect(await at(56)).toBe("AKID1");
  controller.abort();
  expect(await at(56.9)).toBe("AKID1");
  expect(provider).toHaveBeenCalledTimes(2);
  provider.mockResolvedValueOnce(keys(2, 120));
  expect(await at(57)).toBe("AKID2");
  expect(await at(57)).toBe("AKID2");
  expect(provider).toHaveBeenCalledTimes(3);
});

test("a renewal that was aborted is repeated at once when the keys have expired", async () => {
  const { provider, at } = hanging();
  await at(0);
  provider.mockReturnValueOnce(new Promise(() => {}));
  const controller = new AbortController();
  void at(59.5, controller.signal);
  controller.abort();
  provider.mockResolvedValueOnce(keys(2, 120));
  expect(await at(60)).toBe("AKID2");
});

test("keys that expire soon are renewed by each call, because no renewal hangs", async () => {
  const { provider, at } = hanging();
  await at(0);
  for (const n of [2, 3]) {
    provider.mockResolvedValueOnce(keys(n, 60));
    expect(await at(56)).toBe(`AKID${n}`);
  }
});
