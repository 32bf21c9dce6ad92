// The errors that one thrown value wraps, as plain data.
import { describe, expect, test } from "vitest";
import { errorChain, unsent } from "../../src/failures/chain.js";
import { parseFailure } from "../../src/failures/failure.js";

const classify = (thrown: unknown) => parseFailure(thrown, 0).kind;
const thrown = (members: object, message = "failed") => Object.assign(new Error(message), members);
const throttled = () => thrown({ name: "ThrottlingException" });

describe("the chain of causes", () => {
  test("the cause is followed through ten errors", () => {
    const deep = (depth: number): Error =>
      depth === 1 ? throttled() : new Error("outer", { cause: deep(depth - 1) });
    expect(classify(deep(10))).toBe("throttled");
    expect(classify(deep(11))).toBe("fatal");
    expect(errorChain(deep(30))).toHaveLength(10);
  });

  test.each(["text", 7, null, undefined, () => {}])(
    "a thrown value without members, %s, has no chain",
    (one) => {
      expect(errorChain(one)).toEqual([]);
    },
  );

  test("a cause that is not an object ends the chain", () => {
    const error = new Error("outer", { cause: "text" });
    expect(errorChain(error).map((link) => link.thrown)).toEqual([error]);
  });

  test("the original error of the AWS SDK v2 is a cause", () => {
    const error = thrown({ code: "CredentialsError", originalError: throttled() });
    expect(errorChain(error).map(({ name }) => name)).toEqual(["Error", "ThrottlingException"]);
  });

  test("the errors of an AggregateError are inspected", () => {
    const refused = thrown({ code: "ECONNREFUSED" });
    const both = new AggregateError([new Error("?"), refused]);
    expect(classify(new TypeError("fetch failed", { cause: both }))).toBe("unreachable");
  });

  test("an AggregateError that contains itself ends the chain", () => {
    const circular = new AggregateError([]);
    circular.errors.push(circular);
    expect(classify(circular)).toBe("fatal");
  });

  test("at most ten errors of an AggregateError are inspected, and not their causes", () => {
    const many = Array.from({ length: 11 }, () => new Error("one", { cause: throttled() }));
    expect(errorChain(new AggregateError(many))).toHaveLength(1 + 10);
  });
});

describe("a list that cannot be read", () => {
  const { proxy, revoke } = Proxy.revocable([], {});
  revoke();
  const lists = [
    ["a revoked proxy", proxy],
    [
      "a list with an element that throws",
      Object.defineProperty([1], 0, {
        get() {
          throw new Error("no");
        },
      }),
    ],
    ["a list without methods", Object.assign([1], { slice: undefined })],
    ["an endless list", Object.assign([], { length: 2 ** 32 - 1 })],
  ] as const;

  test.each(lists)("%s as a member of an error does not change its meaning", (_what, list) => {
    for (const member of ["errors", "fieldList"])
      expect(classify(thrown({ name: "ThrottlingException", [member]: list }))).toBe("throttled");
  });
});

describe("an error that was thrown before the request", () => {
  const locked = new Proxy(thrown({ name: "ThrottlingException" }), { defineProperty: () => false });

  test.each([
    ["an error", throttled(), true],
    ["a frozen error", Object.freeze(throttled()), false],
    ["a proxy that rejects the mark", locked, false],
    ["a text", "ThrottlingException", false],
  ])("%s is marked, or a copy of it is", (_what, error, same) => {
    const marked = unsent(error);
    expect(marked === error).toBe(same);
    expect(same || (marked as Error).cause === error).toBe(true);
    expect(errorChain(marked)[0]).toMatchObject({ unsent: true });
    expect(unsent(marked)).toBe(marked);
  });
});

describe("a member of a thrown value", () => {
  const withStatus = (status: unknown) => [
    ...[{ status }, { statusCode: status }, { $metadata: { httpStatusCode: status } }],
    ...[{ response: { status } }, { $response: { statusCode: status } }],
  ];

  test.each([100, 404, 599])("a status %d of an error or its response counts", (status) => {
    for (const members of withStatus(status)) expect(parseFailure(thrown(members), 0).status).toBe(status);
  });

  test.each([99, 600, 404.5, "404", Number.NaN, null])("a status %s is not one of HTTP", (status) => {
    for (const members of withStatus(status)) expect(parseFailure(thrown(members), 0).status).toBeUndefined();
  });

  test("a member of the wrong type is ignored", () => {
    const odd = {
      ...{ name: Symbol("n"), code: Symbol("c"), message: Symbol("m"), syscall: 1, $retryable: null },
      ...{ $metadata: { httpStatusCode: "429", attempts: "3", clockSkewCorrected: "true" } },
    };
    expect(parseFailure(odd, 0)).toMatchObject({
      ...{ kind: "fatal", status: undefined, requests: 1, clockCorrected: false, topic: undefined },
    });
  });

  test("an empty name classifies no error, so the cause does", () => {
    const error = thrown({ name: "", status: 400, cause: thrown({ code: "ECONNRESET" }) });
    expect(classify(error)).toBe("unreachable");
  });
});
