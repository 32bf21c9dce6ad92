// The assigned HTTP statuses over real sockets: the built-in client reports each immediately, with the meaning that
// docs/behavior.md promises. test/failures/response.test.ts checks the meaning of the others.
import { STATUS_CODES } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { firstValueFrom } from "rxjs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { transport as fetchTransport } from "../../src/client/built-in/browser/transport.js";
import { createFleetWiseClient, waitUntilRegistered, watchRegistrationEvents } from "../../src/index.js";
import { documented } from "../support/documented-statuses.js";

/** Responds with the status that the request's path names, and with an upgrade header if the path ends with `/upgrade`. */
const server = createServer((socket) => {
  socket.on("error", () => {});
  socket.once("data", (request) => {
    const [, status, headers] = /^POST \/(\d+)\/(\w*)/.exec(String(request)) ?? [];
    const empty = Number(status) < 200 || status === "204" || status === "304";
    const connection = headers === "upgrade" ? "upgrade, close\r\nupgrade: websocket" : "close";
    const body = empty ? "\r\n" : "content-length: 2\r\n\r\n{}";
    socket.end(`HTTP/1.1 ${status} Reason\r\nconnection: ${connection}\r\n${body}`);
  });
});
beforeAll(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
afterAll(() => void server.close());

const KEYS = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };
const clientOf = (path: string, handler?: typeof fetchTransport) =>
  createFleetWiseClient({
    region: "us-east-1",
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/${path}`,
    credentials: KEYS,
    ...(handler && { requestHandler: handler() }),
  });

/** Returns the kind of a failure, by the first event of a wait or by its end. */
async function kindOf(client: ReturnType<typeof clientOf>): Promise<string> {
  try {
    const event = await firstValueFrom(watchRegistrationEvents({ client, requestTimeout: 20, minDelay: 9 }));
    if (event.type !== "retry") return event.type;
    expect(event.failure.name).not.toBe("RequestTimeout");
    return event.throttled ? "throttled" : "transient";
  } catch (error) {
    expect(error).toMatchObject({ code: "SERVICE_CALL_FAILED" });
    return "fatal";
  }
}

test.each([
  ["node:http", "plain", undefined],
  ["node:http", "upgrade", undefined],
  ["fetch", "plain", fetchTransport],
])("each assigned status has a result at once, over %s with %s headers", async (name, headers, handler) => {
  // An interim status announces a final one, but the connection ends before it arrives.
  const interim = (status: number) => status < 200 && status !== 101;
  const statuses = documented.filter(
    // Whether `fetch` takes 101 for an interim status depends on the version of Node.
    ([status]) => STATUS_CODES[status] !== undefined && (status !== 101 || name !== "fetch"),
  );
  const kinds = await Promise.all(
    statuses.map(async ([one]) => [one, await kindOf(clientOf(`${one}/${headers}`, handler))]),
  );
  expect(kinds.length).toBeGreaterThan(55);
  expect(kinds).toEqual(statuses.map(([one, kind]) => [one, interim(one) ? "transient" : kind]));
});

test("a status of 101 ends the wait with an error that has the status, and leaves no timer", async () => {
  const before = process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
  await expect(waitUntilRegistered({ client: clientOf("101/upgrade") })).rejects.toMatchObject({
    code: "SERVICE_CALL_FAILED",
    message: expect.stringMatching(/status 101.* was not AWS IoT FleetWise's: check the endpoint/),
  });
  const after = process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
  expect(after).toBeLessThanOrEqual(before);
});
