// Waits and registrations through a real library over real sockets, with replies that are cut, broken, throttled or foreign.
// For a wait, the oracle derives the events, the outcome and the number of requests from the replies. A registration must succeed
// with exactly one RegisterAccount request.
//
// Limits of the oracle: it does not check timing, because delays are a few milliseconds; a body is cut between its first and its last
// brace, because an empty body without a length is complete for every library; RegisterAccount gets only whole and transient
// replies.
import { strict as assert } from "node:assert";
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import fc from "fast-check";
import {
  type createFleetWiseClient,
  type EnsureEvent,
  type StatusSource,
  watchEnsureEvents,
  watchRegistrationEvents,
} from "../../../src/index.js";
import type { Part } from "../faults/campaign.js";
import type { Library } from "./libraries.js";
import { type BorderReply, KINDS, replies } from "./replies.js";

const status = (accountStatus: string) =>
  JSON.stringify({ customerAccountId: "012345678912", accountStatus, creationTime: 1_764_000_000 });

interface Server extends AsyncDisposable {
  readonly endpoint: string;
  /** Operations of the requests, in order. */
  readonly operations: readonly string[];
}

/** Starts a server that plays one reply per request. */
async function serve(play: (operation: string, nth: number, socket: Socket) => void): Promise<Server> {
  const operations: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request) => {
    const operation = String(request.headers["x-amz-target"]).split(".")[1] ?? "";
    request.resume().once("end", () => play(operation, operations.push(operation), request.socket));
  });
  server.on("connection", (socket) => {
    sockets.add(socket.on("close", () => sockets.delete(socket)).on("error", () => {}));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    operations,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Plays a reply, or sends the body if there is none. */
function play(reply: BorderReply | undefined, socket: Socket, body: string): void {
  const { kind, cut } = reply ?? { kind: "answer", cut: 0 };
  KINDS[kind].play(socket, body, cut);
}

const QUICK = { minDelay: 0.001, maxDelay: 0.001, maxWaitTime: 60, requestTimeout: 20, random: () => 0 };

/** Resolves to the types of a wait's events, without transitions, and its outcome. Rejects if the error's message is unsafe. */
function story(events$: ReturnType<typeof watchEnsureEvents>): Promise<readonly string[]> {
  const types: string[] = [];
  const name = (event: EnsureEvent) =>
    event.type === "retry" ? (event.throttled ? "throttled" : "retry") : event.type;
  return new Promise((resolve) => {
    events$.subscribe({
      next: (event) => {
        if (event.type !== "transition") types.push(name(event));
      },
      error: (error: { readonly code?: string; readonly message?: string }) => {
        assert(error.code !== undefined, `Ended with ${String(error)}`);
        assert(
          !/secret|\n/.test(error.message ?? ""),
          `The message has a secret or a line break: ${error.message}`,
        );
        resolve([...types, error.code]);
      },
      complete: () => resolve([...types, "registered"]),
    });
  });
}

async function playWait(library: Library, script: readonly BorderReply[]): Promise<void> {
  await using server = await serve((_operation, nth, socket) => {
    const reply = script[nth - 1];
    const body = status(reply === undefined ? "REGISTRATION_SUCCESS" : "REGISTRATION_PENDING");
    play(reply, socket, body);
  });
  const client = (await library.open(server.endpoint)) as StatusSource;
  const expected: string[] = [];
  for (const { kind } of script) {
    const { means } = KINDS[kind];
    expected.push(means === "answer" ? "poll" : means === "fatal" ? "SERVICE_CALL_FAILED" : means);
    if (means === "fatal") break;
  }
  if (expected.at(-1) !== "SERVICE_CALL_FAILED") expected.push("poll", "registered");
  assert.deepEqual(await story(watchRegistrationEvents({ client, ...QUICK })), expected);
  const requests = expected.length - (expected.at(-1) === "registered" ? 1 : 0);
  assert.equal(server.operations.length, requests, "One request for each event");
}

/** Plays an account that RegisterAccount always registers, even if its response is lost. */
async function playRegister(library: Library, lost: readonly BorderReply[]): Promise<void> {
  let registered = 0;
  let replied = 0;
  await using server = await serve((operation, _nth, socket) => {
    if (operation === "RegisterAccount") registered += 1;
    const reply = operation === "RegisterAccount" ? lost[registered - 1] : lost[replied++ + 1];
    const receipt = JSON.stringify({
      registerAccountStatus: "REGISTRATION_PENDING",
      iamResources: { roleArn: "arn:aws:iam::012345678912:role/service" },
      creationTime: Math.floor(Date.now() / 1000),
      lastModificationTime: Math.floor(Date.now() / 1000),
    });
    const time = Math.ceil(Date.now() / 1000);
    const success = JSON.stringify({
      customerAccountId: "012345678912",
      accountStatus: "REGISTRATION_SUCCESS",
      creationTime: time,
      lastModificationTime: time,
    });
    if (operation === "RegisterAccount") play(reply, socket, receipt);
    else if (registered > 0) play(reply, socket, success);
    else {
      const body = JSON.stringify({ __type: "ResourceNotFoundException", message: "unknown" });
      const head = `HTTP/1.1 404 Not Found\r\ncontent-type: application/x-amz-json-1.0\r\ncontent-length: ${body.length}\r\n\r\n`;
      socket.write(head + body);
    }
  });
  const client = (await library.open(server.endpoint)) as ReturnType<typeof createFleetWiseClient>;
  const types = await story(
    watchEnsureEvents({ client, ...QUICK, maxRegistrations: 1, consistencyGrace: 20, registration: {} }),
  );
  assert.equal(types.at(-1), "registered", types.join(", "));
  assert.equal(registered, 1, "RegisterAccount is not carried out exactly once");
}

const transient: readonly (keyof typeof KINDS)[] = [
  "cutWithLength",
  "cutInChunks",
  "cutWithoutLength",
  "cutByReset",
  "reset",
  "closed",
  "cutInHead",
  "faultInBody",
  "badGateway",
];
const lostReplies = fc.array(
  fc.record({
    kind: fc.constantFrom<keyof typeof KINDS>(...transient, "answer"),
    cut: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  { minLength: 1, maxLength: 4 },
);

/** Returns the campaign's part for a library, in which two of three scripts are waits, the others registrations. */
export const borderPart = (library: Library): Part => ({
  script: "lab -- borders",
  name: library.name,
  about: "replies that are cut, broken, throttled, denied, redirected, or pages of another server",
  runs: 600,
  few: 12,
  property: (tally) =>
    fc.asyncProperty(
      fc.oneof(
        { weight: 2, arbitrary: fc.array(replies, { maxLength: 6 }).map((script) => ({ script })) },
        { weight: 1, arbitrary: lostReplies.map((lost) => ({ lost })) },
      ),
      async (run) => {
        const played = "script" in run ? run.script : run.lost;
        for (const { kind } of played) tally.count(kind);
        await ("script" in run ? playWait(library, run.script) : playRegister(library, run.lost));
      },
    ),
});
