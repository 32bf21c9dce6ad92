import { describe, expect, test } from "vitest";
import type { OnEventRequest } from "../../src/custom-resource/index.js";
import { isRollback, nextPhysicalId } from "../../src/custom-resource/physical-id.js";
import { PHYSICAL_ID, request } from "./requests.js";

/** The start of the SHA-256 hash of `{}`. */
const EMPTY = "44136fa355b3";

const update = (to: object, from: object | undefined, PhysicalResourceId = PHYSICAL_ID) =>
  request("Update", {
    ResourceProperties: to as Record<string, unknown>,
    OldResourceProperties: from as Record<string, unknown>,
    PhysicalResourceId,
  });
const fingerprint = async (properties: object) =>
  (await nextPhysicalId(update(properties, {}))).slice(PHYSICAL_ID.length + 1);

describe("nextPhysicalId", () => {
  test.for([
    [
      "arn:aws:cloudformation:us-east-1:210987654321:stack/a/1",
      "fleetwise-registration-210987654321-us-east-1",
    ],
    [undefined, "fleetwise-registration"],
    [7, "fleetwise-registration"],
  ] as const)(
    "nextPhysicalId begins with the account and the region of the stack, if known: %#",
    async ([StackId, name]) => {
      const event = { ...request("Create"), StackId } as OnEventRequest;
      expect(await nextPhysicalId(event)).toBe(`${name}/${EMPTY}`);
    },
  );

  test("nextPhysicalId replaces an id that is not text", async () => {
    const event = { ...request("Update"), PhysicalResourceId: 7 } as unknown as OnEventRequest;
    expect(await nextPhysicalId(event)).toBe(`${PHYSICAL_ID}/${EMPTY}`);
  });

  test("nextPhysicalId depends on every value of the properties, but not on the order of names", async () => {
    const one = { b: [1, { y: null, x: "2" }], a: { c: "3" } };
    const same = { a: { c: "3" }, b: [1, { x: "2", y: null }] };
    expect(await fingerprint(one)).toBe(await fingerprint(same));
    for (const other of [
      { ...one, a: { c: "4" } },
      { ...one, a: null },
      { ...one, b: [{ y: null, x: "2" }, 1] },
      { ...one, b: [1, { y: null, x: "3" }] },
    ])
      expect(await fingerprint(other)).not.toBe(await fingerprint(one));
  });

  test("nextPhysicalId moves the previous setting and then the new one to the end", async () => {
    const [one, two] = await Promise.all([fingerprint({ n: "1" }), fingerprint({ n: "2" })]);
    const id = `${PHYSICAL_ID}/${two}/${one}/other/last`;
    expect(await nextPhysicalId(update({ n: "2" }, { n: "1" }, id))).toBe(
      `${PHYSICAL_ID}/other/last/${one}/${two}`,
    );
    expect(await nextPhysicalId(update({ n: "2" }, undefined, id))).toBe(
      `${PHYSICAL_ID}/${one}/other/last/${two}`,
    );
  });
});

describe("isRollback", () => {
  test("isRollback is true only for an Update to a setting in the id", async () => {
    const id = `${PHYSICAL_ID}/other/${EMPTY}`;
    expect(await isRollback(update({}, {}, id))).toBe(true);
    expect(await isRollback(update({ n: "1" }, {}, id))).toBe(false);
    expect(await isRollback(request("Create", { PhysicalResourceId: id }))).toBe(false);
    expect(await isRollback({ ...update({}, {}), PhysicalResourceId: undefined })).toBe(false);
  });

  test("isRollback is false if the name of the resource equals a fingerprint", async () => {
    expect(await isRollback(update({}, {}, EMPTY))).toBe(false);
  });
});
