// Mutated responses: those of test/fixtures.json, with members of another type, removed, added, renamed, wrapped or far too large.
import { readFileSync } from "node:fs";
import fc from "fast-check";

type Json = null | boolean | number | string | Json[] | { [member: string]: Json };

const { fixtures } = JSON.parse(readFileSync(new URL("../../fixtures.json", import.meta.url), "utf8")) as {
  readonly fixtures: readonly { readonly kind: string; readonly body: Json }[];
};
const bodies = fixtures.filter(({ kind }) => kind === "response").map(({ body }) => JSON.stringify(body));

const deep = (depth: number) => JSON.parse("[".repeat(depth) + "]".repeat(depth)) as Json;

/** Returns an object with an own member `__proto__`, which JSON.parse creates. */
const withPrototype = (text: string) => JSON.parse(`{"__proto__":${text}}`) as Json;

const anyValue: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json[]>(null, true, false, 0, -1, 1e-7, 1e21, 1e308, -1e308, 2 ** 53, 253_402_300_800),
  fc.constantFrom<Json[]>(1_659_033_082_603, 1_659_033_082.603, "1659033082", "2022-07-28T18:31:22Z", "now"),
  fc.constantFrom<Json[]>("", " ", "REGISTRATION_SUCCESS ", "registration_success", "REGISTRATION_PAUSED"),
  fc.constantFrom<Json[]>("REGISTRATION_FAILURE", "constructor", "\u0000", "\ud800", "x".repeat(100_000)),
  fc.constantFrom<Json[]>(
    [],
    {},
    [{}],
    deep(1000),
    withPrototype('{"accountStatus":"REGISTRATION_SUCCESS"}'),
  ),
  fc.jsonValue() as fc.Arbitrary<Json>,
);

const anyName = fc.oneof(
  fc.constantFrom(
    "__proto__",
    "constructor",
    "toString",
    "toJSON",
    "then",
    "AccountStatus",
    "accountStatus",
    "",
  ),
  fc.string(),
);

type Mutation = (holder: Record<string, Json>, name: string) => void;

const anyMutation: fc.Arbitrary<Mutation> = fc.oneof(
  anyValue.map(
    (value): Mutation =>
      (holder, name) =>
        set(holder, name, value),
  ),
  fc.constant<Mutation>((holder, name) => void delete holder[name]),
  fc.constant<Mutation>((holder, name) => set(holder, name, [holder[name] ?? null])),
  fc.constant<Mutation>((holder, name) => set(holder, name, { [name]: holder[name] ?? null })),
  fc.tuple(anyName, anyValue).map(
    ([added, value]): Mutation =>
      (holder) =>
        set(holder, added, value),
  ),
  anyName.map(
    (renamed): Mutation =>
      (holder, name) => {
        set(holder, renamed, holder[name] ?? null);
        delete holder[name];
      },
  ),
);

function set(holder: object, name: string, value: Json): void {
  Object.defineProperty(holder, name, { value, enumerable: true, configurable: true, writable: true });
}

/** Returns every member in a response: its owner and name. */
function placesIn(holder: Record<string, Json>): [Record<string, Json>, string][] {
  return Object.entries(holder).flatMap(([name, value]) => [
    [holder, name],
    ...(typeof value === "object" && value !== null && name !== "__proto__" && !Array.isArray(value)
      ? placesIn(value)
      : []),
  ]);
}

/** A response with one to four mutations at any depth, including the root. */
export const mutatedAnswer: fc.Arbitrary<unknown> = fc
  .record({
    body: fc.constantFrom(...bodies),
    mutations: fc.array(fc.tuple(fc.nat(), anyMutation), { minLength: 1, maxLength: 4 }),
  })
  .map(({ body, mutations }) => {
    const root = { answer: JSON.parse(body) as Json };
    for (const [at, mutate] of mutations) {
      const places = placesIn(root);
      const [holder, name] = places[at % places.length] ?? [root, "answer"];
      mutate(holder, name);
    }
    return root.answer;
  });
