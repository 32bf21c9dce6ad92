import { once } from "node:events";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { expect, test } from "vitest";
import { type HttpRequest, listen } from "../../../src/testing/http/server.js";

const ok = async () => ({ status: 200, headers: {}, body: "fine" });

test("listen passes method, path, lower-case headers and body to the handler and sends its response", async () => {
  let seen: HttpRequest | undefined;
  const server = await listen(0, async (request) => {
    seen = request;
    return { status: 418, headers: { "x-pot": "tea" }, body: "çay" };
  });
  const response = await fetch(`http://127.0.0.1:${server.port}/kettle?a=1`, {
    method: "PUT",
    headers: { "X-Cup": "1" },
    body: "water",
  });
  expect(seen).toMatchObject({ method: "PUT", path: "/kettle?a=1", headers: { "x-cup": "1" } });
  expect(seen?.body.toString()).toBe("water");
  expect(response.status).toBe(418);
  expect(response.headers.get("x-pot")).toBe("tea");
  expect(response.headers.get("content-length")).toBe("4");
  expect(Date.parse(response.headers.get("date") ?? "")).not.toBeNaN();
  expect(await response.text()).toBe("çay");
  await server.close();
});

test("a body over 64 KiB returns 413 and does not reach the handler", async () => {
  let handled = 0;
  const server = await listen(0, async () => {
    handled += 1;
    return ok();
  });
  const send = (bytes: number) =>
    fetch(`http://127.0.0.1:${server.port}`, { method: "POST", body: "x".repeat(bytes) });
  expect((await send(64 * 1024)).status).toBe(200);
  const refused = await send(64 * 1024 + 1);
  expect({ status: refused.status, text: await refused.text(), handled }).toEqual({
    status: 413,
    text: "The body is longer than 65536 bytes.",
    handled: 1,
  });
  await server.close();
});

const outside = Object.values(networkInterfaces())
  .flat()
  .find((address) => address?.family === "IPv4" && !address.internal)?.address;

test.skipIf(outside === undefined)("the server cannot be reached from another machine", async () => {
  const server = await listen(0, ok);
  const [error] = await once(connect(server.port, outside), "error");
  expect(error.code).toBe("ECONNREFUSED");
  await server.close();
});

test("listen rejects a port that is taken with Node's error", async () => {
  const server = await listen(0, ok);
  await expect(listen(server.port, ok)).rejects.toMatchObject({ code: "EADDRINUSE" });
  await server.close();
});

test("close() ends an unanswered request and an upload in progress", async () => {
  let reached = () => {};
  const arrived = new Promise<void>((resolve) => {
    reached = resolve;
  });
  const server = await listen(0, () => {
    reached();
    return new Promise(() => {});
  });
  const unanswered = fetch(`http://127.0.0.1:${server.port}`, { method: "POST", body: "{}" });
  const uploading = connect(server.port, "127.0.0.1");
  uploading.write("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\n\r\nhalf");
  uploading.on("error", () => {});
  const left = once(uploading, "close");
  await arrived;
  await server.close();
  await expect(unanswered).rejects.toThrow();
  await left;
});

test("close() returns the same promise when called again", async () => {
  const server = await listen(0, ok);
  const first = server.close();
  expect(server.close()).toBe(first);
  await first;
  await server.close();
  await expect(fetch(`http://127.0.0.1:${server.port}`)).rejects.toThrow();
});

test("a handler that rejects causes a 500 with its reason, and the next request succeeds", async () => {
  const server = await listen(0, async ({ path }) => {
    if (path === "/bug") throw new Error("a bug");
    return ok();
  });
  const failed = await fetch(`http://127.0.0.1:${server.port}/bug`);
  expect([failed.status, await failed.text()]).toEqual([500, "The emulator failed. Error: a bug"]);
  expect((await fetch(`http://127.0.0.1:${server.port}`)).status).toBe(200);
  await server.close();
});
