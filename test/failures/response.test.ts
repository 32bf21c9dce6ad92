// The facts that an error's response provides: its status, name and origin, and whether it was truncated.
import { describe, expect, test } from "vitest";
import { type Failure, parseFailure } from "../../src/failures/failure.js";
import { mayBeCut } from "../../src/failures/response.js";
import { documented } from "../support/documented-statuses.js";

const failureOf = (thrown: unknown): Failure => parseFailure(thrown, 0);
const thrown = (members: object, message = "failed") => Object.assign(new Error(message), members);

describe("a response without a name that AWS gives", () => {
  test("a response without a name that AWS gives has a documented meaning for every status from 100 to 599", () => {
    expect(documented.map(([status]) => status)).toEqual(
      Array.from({ length: 500 }, (_, index) => 100 + index),
    );
  });

  test.each([
    ["the AWS SDK's", (httpStatusCode: number) => ({ name: "Unknown", $metadata: { httpStatusCode } })],
    ["an older SDK's", (status: number) => ({ name: String(status), $metadata: { httpStatusCode: status } })],
    ["a parser's", (status: number) => ({ name: "SyntaxError", $metadata: { httpStatusCode: status } })],
    ["axios's", (status: number) => ({ name: "AxiosError", response: { status, headers: {}, data: "<p>" } })],
    ["got's", (statusCode: number) => ({ name: "HTTPError", response: { statusCode, body: "<p>" } })],
    ["one's own", (statusCode: number) => ({ statusCode, headers: {}, body: "<p>" })],
  ])(
    "a response without a name has the meaning of its status in the table, in %s error",
    (_whose, members) => {
      const failures = documented.map(([status]) => failureOf(thrown(members(status))));
      expect(failures.map(({ status, kind }) => [status, kind])).toEqual(documented);
      const foreign = failures.filter(
        ({ status = 0, kind }) => kind === "fatal" && !(status >= 200 && status < 300),
      );
      const proxy = foreign.filter(({ topic }) => topic !== "not-the-service");
      expect(proxy.map(({ status, topic }) => [status, topic])).toEqual([[407, "proxy-credentials"]]);
      const transient = failures.filter(({ kind }) => kind === "transient");
      for (const { status = 0, topic } of transient) expect(topic === "service-fault").toBe(status >= 500);
    },
  );

  test.each([200, 204, 299])("a %d has advice only if its body is not JSON", (status) => {
    expect(failureOf(thrown({ name: "Unknown", status })).topic).toBeUndefined();
    expect(failureOf(thrown({ name: "SyntaxError", status })).topic).toBe("not-the-service");
  });

  test.each(["UnknownOperationException", "ErrorResponse", "MyHTTPError", "x404", "4040"])(
    "a response with the name %s, which no library gives by itself, has no advice",
    (name) => {
      expect(failureOf(thrown({ name, status: 400 }))).toMatchObject({ kind: "fatal", topic: undefined });
    },
  );

  test("a response that has a name in its body has no advice, whatever the library names its error", () => {
    const response = { status: 400, headers: {}, data: { __type: "FooException" } };
    expect(failureOf(thrown({ name: "AxiosError", response })).topic).toBeUndefined();
  });

  test("an emulator that does not know the service is fatal, even if it reports a fault of its own", () => {
    const failure = failureOf(thrown({ name: "InternalFailure", $metadata: { httpStatusCode: 501 } }));
    expect(failure).toMatchObject({ kind: "fatal", topic: "not-the-service" });
  });
});

