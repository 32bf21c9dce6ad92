// Properties of the definitions that hold without running them: they are valid, and every tool can deploy them.
import { describe, expect, test } from "vitest";
import {
  multiAccountRegistrationStateMachine,
  registrationStateMachine,
  type StateMachineDefinition,
} from "../../src/step-functions/index.js";
import { definitionErrors } from "./definition-errors.js";

const registration = {
  timestreamResources: { timestreamDatabaseName: "it's", timestreamTableName: "table" },
  iamResources: { roleArn: "arn:aws:iam::123456789012:role/fleetwise" },
};
const results = { bucket: "results", prefix: "fleet" };
const definitions: Readonly<Record<string, () => StateMachineDefinition>> = {
  registration: () => registrationStateMachine(),
  "wait-only": () => registrationStateMachine({ mode: "wait-only" }),
  "registration with every option": () =>
    registrationStateMachine({
      mode: "ensure",
      maxWaitTime: 600.5,
      interval: 2.5,
      expected: 100,
      minDelay: 0.5,
      maxDelay: 20,
      consistencyGrace: 0,
      maxRegistrations: 1,
      registration,
    }),
  fleet: () => multiAccountRegistrationStateMachine(),
  "inline fleet": () => multiAccountRegistrationStateMachine({ distributed: false }),
  "fleet with results": () =>
    multiAccountRegistrationStateMachine({ results, maxConcurrency: 10, registration }),
  "inline fleet with results": () => multiAccountRegistrationStateMachine({ results, distributed: false }),
  "fleet that succeeds": () => multiAccountRegistrationStateMachine({ ifUnregistered: "succeed" }),
  "wait-only fleet": () => multiAccountRegistrationStateMachine({ mode: "wait-only", distributed: false }),
};

/** Returns every string in a definition, at any depth. */
function texts(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(texts) : [];
}
const expressions = (definition: object) => texts(definition).filter((text) => text.startsWith("{%"));

describe.each(Object.entries(definitions))("%s", (_name, create) => {
  test("a definition is valid Amazon States Language", () => {
    expect(definitionErrors(create())).toBe("");
  });

  test("a definition is plain data and the same each time", () => {
    const definition = create();
    expect(JSON.parse(JSON.stringify(definition))).toEqual(definition);
  });

  test("a definition is unchanged by Terraform's templates and CloudFormation's substitutions", () => {
    const definition = create();
    expect(JSON.stringify(definition)).not.toMatch(/\$\{|%\{/);
  });

  test("a definition is small enough for Step Functions", () => {
    const definition = create();
    // It accepts 1,048,576 bytes; this limit notices accidental growth.
    expect(Buffer.byteLength(JSON.stringify(definition))).toBeLessThan(70_000);
  });

  test("a definition uses only functions that JSONata 2.0.6 and Step Functions have", () => {
    const definition = create();
    expect(expressions(definition).length).toBeGreaterThan(10);
    for (const expression of expressions(definition)) {
      expect(expression).not.toMatch(/\?\?|\?:|\$eval\b/);
      expect(expression).not.toContain('"');
    }
  });

  test("a definition has no division that LocalStack's interpreter takes for a regular expression", () => {
    const definition = create();
    // LocalStack finds an expression's variables after it removes strings, and everything between two slashes.
    for (const expression of expressions(definition)) {
      const skipped = /\/(?:\\.|[^\\/])*\/|'(?:\\.|[^'\\])*'|(\$states[\w.]*|\$(?!\w))/g;
      const found = [...expression.matchAll(skipped)].flatMap(([, variable]) => variable ?? []);
      const used = expression.replace(/'(?:\\.|[^'\\])*'/g, "").match(/\$states[\w.]*/g) ?? [];
      expect(new Set(found)).toEqual(new Set(used));
    }
  });

  test("a definition has no variable with the name of a function", () => {
    const definition = create();
    const builtIn =
      "abs append assert average base64decode base64encode boolean ceil clone contains count decodeUrl decodeUrlComponent " +
      "distinct each encodeUrl encodeUrlComponent error eval exists filter floor formatBase formatInteger formatNumber " +
      "fromMillis hash join keys length lookup lowercase map match max merge millis min not now number pad parse " +
      "parseInteger partition power random range reduce replace reverse round shuffle sift single sort split spread sqrt " +
      "states string substring substringAfter substringBefore sum toMillis trim type uppercase uuid zip";
    const set = expressions(definition).flatMap((text) =>
      [...text.matchAll(/\$(\w+) :=/g)].map(([, name]) => name),
    );
    expect(set.length).toBeGreaterThan(10);
    expect(set.filter((name) => builtIn.split(" ").includes(String(name)))).toEqual([]);
  });

  test("a definition takes three transitions a poll and can reach every state", () => {
    const definition = create();
    const group = definition.States["Groups"]?.["ItemProcessor"] as StateMachineDefinition | undefined;
    const accounts = (group ?? definition).States["Accounts"]?.["ItemProcessor"] ?? definition;
    const { States } = accounts as StateMachineDefinition;
    expect([States["Read"]?.["Next"], States["Judge"]?.["Default"], States["Wait"]?.["Next"]]).toEqual([
      "Judge",
      "Wait",
      "Read",
    ]);
    const targets = texts(States).filter((text) => text in States);
    expect(Object.keys(States).filter((name) => name !== "Begin" && !targets.includes(name))).toEqual([]);
  });
});

test("the validator rejects an invalid definition", () => {
  const { States, ...rest } = registrationStateMachine();
  const broken = { ...rest, States: { ...States, Wait: { ...States["Wait"], Next: "Nowhere" } } };
  expect(definitionErrors(broken)).toContain("Nowhere");
  const wrong = { ...rest, States: { ...States, Wait: { ...States["Wait"], Seconds: "{% 1 + %}" } } };
  expect(definitionErrors(wrong)).toContain("/States/Wait/Seconds is invalid");
});
