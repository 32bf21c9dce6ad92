import { readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { unsent } from "../../src/failures/chain.js";
import { asError, parseFailure } from "../../src/failures/failure.js";

const classify = (thrown: unknown) => parseFailure(thrown, 0).kind;
const isAnswer = (thrown: unknown) => parseFailure(thrown, 0).answered;
const requestsOf = (thrown: unknown) => parseFailure(thrown, 0).requests;
const retryAfterOf = (thrown: unknown, wallClockMs: number) => parseFailure(thrown, wallClockMs).retryAfterMs;

interface Fixture {
  readonly id: string;
  readonly kind: string;
  readonly operation: string;
  readonly errorName: string;
  readonly httpStatus: number;
  readonly httpStatusAlsoPossible: number | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
  readonly expect: string;
}

const { fixtures } = JSON.parse(readFileSync(new URL("../fixtures.json", import.meta.url), "utf8")) as {
  readonly fixtures: readonly Fixture[];
};

/** Returns the error that the SDK throws after its own attempts. */
function sdkError(
  name: string,
  httpStatusCode: number | undefined,
  more: { readonly headers?: Readonly<Record<string, string>>; readonly [member: string]: unknown } = {},
): Error {
  const { headers, ...members } = more;
  const error = Object.assign(new Error(`${name} says`), {
    name,
    $fault: "client",
    $metadata: { httpStatusCode, requestId: "1", attempts: 3, totalRetryDelay: 200 },
    ...members,
  });
  const lowerCase = Object.fromEntries(
    Object.entries(headers ?? {}).map(([header, value]) => [header.toLowerCase(), value]),
  );
  // The SDK hides the response from loggers.
  return Object.defineProperty(error, "$response", {
    value: { statusCode: httpStatusCode, headers: lowerCase },
    enumerable: false,
  });
}

const coded = (code: string, message = "Socket says", name = "Error") =>
  Object.assign(new Error(message), { code, name });
const named = (name: string, more: object = {}) => Object.assign(new Error(`${name} says`), { name }, more);
/** Returns the error that Node's global fetch throws. */
const fetchFailed = (cause?: unknown) => new TypeError("fetch failed", { cause });

describe("wire fixtures", () => {
  const errors = fixtures
    .filter(({ kind, operation }) => kind === "error" && operation === "GetRegisterAccountStatus")
    .flatMap((fixture) =>
      [fixture.httpStatus, fixture.httpStatusAlsoPossible].flatMap((status) =>
        status === null ? [] : [{ ...fixture, status }],
      ),
    );

  test.each(errors)(
    "$id with status $status: $expect",
    ({ status, errorName, headers, body, ...fixture }) => {
      const { __type, message, ...members } = body;
      const error = sdkError(errorName, status, { ...members, headers });
      const kind = classify(error);
      const retryAfterMs = retryAfterOf(error, Date.now());
      if (fixture.expect.startsWith("retry")) {
        expect(kind).toBe(errorName === "ThrottlingException" ? "throttled" : "transient");
        const hint = /(\d+) s/.exec(fixture.expect)?.[1];
        expect(retryAfterMs).toBe(1000 * Number(hint ?? body["retryAfterSeconds"] ?? 0));
        expect(isAnswer(error)).toBe(true);
      } else {
        expect(kind).toBe(fixture.expect === "not registered" ? "not-registered" : "fatal");
        expect(fixture.expect).toMatch(/^(not registered|stop|fatal)/);
        expect(retryAfterMs).toBe(0);
      }
    },
  );
});

describe("a throttled request", () => {
  test.each(["LimitExceededException", "ThrottlingException"])(
    "%s is throttled, whatever the status",
    (name) => {
      for (const status of [400, 429, 503, undefined])
        expect(classify(sdkError(name, status))).toBe("throttled");
      expect(classify(named(name))).toBe("throttled");
    },
  );

  test.each(["SyntaxError", "Unknown", "AccessDeniedException", "Error"])(
    "a 429 is throttled, also with the name %s",
    (name) => {
      expect(classify(sdkError(name, 429))).toBe("throttled");
    },
  );

  test("a 429 that only the response has is throttled", () => {
    expect(classify(named("SyntaxError", { $response: { statusCode: 429 } }))).toBe("throttled");
    expect(classify(named("SyntaxError", { $metadata: {}, $response: { statusCode: 429 } }))).toBe(
      "throttled",
    );
  });
});

describe("a transient failure", () => {
  test.each([500, 502, 503, 504, 599])("status %d is transient, whatever the name", (status) => {
    for (const name of ["SyntaxError", "Unknown", "Error"])
      expect(classify(sdkError(name, status))).toBe("transient");
  });

  test("an error that the SDK marks as retryable is transient, whatever its name, but never an abort", () => {
    const skewed = { httpStatusCode: 403, clockSkewCorrected: true };
    for (const name of ["AccessDeniedException", "InvalidSignatureException", "RequestExpired", "Unknown"]) {
      expect(parseFailure(named(name, { $metadata: skewed }), 0)).toMatchObject({
        kind: "fatal",
        clockCorrected: true,
        answered: true,
        sent: false,
      });
      expect(classify(named(name, { $retryable: {} }))).toBe("transient");
      expect(classify(named(name, { $retryable: { throttling: true } }))).toBe("throttled");
      expect(classify(named(name, { $retryable: undefined, $metadata: { httpStatusCode: 403 } }))).toBe(
        "fatal",
      );
    }
    expect(parseFailure(named("AbortError", { $metadata: skewed, $retryable: {} }), 0)).toMatchObject({
      kind: "fatal",
      clockCorrected: false,
    });
  });

  test.each([408, 425])("status %d without a name is transient", (status) => {
    for (const name of ["SyntaxError", "Unknown", "HTTPError"])
      expect(classify(sdkError(name, status))).toBe("transient");
  });

  test.each(["InternalServerException", "RequestTimeout", "TimeoutError"])(
    "%s is transient, whatever the status",
    (name) => {
      for (const status of [undefined, 400, 408, 500])
        expect(classify(sdkError(name, status))).toBe("transient");
    },
  );
});

describe("an unreachable service", () => {
  test.each([
    "EAI_AGAIN",
    "ECONNABORTED",
    "ECONNREFUSED",
    "ECONNRESET",
    "EHOSTDOWN",
    "EHOSTUNREACH",
    "ENETDOWN",
    "ENETUNREACH",
    "ENOTFOUND",
    "EPIPE",
    "ETIMEDOUT",
    "UND_ERR_BODY_TIMEOUT",
    "UND_ERR_CONNECT_TIMEOUT",
    "UND_ERR_HEADERS_TIMEOUT",
    "UND_ERR_SOCKET",
  ])("%s is unreachable: of a socket, through fetch, and as a cause", (code) => {
    expect(classify(coded(code))).toBe("unreachable");
    expect(classify(fetchFailed(coded(code)))).toBe("unreachable");
    expect(classify(new Error("wrapped", { cause: fetchFailed(coded(code)) }))).toBe("unreachable");
  });

  test("a reset connection, which the SDK calls a TimeoutError, is unreachable", () => {
    const error = coded("ECONNRESET", "socket hang up", "TimeoutError");
    expect(classify(Object.assign(error, { $metadata: { attempts: 3 } }))).toBe("unreachable");
  });

  test.each([
    "fetch failed",
    "Failed to fetch",
    "NetworkError when attempting to fetch resource.",
    "terminated",
  ])("a TypeError %j without a cause is unreachable", (message) => {
    expect(classify(new TypeError(message))).toBe("unreachable");
    expect(classify(new Error("wrapped", { cause: new TypeError(message) }))).toBe("unreachable");
  });

  test("a 200 whose body was cut in transit is unreachable", () => {
    const cut = sdkError("SyntaxError", 200, { cause: coded("ECONNRESET") });
    expect(classify(cut)).toBe("unreachable");
  });
});

describe("a fatal failure", () => {
  const fatal: readonly (readonly [string, unknown])[] = [
    ["access denied", sdkError("AccessDeniedException", 403)],
    ["access denied with status 500", sdkError("AccessDeniedException", 500)],
    ["validation", sdkError("ValidationException", 400)],
    ["an unknown 400", sdkError("Unknown", 400)],
    ["a 404 other than ResourceNotFoundException", sdkError("Unknown", 404)],
    ["a redirect", sdkError("Unknown", 301)],
    ["a 300 whose cause would pass", sdkError("Unknown", 300, { cause: coded("ECONNRESET") })],
    ["a 400 whose cause would pass", sdkError("Unknown", 400, { cause: named("ThrottlingException") })],
    ["a malformed 200", sdkError("SyntaxError", 200)],
    ["status 600", sdkError("Unknown", 600)],
    ["no credentials", named("CredentialsProviderError")],
    ["expired credentials", sdkError("ExpiredTokenException", 400)],
    ["no region", new Error("Region is missing")],
    ["a plain Error", new Error("no")],
    ["a TypeError of our own", new TypeError("x is not a function")],
    ["a RangeError", new RangeError("no")],
    ["a refused certificate", fetchFailed(coded("DEPTH_ZERO_SELF_SIGNED_CERT"))],
    ["an expired certificate", fetchFailed(coded("CERT_HAS_EXPIRED"))],
    ["a certificate of another host", fetchFailed(coded("ERR_TLS_CERT_ALTNAME_INVALID"))],
    ["a certificate without a known authority", coded("UNABLE_TO_VERIFY_LEAF_SIGNATURE")],
    [
      "a wrapped refused certificate",
      new Error("x", { cause: fetchFailed(coded("SELF_SIGNED_CERT_IN_CHAIN")) }),
    ],
    ["a bad port, which fetch refuses", fetchFailed(new Error("bad port"))],
    ["an unknown code", coded("EACCES")],
    ["a string", "ThrottlingException"],
    ["undefined", undefined],
    ["null", null],
    ["a number", 429],
    ["a function", () => {}],
    ["an empty object", {}],
  ];

  test.each(fatal)("%s is fatal", (_, error) => {
    expect(classify(error)).toBe("fatal");
    expect(isAnswer(error)).toBe(false);
  });
});

describe("an account that is not registered", () => {
  test.each([400, 404, undefined])(
    "ResourceNotFoundException with status %s means that the account is not registered",
    (status) => {
      expect(classify(sdkError("ResourceNotFoundException", status))).toBe("not-registered");
      expect(isAnswer(sdkError("ResourceNotFoundException", status))).toBe(true);
    },
  );
});

describe("the cause", () => {
  test("the cause decides, at any depth, if an error has no meaning of its own", () => {
    for (const [name, kind] of [
      ["ThrottlingException", "throttled"],
      ["InternalServerException", "transient"],
      ["ResourceNotFoundException", "not-registered"],
    ] as const) {
      const wrapped = new Error("mine", { cause: new Error("yours", { cause: named(name) }) });
      expect(classify(wrapped)).toBe(kind);
    }
  });

  test("the cause does not decide if the error has a meaning", () => {
    expect(classify(named("AccessDeniedException", { cause: named("ThrottlingException") }))).toBe("fatal");
    expect(classify(named("ThrottlingException", { cause: named("AccessDeniedException") }))).toBe(
      "throttled",
    );
  });

  test("the cause may be the error itself, or circular, and is then fatal", () => {
    const self: Error & { cause?: unknown } = new Error("self");
    self.cause = self;
    expect(classify(self)).toBe("fatal");
    const other = new Error("other", { cause: new TypeError("x", { cause: self }) });
    self.cause = other;
    expect(classify(self)).toBe("fatal");
    expect([isAnswer(self), retryAfterOf(self, 0), requestsOf(self)]).toEqual([false, 0, 1]);
  });
});

test("a conflict is a response of the service, and its request was not carried out", () => {
  const conflict = sdkError("ConflictException", 409);
  expect(parseFailure(conflict, 0)).toMatchObject({
    kind: "conflict",
    answered: true,
    sent: false,
    topic: "conflict",
  });
});

test("an error is recognized by its name or code, whatever its class", () => {
  expect(classify({ name: "ThrottlingException" })).toBe("throttled");
  expect(classify({ code: "ENOTFOUND" })).toBe("unreachable");
  expect(classify(Object.assign(new TypeError("x"), { name: "ThrottlingException" }))).toBe("throttled");
});

test("any thrown value is classified, and classifying never throws", () => {
  const key = fc.constantFrom(
    "name",
    "message",
    "code",
    "cause",
    "$metadata",
    "$response",
    "retryAfterSeconds",
  );
  const wordless = fc.constantFrom<unknown>({ toString: "" }, Object.create(null), Symbol("x"), () => {});
  const odd = fc.dictionary(key, fc.oneof(fc.anything(), wordless));
  fc.assert(
    fc.property(
      fc.oneof(
        fc.anything(),
        odd,
        odd.map((cause) => ({ cause })),
      ),
      (error) => {
        const { kind, answered, requests, retryAfterMs } = parseFailure(error, 0);
        expect(kind).toMatch(/^(throttled|transient|unreachable|not-registered|fatal)$/);
        expect(answered).toBeTypeOf("boolean");
        expect(requests).toBeGreaterThanOrEqual(1);
        expect(retryAfterMs >= 0 && retryAfterMs <= 300_000).toBe(true);
      },
    ),
  );
});

describe("a response of the service", () => {
  test.each([
    ["a throttle", sdkError("ThrottlingException", 429)],
    ["a throttle without a status", named("ThrottlingException")],
    ["a 5xx", sdkError("Unknown", 503)],
    ["a 5xx behind another error", new Error("outer", { cause: sdkError("Unknown", 503) })],
    [
      "a 5xx that only the response has",
      named("InternalServerException", { $response: { statusCode: 500 } }),
    ],
  ])("%s is a response of the service", (_, error) => {
    expect(isAnswer(error)).toBe(true);
  });

  test.each([
    ["a requestTimeout", named("RequestTimeout")],
    ["a TimeoutError of the client", named("TimeoutError", { $metadata: { attempts: 3 } })],
    ["an unknown host", coded("ENOTFOUND")],
    ["a reset connection", fetchFailed(coded("ECONNRESET"))],
    ["access denied", sdkError("AccessDeniedException", 403)],
  ])("%s is not a response of the service", (_, error) => {
    expect(isAnswer(error)).toBe(false);
  });
});

describe("the delay that the service requires", () => {
  test("the delay that the service requires is read from the body and from the headers of the response", () => {
    expect(retryAfterOf(sdkError("ThrottlingException", 429, { retryAfterSeconds: 7 }), 0)).toBe(7000);
    const headers = { "Retry-After": "9", "x-amz-retry-after": "150" };
    expect(retryAfterOf(sdkError("ThrottlingException", 429, { headers }), 0)).toBe(9000);
    expect(retryAfterOf(sdkError("X", 429, { headers: { "x-amz-retry-after": "150" } }), 0)).toBe(150);
  });

  test("the delay that the service requires may be one millisecond", () => {
    expect(retryAfterOf(sdkError("X", 429, { headers: { "x-amz-retry-after": "1" } }), 0)).toBe(1);
  });

  test("the delay that the service requires as a date is compared with the wall clock", () => {
    const headers = { "Retry-After": "Sun, 01 Nov 2026 12:00:05 GMT" };
    const error = sdkError("ThrottlingException", 429, { headers });
    expect(retryAfterOf(error, Date.parse("2026-11-01T12:00:00Z"))).toBe(5000);
  });

  test("the delay that the service requires is read from a cause too, outer errors first", () => {
    const inner = named("ThrottlingException", { retryAfterSeconds: 7 });
    expect(retryAfterOf(new Error("outer", { cause: inner }), 0)).toBe(7000);
    expect(retryAfterOf(named("X", { retryAfterSeconds: 2, cause: inner }), 0)).toBe(2000);
    expect(retryAfterOf(named("X", { retryAfterSeconds: 0, cause: inner }), 0)).toBe(7000);
  });

  test("the delay that the service requires is 0 if there is none", () => {
    expect(retryAfterOf(new Error("none"), 0)).toBe(0);
    expect(retryAfterOf("none", 0)).toBe(0);
  });
});

describe("the number of requests of one call", () => {
  test("the number of requests of one call is the SDK's number of attempts, also from a cause", () => {
    expect(requestsOf(sdkError("ThrottlingException", 429))).toBe(3);
    expect(requestsOf(new Error("outer", { cause: sdkError("ThrottlingException", 429) }))).toBe(3);
    expect(requestsOf(named("X", { $metadata: { attempts: 1 } }))).toBe(1);
    expect(requestsOf(named("X", { $metadata: { attempts: 2 } }))).toBe(2);
  });

  test.each([undefined, null, "3", 0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])(
    "the number of requests of one call is one if the SDK's number is %s",
    (attempts) => {
      expect(requestsOf(named("X", { $metadata: { attempts } }))).toBe(1);
    },
  );
});

test("a reset and a failed TLS handshake are described in plain words before the library's own", () => {
  const reset = coded("ECONNRESET", "read ECONNRESET");
  expect(parseFailure(reset, 0).reason).toBe("The connection was closed: read ECONNRESET.");
  const tls = coded("EPROTO", "write EPROTO 80:error:0A00010B:SSL routines::wrong version number");
  expect(parseFailure(fetchFailed(tls), 0).reason).toMatch(
    /^The TLS handshake failed, .*wrong version number/,
  );
});

describe("the members that a ValidationException rejects", () => {
  const reason = (fieldList: unknown, message = "no") =>
    parseFailure(Object.assign(new Error(message), { name: "ValidationException", fieldList }), 0).reason;

  test("the rejected members are in the reason, each on the same line", () => {
    const name = "timestreamResources.timestreamTableName";
    expect(reason([{ name, message: "must not be\nempty" }])).toBe(
      `ValidationException: no (${name}: must not be empty).`,
    );
  });

  test("a rejected member without words is named alone", () => {
    expect(reason([{ name: "m" }])).toBe("ValidationException: no (m).");
  });

  test("at most five rejected members are in the reason, without those that the message names", () => {
    const fields = Array.from({ length: 7 }, (_, index) => ({ name: `m${index}`, message: "is bad" }));
    expect(reason(fields, "Rejected. m1: is bad.")).toBe(
      "ValidationException: Rejected. m1: is bad (m0: is bad; m2: is bad; m3: is bad; m4: is bad).",
    );
  });

  test.each([["text"], [null], [7], [{}], [[]], [[{}]], [[{ name: { toString: "" } }]]])(
    "a `fieldList` that is not a list of members, %j, is ignored",
    (odd) => {
      expect(reason(odd)).toBe("ValidationException: no.");
    },
  );
});

test.each([429, 503])("a throttled request was not carried out, whatever its status: %d", (status) => {
  const error = named("SlowDown", { $metadata: { httpStatusCode: status } });
  expect(parseFailure(error, 0)).toMatchObject({ kind: "throttled", sent: false, answered: true });
});

describe("an error that was thrown before the request", () => {
  const before = (name: string, httpStatusCode?: number, more: object = {}) =>
    parseFailure(unsent(named(name, { $metadata: { httpStatusCode, attempts: 3 }, ...more })), 0);

  test.each([
    ["ThrottlingException", 400, "transient", "try-again"],
    ["Unknown", 429, "transient", "try-again"],
    ["LimitExceededException", 400, "transient", "try-again"],
    ["InternalServerException", 500, "transient", "try-again"],
    ["TimeoutError", undefined, "transient", "try-again"],
    ["ResourceNotFoundException", 400, "fatal", undefined],
    ["ConflictException", 409, "fatal", undefined],
    ["ValidationException", 400, "fatal", undefined],
    ["AccessDeniedException", 400, "fatal", undefined],
    ["Unknown", 404, "fatal", undefined],
    ["MalformedAnswerError", undefined, "fatal", undefined],
    ["ExpiredTokenException", 400, "fatal", "expired-credentials"],
    ["ENOTFOUND", undefined, "unreachable", "unreachable"],
  ])("%s with the status %j is %s, and has the topic %j", (name, status, kind, topic) => {
    const meaning = { kind, topic, answered: false, sent: false, requests: 1 };
    expect(before(name, status)).toMatchObject(meaning);
  });

  test("an error that wraps one from before the request is from before it too", () => {
    const cause = unsent(named("ResourceNotFoundException"));
    expect(parseFailure(new Error("outer", { cause }), 0)).toMatchObject({ kind: "fatal", sent: false });
  });

  test("the error is marked unchanged, also again, and in a new one if it cannot be", () => {
    const error = named("X");
    expect(unsent(unsent(error))).toBe(error);
    expect(JSON.stringify(error)).toBe('{"name":"X"}');
    for (const fixed of [Object.freeze(named("X", { message: "no" })), "X: no"]) {
      const failure = parseFailure(unsent(fixed), 0);
      expect(failure).toMatchObject({ sent: false, reason: "X: no.", error: { cause: fixed } });
    }
  });
});

describe("a failure with several errors", () => {
  const skewed = { $metadata: { httpStatusCode: 403, clockSkewCorrected: true } };

  test("a corrected clock counts in a cause, but not if any error of the chain is an abort", () => {
    const corrected = (error: unknown) => parseFailure(error, 0).clockCorrected;
    expect(corrected(new Error("outer", { cause: named("RequestExpired", skewed) }))).toBe(true);
    expect(corrected(new Error("outer", { cause: named("AbortError", skewed) }))).toBe(false);
  });

  test("missing credentials may recover in a cause, and its status is the failure's", () => {
    const cause = named("CredentialsProviderError", { $metadata: { httpStatusCode: 404 } });
    expect(parseFailure(new Error("outer", { cause }), 0)).toMatchObject({ recovers: true, status: 404 });
  });

  test.each([500, 599])("a %d of a cause is a fault of the service, also behind a parse error", (status) => {
    const cause = named("SyntaxError", { $metadata: { httpStatusCode: status } });
    for (const error of [cause, new Error("outer", { cause })])
      expect(parseFailure(error, 0)).toMatchObject({ kind: "transient", topic: "service-fault" });
  });

  test.each([
    ["a timeout without a response", named("TimeoutError"), undefined],
    ["a 408 with a page", named("SyntaxError", { $metadata: { httpStatusCode: 408 } }), "not-the-service"],
    ["a 503 that names a cause", named("X", { status: 503, cause: named("ConfigFileError") }), "config-file"],
  ])("%s is transient, and its advice is not about a fault of the service", (_what, error, topic) => {
    expect(parseFailure(error, 0)).toMatchObject({ kind: "transient", topic });
  });

  test.each([
    ["throttled", named("X", { status: 429 })],
    ["unreachable", coded("ECONNREFUSED")],
  ])("a failure that is %s has the advice for its kind", (topic, error) => {
    expect(parseFailure(error, 0)).toMatchObject({ kind: topic, topic });
  });

  test.each(["Error", "TypeError", "SyntaxError", "ParseError"])(
    "a name of JavaScript or a parser, %s, leaves the decision on a 400 to its cause",
    (name) => {
      expect(classify(named(name, { status: 400, cause: coded("ECONNRESET") }))).toBe("unreachable");
    },
  );
});

describe("the error of a failure", () => {
  test.each([
    ["a subclass of Error", new RangeError("no")],
    ["an Error of another realm", runInNewContext("new Error('no')")],
    ["an Error whose tag is another", Object.assign(new Error("no"), { [Symbol.toStringTag]: "Mine" })],
  ])("%s is the error of the failure, unchanged", (_what, thrown) => {
    expect(asError(thrown)).toBe(thrown);
    expect(parseFailure(thrown, 0)).toMatchObject({ error: thrown, thrown });
  });

  const secretive = new Proxy(
    {},
    {
      get: () => {
        throw new Error("no");
      },
      getPrototypeOf: () => {
        throw new Error("no");
      },
    },
  );

  test.each([
    ["a text", "text", "Error", "text"],
    ["an object with words", { name: "Mine", message: "text" }, "Mine", "text"],
    ["an object without words", {}, "Error", "an error without a message"],
    ["an object that cannot be inspected", secretive, "Error", "an error without a message"],
    [
      "an object that is no text",
      { name: { toString: "" }, message: {} },
      "Error",
      "an error without a message",
    ],
    ["a function", Object.assign(() => {}, { toString: "" }), "Error", "an error without a message"],
    ["nothing", undefined, "Error", "undefined"],
  ])("%s becomes an Error with its words, and is the cause", (_what, thrown, name, message) => {
    const error = asError(thrown);
    expect(error).toBeInstanceOf(Error);
    expect([error.name, error.message]).toEqual([name, message]);
    expect(error.cause === thrown).toBe(true);
    expect(parseFailure(thrown, 0)).toMatchObject({ kind: "fatal" });
  });

  test("an error whose message cannot be read is fatal", () => {
    const error = Object.defineProperty(new TypeError("x"), "message", {
      get: () => {
        throw new Error("no");
      },
    });
    expect(classify(error)).toBe("fatal");
  });
});
