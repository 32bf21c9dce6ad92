// Possible replies of a server or an intermediary, as bytes on a socket, and their meaning by docs/behavior.md.
// Written from the documents, not from the code.
import type { Socket } from "node:net";
import fc from "fast-check";

/** Meaning of a reply for the wait. */
export type Meaning = "answer" | "retry" | "throttled" | "fatal";

export interface BorderReply {
  readonly kind: keyof typeof KINDS;
  /** Position of the cut in the body, from 0 to 1; used only by the kinds that cut it. */
  readonly cut: number;
}

const CRLF = "\r\n";
const head = (status: number, headers: Readonly<Record<string, string | number>>) =>
  [`HTTP/1.1 ${status} Reason`, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)].join(
    CRLF,
  ) +
  CRLF +
  CRLF;
const JSON_TYPE = { "content-type": "application/x-amz-json-1.0" };

const whole = (status: number, body: string, headers: Readonly<Record<string, string>> = JSON_TYPE) =>
  head(status, { ...headers, "content-length": Buffer.byteLength(body) }) + body;
const named = (status: number, type: string, where: "body" | "header") =>
  where === "body"
    ? whole(status, JSON.stringify({ __type: `com.amazonaws.iotfleetwise#${type}`, message: "details" }))
    : whole(status, '{"message":"details"}', {
        ...JSON_TYPE,
        "x-amzn-errortype": `${type}:http://internal/`,
      });
const PAGE = "<!DOCTYPE html><html><head><title>Another server</title></head><body>Not AWS</body></html>";

/** Returns at least the first brace of a body, and never the last. */
const prefix = (body: string, cut: number) => body.slice(0, 1 + Math.floor(cut * (body.length - 2)));

type Kind = {
  readonly means: Meaning;
  /** Writes the reply, and ends the connection if the reply requires it. */
  play(socket: Socket, body: string, cut: number): void;
};

const writes = (means: Meaning, text: (body: string) => string): Kind => ({
  means,
  play: (socket, body) => void socket.write(text(body)),
});
const ends = (means: Meaning, text: (body: string, cut: number) => string): Kind => ({
  means,
  play: (socket, body, cut) => void socket.end(text(body, cut)),
});
const error = (means: Meaning, status: number, type: string, where: "body" | "header") =>
  writes(means, () => named(status, type, where));
const page = (means: Meaning, status: number) =>
  writes(means, () => whole(status, PAGE, { "content-type": "text/html" }));

export const KINDS = {
  answer: writes("answer", (body) => whole(200, body)),
  answerWithoutLength: ends("answer", (body) => head(200, { ...JSON_TYPE, connection: "close" }) + body),
  answerAfterHints: writes("answer", (body) => `HTTP/1.1 103 Early Hints${CRLF}${CRLF}${whole(200, body)}`),
  // The body or the head is cut, or no byte arrives: the connection ends or is reset.
  cutWithLength: ends(
    "retry",
    (body, cut) => head(200, { ...JSON_TYPE, "content-length": body.length }) + prefix(body, cut),
  ),
  cutInChunks: ends("retry", (body, cut) => {
    const part = prefix(body, cut);
    return `${head(200, { ...JSON_TYPE, "transfer-encoding": "chunked" })}${part.length.toString(16)}${CRLF}${part}${CRLF}`;
  }),
  cutWithoutLength: ends(
    "retry",
    (body, cut) => head(200, { ...JSON_TYPE, connection: "close" }) + prefix(body, cut),
  ),
  cutByReset: {
    means: "retry",
    play: (socket, body, cut) =>
      void socket.write(
        head(200, { ...JSON_TYPE, "content-length": body.length }) + prefix(body, cut),
        () => void setImmediate(() => socket.resetAndDestroy()),
      ),
  },
  cutInHead: ends("retry", () => "HTTP/1.1 200 OK\r\nconte"),
  closed: ends("retry", () => ""),
  reset: { means: "retry", play: (socket) => void socket.resetAndDestroy() },
  // Errors of the service, named only in the body or only in the header.
  throttledInBody: error("throttled", 429, "ThrottlingException", "body"),
  throttledAs400: error("throttled", 400, "ThrottlingException", "body"),
  throttledInHeader: error("throttled", 400, "ThrottlingException", "header"),
  faultInBody: error("retry", 500, "InternalServerException", "body"),
  deniedInBody: error("fatal", 403, "AccessDeniedException", "body"),
  deniedInHeader: error("fatal", 400, "AccessDeniedException", "header"),
  // Pages and a redirect of other servers.
  unavailable: page("retry", 503),
  badGateway: page("retry", 502),
  tooMany: page("throttled", 429),
  notImplemented: page("fatal", 501),
  forbidden: page("fatal", 403),
  notThere: page("fatal", 404),
  redirect: writes("fatal", () =>
    head(302, { location: "http://portal.test/login?token=secret", "content-length": 0 }),
  ),
  portal: page("fatal", 200),
} as const satisfies Readonly<Record<string, Kind>>;

const kinds = Object.keys(KINDS) as (keyof typeof KINDS)[];
const pick = (means: readonly Meaning[]) =>
  fc.constantFrom(...kinds.filter((kind) => means.includes(KINDS[kind].means)));

/** Mostly replies that do not end a wait. */
export const replies: fc.Arbitrary<BorderReply> = fc.record({
  kind: fc.oneof(
    { weight: 2, arbitrary: pick(["answer"]) },
    { weight: 7, arbitrary: pick(["retry", "throttled"]) },
    { weight: 1, arbitrary: pick(["fatal"]) },
  ),
  cut: fc.double({ min: 0, max: 1, noNaN: true }),
});
