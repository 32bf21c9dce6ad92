import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { registrationState } from "../../src/registration/registration-state.js";
import { parseRegistration, type RegistrationSnapshot } from "../../src/registration/snapshot.js";
import { anyTime, anyWire, iam, timestream, wire } from "./examples.js";

/** A well-formed response with one member, at any depth, replaced by any JSON value. */
const damagedWire = fc
  .record({
    answer: anyWire,
    path: fc.constantFrom(
      ["customerAccountId"],
      ["accountStatus"],
      ["creationTime"],
      ["lastModificationTime"],
      ["iamRegistrationResponse"],
      ["iamRegistrationResponse", "roleArn"],
      ["iamRegistrationResponse", "registrationStatus"],
      ["iamRegistrationResponse", "errorMessage"],
      ["timestreamRegistrationResponse"],
      ["timestreamRegistrationResponse", "timestreamDatabaseName"],
      ["timestreamRegistrationResponse", "timestreamTableName"],
      ["timestreamRegistrationResponse", "timestreamDatabaseArn"],
      ["timestreamRegistrationResponse", "timestreamTableArn"],
      ["timestreamRegistrationResponse", "registrationStatus"],
    ),
    value: fc.jsonValue(),
  })
  .map(({ answer, path: [member = "", inner], value }) => ({
    ...answer,
    [member]:
      inner === undefined ? value : { ...(answer[member] as object | null | undefined), [inner]: value },
  }));

const anyAnswer: fc.Arbitrary<unknown> = fc.oneof(fc.jsonValue(), anyWire, damagedWire);

function parsed(answer: unknown): RegistrationSnapshot | undefined {
  try {
    return parseRegistration(answer);
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError);
    return undefined;
  }
}

const nonEmpty = expect.stringMatching(/[\s\S]/);

function expectValid(snapshot: RegistrationSnapshot): void {
  expect(Object.isFrozen(snapshot)).toBe(true);
  const {
    customerAccountId,
    accountStatus,
    iamRegistrationResponse,
    timestreamRegistrationResponse,
    creationTime,
    lastModificationTime,
    ...others
  } = snapshot;
  expect(others).toEqual({});
  expect([customerAccountId, accountStatus]).toEqual([nonEmpty, nonEmpty]);
  for (const part of [iamRegistrationResponse, timestreamRegistrationResponse]) {
    if (part === undefined) continue;
    expect(Object.isFrozen(part)).toBe(true);
    for (const value of Object.values(part)) expect(value).toBeTypeOf("string");
    expect(part.registrationStatus).not.toBe("");
    expect(part.errorMessage).not.toBe("");
  }
  if (iamRegistrationResponse) expect(iamRegistrationResponse.roleArn).toBeTypeOf("string");
  if (timestreamRegistrationResponse) {
    expect(timestreamRegistrationResponse.timestreamDatabaseName).toBeTypeOf("string");
    expect(timestreamRegistrationResponse.timestreamTableName).toBeTypeOf("string");
  }
  for (const time of [creationTime, lastModificationTime]) {
    if (time !== undefined) expect(Number.isNaN(time.getTime())).toBe(false);
  }
  // The member is omitted, not undefined, so that a snapshot prints and compares like the response.
  for (const object of [snapshot, iamRegistrationResponse, timestreamRegistrationResponse])
    expect(Object.values(object ?? {})).not.toContain(undefined);
}

describe("any response", () => {
  test("parseRegistration returns a frozen, valid snapshot of any response, or throws a TypeError", () => {
    fc.assert(
      fc.property(anyAnswer, (answer) => {
        const snapshot = parsed(answer);
        if (snapshot) expectValid(snapshot);
      }),
    );
  });

  test("a snapshot has the account and the status of its response, and neither is empty", () => {
    fc.assert(
      fc.property(anyAnswer, (answer) => {
        const snapshot = parsed(answer);
        if (!snapshot) return;
        const { customerAccountId, accountStatus } = answer as Record<string, unknown>;
        expect([customerAccountId, accountStatus]).toEqual([nonEmpty, nonEmpty]);
        expect(snapshot).toMatchObject({ customerAccountId, accountStatus });
      }),
    );
  });

  test("parseRegistration returns an equal snapshot when it parses a snapshot", () => {
    fc.assert(
      fc.property(anyWire, (answer) => {
        const once = parseRegistration(answer);
        expect(parseRegistration(once)).toStrictEqual(once);
      }),
    );
  });
});