describe("the service's name of an error", () => {
  const type = "com.amazonaws.iotfleetwise#ResourceNotFoundException:http://internal.amazon.com/";
  const body = { __type: type, message: "unknown" };

  test.each([
    ["a header of axios", { response: { status: 404, headers: { "x-amzn-errortype": type }, data: {} } }],
    ["a body of axios", { response: { status: 400, headers: {}, data: body } }],
    ["a body of got", { response: { statusCode: 400, body: JSON.stringify(body) } }],
    ["the data of ky 2", { response: new Response("an unread stream", { status: 404 }), data: body }],
    [
      "a header of fetch",
      { response: new Response(null, { status: 404, headers: { "x-amzn-ErrorType": type } }) },
    ],
    ["a body of one's own", { statusCode: 404, body: JSON.stringify(body) }],
    ["a body beside empty data", { response: { status: 400, data: null, body: JSON.stringify(body) } }],
    ["a code in the body", { statusCode: 404, body: { code: "ResourceNotFoundException" } }],
  ])("the service's name of an error is read from %s", (_where, members) => {
    expect(failureOf(thrown(members))).toMatchObject({ kind: "not-registered", answered: true });
  });

  test("the service's name of an error in the body comes before that of the header", () => {
    const headers = { "x-amzn-errortype": "AccessDeniedException" };
    expect(failureOf(thrown({ status: 400, headers, body })).kind).toBe("not-registered");
  });

  test.each(["not ResourceNotFoundException", "?", "", 7])(
    "a text that is not a name, here %j, is ignored",
    (code) => {
      expect(failureOf(thrown({ statusCode: 404, body: { code } })).kind).toBe("fatal");
    },
  );

  test.each([
    ["an object whose `get` throws", { get: Reflect.get }],
    ["text", "x-amzn-errortype"],
    ["missing", null],
  ])("headers that are %s have no name", (_what, headers) => {
    expect(failureOf(thrown({ status: 404, headers }))).toMatchObject({ kind: "fatal", status: 404 });
  });

  test("the service's name of an error is not looked for in an error without a status", () => {
    expect(failureOf(thrown({ body })).kind).toBe("fatal");
  });

  test("the service's name of an error comes with the delay that its body requires", () => {
    const data = { __type: "ThrottlingException", retryAfterSeconds: 7 };
    const failure = failureOf(thrown({ response: { status: 400, headers: {}, data } }));
    expect(failure).toMatchObject({ kind: "throttled", retryAfterMs: 7000 });
  });
});

describe("the sender of a response", () => {
  const reason = (members: object) => failureOf(thrown(members)).reason;
  const page = "<html><head><title>\n Hotel  Wi-Fi </title></head><body>Log in</body></html>";

  test.each([
    ["the title of a page", { status: 403, body: page }, 'failed, "Hotel Wi-Fi".'],
    [
      "the first words of one without",
      { status: 403, body: "<style>p{}</style><p>Log <b>in</b>" },
      'failed, "Log in".',
    ],
    ["a text", { response: { status: 502, data: "no upstream" } }, 'failed, "no upstream".'],
    ["nothing of an empty page", { status: 403, body: "<html></html>" }, "failed."],
    ["nothing of the service's JSON", { status: 403, body: '{"message":"x"}' }, "failed."],
    [
      "the first words between tags and scripts",
      { status: 403, body: "<h1>Log</h1><h2>in</h2>here<script>x()</script>now" },
      'failed, "Log in here now".',
    ],
    [
      "a title with an attribute",
      { status: 403, body: '<p>x<title lang="en">Hotel</title>' },
      'failed, "Hotel".',
    ],
    [
      "the text that the AWS SDK attaches",
      { status: 403, $responseBodyText: "no upstream" },
      'failed, "no upstream".',
    ],
    ["nothing of a cut response of the service", { status: 500, body: '{"message":"x' }, "failed."],
    [
      "where it redirects, without the query",
      { status: 302, headers: { location: "https://user:key@portal.test/in?token=secret#top" } },
      "failed, to https://portal.test/in.",
    ],
    [
      "where it redirects, without a password that contains an @",
      { status: 302, headers: { location: "https://user:se@cret@portal.test/in@home" } },
      "failed, to https://portal.test/in@home.",
    ],
  ])("the sender of a response is identified by %s", (_what, members, expected) => {
    expect(reason(members)).toBe(expected);
  });

  test.each([300, 399])("the target of a redirect counts with status %d", (status) => {
    const headers = { location: "https://portal.test/in#top" };
    expect(reason({ status, headers, body: page })).toBe("failed, to https://portal.test/in.");
  });

  test.each([201, 299, 400])("a location with status %d is not the target of a redirect", (status) => {
    expect(reason({ status, headers: { location: "https://portal.test/in" } })).toBe("failed.");
  });

  test("a redirect without a target is identified by its page", () => {
    expect(reason({ status: 302, headers: {}, body: page })).toBe('failed, "Hotel Wi-Fi".');
  });

  test("the sender of a response is identified by the cause that has the response", () => {
    const cause = thrown({ status: 403, body: page });
    expect(failureOf(new Error("No status", { cause })).reason).toBe('No status: failed, "Hotel Wi-Fi".');
  });

  test("the sender of a response is added before the last period, and only if the message lacks it", () => {
    const failed = (message: string) =>
      failureOf(thrown({ status: 502, body: "no upstream" }, message)).reason;
    expect(failed("Failed. Twice.")).toBe('Failed. Twice, "no upstream".');
    expect(failed('Bad gateway, "no upstream", at noon.')).toBe('Bad gateway, "no upstream", at noon.');
  });

  test("the sender of a response is looked for in the first 10,000 characters of its body", () => {
    const long = " ".repeat(10_000);
    expect(reason({ status: 403, body: `<p>Log in${long}<title>Late</title>` })).toBe('failed, "Log in".');
    expect(reason({ status: 403, body: `<p>Log in<script>x(${long}</script>` })).toBe('failed, "Log in".');
    expect(reason({ status: 403, body: `${long}late` })).toBe("failed.");
  });

  test("the sender of a response is at most 80 printable characters on one line", () => {
    const text = reason({ status: 403, body: `<p>\u001b[31m${"long ".repeat(100)}` });
    expect(text).not.toContain("\u001b");
    expect(text.length).toBeLessThan(100);
  });
});

describe("a body that ends too early", () => {
  const broken = '{"customerAccountId":"0123';
  const parse = (text: string): Error => {
    try {
      JSON.parse(text);
    } catch (error) {
      return error as Error;
    }
    throw new Error("It was JSON");
  };

  test("a body that ends too early is a broken connection at every length, by the parser's message alone", () => {
    const whole =
      '{"customerAccountId":"012345678912","nested":{"time":1764000000.25,"flag":true,"none":null}}';
    for (let length = 0; length < whole.length; length++) {
      expect([length, failureOf(parse(whole.slice(0, length))).kind]).toEqual([length, "unreachable"]);
    }
  });

  test.each([
    [
      "the SDK's newest runtime",
      { $metadata: { httpStatusCode: 200 }, $response: { statusCode: 200, headers: {} } },
    ],
    [
      "an older runtime",
      { $metadata: { httpStatusCode: 200 }, $responseBodyText: broken, $response: { headers: {} } },
    ],
  ])("a body cut off without a length is a broken connection, read by %s", (_whose, members) => {
    expect(failureOf(Object.assign(parse(broken), members)).kind).toBe("unreachable");
  });

  test.each([{ "content-length": "26" }, { "Transfer-Encoding": "chunked" }])(
    "a body that ends too early despite framing headers (example %#) is not the service's",
    (headers) => {
      const $response = { statusCode: 200, headers };
      const failure = failureOf(
        Object.assign(parse(broken), { $metadata: { httpStatusCode: 200 }, $response }),
      );
      expect(failure).toMatchObject({ kind: "fatal", topic: "not-the-service" });
    },
  );

  test.each(["SyntaxError", "ParseError"])(
    "a %s of a cut body in the response of fetch is a broken connection",
    (name) => {
      const response = new Response(null, { status: 200 });
      const cut = thrown({ name, response, data: broken }, "Invalid JSON");
      expect(failureOf(cut).kind).toBe("unreachable");
    },
  );

  test("a body that ends too early with its length in the headers is not the service's, also in a cause", () => {
    const response = { statusCode: 200, headers: { "content-length": "26" }, body: broken };
    const error = Object.assign(new Error("no JSON", { cause: parse(broken) }), {
      name: "ParseError",
      response,
    });
    expect(failureOf(error).kind).toBe("fatal");
  });

  test("a page that ends too early is not the service's", () => {
    expect(failureOf(parse("<html>")).kind).toBe("fatal");
    expect(failureOf(thrown({ name: "SyntaxError" }, "Unexpected token < in JSON at position 0")).kind).toBe(
      "fatal",
    );
    expect(mayBeCut("<html>", "Unexpected end of JSON input")).toBe(false);
  });

  test("whole JSON did not end too early, and neither did an error without words", () => {
    expect(mayBeCut('{"customerAccountId":"012345678912"}', "Unexpected end of JSON input")).toBe(false);
    expect(mayBeCut(undefined)).toBe(false);
  });
});

describe("errors that other libraries name differently", () => {
  test("a tunnel that a proxy rejects is not an abort, although undici names it so", () => {
    const cause = thrown(
      { name: "AbortError", code: "UND_ERR_ABORTED" },
      "Proxy response (503) !== 200 when HTTP Tunneling",
    );
    const failure = failureOf(new TypeError("fetch failed", { cause }));
    expect(failure).toMatchObject({ kind: "unreachable", sent: false });
  });
});