test("parseRegistration keeps every member under AWS's name", () => {
  const whole = wire({
    timestreamRegistrationResponse: {
      ...timestream("REGISTRATION_FAILURE", "no such table"),
      timestreamDatabaseArn: "arn:database",
      timestreamTableArn: "arn:table",
    },
    iamRegistrationResponse: iam("REGISTRATION_SUCCESS"),
    creationTime: new Date(1_659_033_082_603),
    lastModificationTime: new Date(1_659_033_082_854),
  });
  expect(parseRegistration(whole)).toStrictEqual(whole);
});

test("a member that AWS adds later is dropped", () => {
  const answer = wire({
    $metadata: { httpStatusCode: 200 },
    iamRegistrationResponse: { ...iam("S"), more: 1 },
  });
  expect(parseRegistration(answer)).toStrictEqual(wire({ iamRegistrationResponse: iam("S") }));
});

test("a resource name that the service omits is the empty string", () => {
  const { iamRegistrationResponse, timestreamRegistrationResponse } = parseRegistration(
    wire({
      iamRegistrationResponse: { registrationStatus: "S" },
      timestreamRegistrationResponse: { registrationStatus: "S" },
    }),
  );
  expect(iamRegistrationResponse).toStrictEqual({ roleArn: "", registrationStatus: "S" });
  expect(timestreamRegistrationResponse).toStrictEqual({
    timestreamDatabaseName: "",
    timestreamTableName: "",
    registrationStatus: "S",
  });
});

test.each(["", null, undefined])("parseRegistration omits the errorMessage %j", (errorMessage) => {
  const part = { ...iam("REGISTRATION_SUCCESS"), errorMessage };
  expect(parseRegistration(wire({ iamRegistrationResponse: part })).iamRegistrationResponse).toStrictEqual(
    iam("REGISTRATION_SUCCESS"),
  );
});

test("an unknown status is passed on unchanged", () => {
  const snapshot = parseRegistration(
    wire({ accountStatus: "REGISTRATION_PAUSED", iamRegistrationResponse: iam("REGISTRATION_VALIDATING") }),
  );
  expect(snapshot.accountStatus).toBe("REGISTRATION_PAUSED");
  expect(snapshot.iamRegistrationResponse?.registrationStatus).toBe("REGISTRATION_VALIDATING");
  expect(registrationState(snapshot)).toBe("pending");
});

test.each([
  "timestreamRegistrationResponse",
  "iamRegistrationResponse",
  "creationTime",
  "lastModificationTime",
])("a response may omit %s, or have null there", (member) => {
  expect(parseRegistration(wire({ [member]: undefined }))).toStrictEqual(wire());
  expect(parseRegistration(wire({ [member]: null }))).toStrictEqual(wire());
});

const malformed = (message: string) =>
  Object.assign(new TypeError(message), { name: "MalformedAnswerError" });

describe("a time", () => {
  test("a time is the same as a Date, as epoch seconds and as ISO 8601", () => {
    fc.assert(
      fc.property(anyTime, (date) => {
        for (const time of [date, date.getTime() / 1000, date.toISOString()])
          expect(parseRegistration(wire({ creationTime: time })).creationTime).toEqual(date);
      }),
    );
  });

  test.each([
    "2022-07-28T18:31:22.603000+00:00",
    "2022-07-28T20:31:22.603+02:00",
    "2022-07-28T20:31:22.603+0200",
    "2022-07-28T18:31:22.603Z",
  ])("a time may be written as %s", (time) => {
    expect(parseRegistration(wire({ lastModificationTime: time })).lastModificationTime).toEqual(
      new Date(1_659_033_082_603),
    );
  });

  test("a time of epoch seconds is rounded to the millisecond: 1000000001.001 * 1000 is a little less", () => {
    expect(parseRegistration(wire({ creationTime: 1e9 + 1.001 })).creationTime).toEqual(
      new Date(1e12 + 1001),
    );
    expect(parseRegistration(wire({ creationTime: 1e9 + 1.0014 })).creationTime).toEqual(
      new Date(1e12 + 1001),
    );
  });

  test("a time of ISO 8601 may omit the seconds", () => {
    expect(parseRegistration(wire({ creationTime: "2022-07-28T18:31Z" })).creationTime).toEqual(
      new Date("2022-07-28T18:31:00Z"),
    );
  });

  test("a time of ISO 8601 may omit the fraction of a second", () => {
    expect(parseRegistration(wire({ creationTime: "2022-07-28T18:31:22Z" })).creationTime).toEqual(
      new Date(1_659_033_082_000),
    );
  });

  test("a time is a copy: a later change of the source's Date does not change the snapshot", () => {
    const creationTime = new Date(1e12);
    const snapshot = parseRegistration(wire({ creationTime }));
    creationTime.setTime(5);
    expect(snapshot.creationTime).toEqual(new Date(1e12));
  });

  test.each([
    "5",
    "",
    "March 7",
    "2022-07-28",
    "2022-07-28T18:31:22",
    "+002022-07-28T18:31:22Z",
    "2022-07-28T18:31:22Zx",
    "2022-99-28T18:31:22Z",
    Number.NaN,
    Number.POSITIVE_INFINITY,
    1e18,
    new Date(Number.NaN),
    true,
    {},
    ["2022-07-28T18:31:22Z"],
  ])("parseRegistration rejects the time %s", (time) => {
    expect(() => parseRegistration(wire({ creationTime: time }))).toThrow(
      /^Expected `creationTime` of the response to be a Date, epoch seconds or an ISO 8601 date and time, got /,
    );
  });

  test.each([
    ["milliseconds taken for seconds: the year 56471", 1_719_858_000_250, "1719858000250"],
    ["seconds taken for milliseconds: the year 1970", new Date(1_719_858_000), '"1970-01-20T21:44:18.000Z"'],
    ["none, written as zero", 0, "0"],
    ["the last moment of 1999", "1999-12-31T23:59:59.999Z", '"1999-12-31T23:59:59.999Z"'],
    ["the first moment of 2200", Date.UTC(2200, 0) / 1000, "7258118400"],
  ])("a time is rejected if it is %s", (_why, time, got) => {
    expect(() => parseRegistration(wire({ creationTime: time }))).toThrow(
      malformed(
        `Expected \`creationTime\` of the response to be a time from 2000 to 2200, in seconds if it is a number, got ${got}`,
      ),
    );
  });

  test.each([Date.UTC(2000, 0), Date.UTC(2200, 0) - 1])(
    "a time may be the first and the last moment, %d",
    (ms) => {
      expect(parseRegistration(wire({ creationTime: ms / 1000 })).creationTime).toEqual(new Date(ms));
    },
  );
});

describe("a malformed response", () => {
  const nonEmpty = "a non-empty string";
  const anyTime = "a Date, epoch seconds or an ISO 8601 date and time";
  test.each([
    ["the response", "undefined", "an object", undefined],
    ["the response", "null", "an object", null],
    ["the response", "an empty list", "an object", []],
    ["the response", '"<html>"', "an object", "<html>"],
    ["`customerAccountId`", "undefined", nonEmpty, {}],
    ["`customerAccountId`", '""', nonEmpty, wire({ customerAccountId: "" })],
    ["`customerAccountId`", "12", "a string", wire({ customerAccountId: 12 })],
    ["`accountStatus`", "undefined", nonEmpty, wire({ accountStatus: null })],
    ["`accountStatus`", '""', nonEmpty, wire({ accountStatus: "" })],
    ["`iamRegistrationResponse`", "a list", "an object", wire({ iamRegistrationResponse: ["role"] })],
    ["`iamRegistrationResponse`", '""', "an object", wire({ iamRegistrationResponse: "" })],
    [
      "`iamRegistrationResponse.registrationStatus`",
      "undefined",
      nonEmpty,
      wire({ iamRegistrationResponse: {} }),
    ],
    [
      "`timestreamRegistrationResponse.errorMessage`",
      "an object",
      "a string",
      wire({ timestreamRegistrationResponse: { ...timestream("S"), errorMessage: {} } }),
    ],
    [
      "`timestreamRegistrationResponse.timestreamTableArn`",
      "false",
      "a string",
      wire({ timestreamRegistrationResponse: { ...timestream("S"), timestreamTableArn: false } }),
    ],
    [
      "`iamRegistrationResponse.roleArn`",
      "1",
      "a string",
      wire({ iamRegistrationResponse: { ...iam("S"), roleArn: 1 } }),
    ],
    ["`creationTime`", "an invalid Date", anyTime, wire({ creationTime: new Date(Number.NaN) })],
  ])("a malformed response names its member: %s, %s", (member, got, wanted, answer) => {
    const subject = member === "the response" ? member : `${member} of the response`;
    expect(() => parseRegistration(answer)).toThrow(
      malformed(`Expected ${subject} to be ${wanted}, got ${got}`),
    );
  });

  test("a malformed response is not quoted whole in the message", () => {
    expect(() => parseRegistration("x".repeat(40))).toThrow(`got "${"x".repeat(40)}"`);
    expect(() => parseRegistration("x".repeat(41))).toThrow(`got "${"x".repeat(40)}..."`);
  });
});
