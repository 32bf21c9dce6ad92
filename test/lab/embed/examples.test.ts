// The CDK apps among the examples, each synthesized as `cdk synth` would.
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fences } from "../../support/guides.js";
import { runTypeScript } from "../../support/run.js";

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DependsOn?: readonly string[];
}

async function synth(name: string, stack = "Fleet") {
  const outdir = mkdtempSync(join(tmpdir(), "cdk.out-"));
  const outcome = await runTypeScript(`examples/${name}`, { env: { CDK_OUTDIR: outdir } });
  expect(outcome).toMatchObject({ exitCode: 0 });
  const template = JSON.parse(readFileSync(join(outdir, `${stack}.template.json`), "utf8"));
  const resources: readonly (readonly [string, Resource])[] = Object.entries(template.Resources);
  const byType = (type: string) => resources.filter(([, { Type }]) => Type === type);
  return { outdir, byType };
}

test("11-cdk-app: the signal catalog depends on the registration", async () => {
  const { byType } = await synth("11-cdk-app.ts");
  const [[registration] = []] = byType("Custom::FleetWiseRegistration");
  const [[, catalog] = []] = byType("AWS::IoTFleetWise::SignalCatalog");
  expect(catalog?.DependsOn).toContain(registration);
});

test("12-cdk-handlers: both bundled handlers need only Lambda's runtime and the guide's policy", async () => {
  const { outdir, byType } = await synth("12-cdk-handlers.ts");
  expect(byType("AWS::CloudFormation::CustomResource")).toHaveLength(1);
  const policies = byType("AWS::IAM::Policy").map(([, { Properties }]) => JSON.stringify(Properties));
  const [policy = ""] = policies.filter((text) => text.includes("iam:CreateServiceLinkedRole"));
  const [json = ""] = fences("json");
  const [read, register, create] = JSON.parse(json).Statement;
  const role = create.Resource.replace(/.*\d:/, ":");
  const Resource = { "Fn::Join": ["", ["arn:aws:iam::", { Ref: "AWS::AccountId" }, role]] };
  expect(JSON.parse(policy).PolicyDocument.Statement).toEqual([read, register, { ...create, Resource }]);
  const functions = byType("AWS::Lambda::Function").map(([, { Properties }]) => Properties);
  expect(functions).toEqual(
    expect.arrayContaining(
      ["index.onEvent", "index.isComplete"].map((Handler) =>
        expect.objectContaining({ Handler, Runtime: "nodejs22.x" }),
      ),
    ),
  );
  const bundles = readdirSync(outdir, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith("index.js"),
  );
  for (const file of bundles) {
    const required = [
      ...readFileSync(join(outdir, file), "utf8").matchAll(/\brequire\("([^"]+)"\)|\bimport\("([^"]+)"\)/g),
    ].map(([, by, lazily]) => by ?? lazily);
    for (const name of required) expect(name).toMatch(/^(node:)?[a-z_0-9]+(\/promises)?$|^@aws-sdk\//);
  }
  expect(bundles.length).toBeGreaterThan(0);
});

test("14-multi-account-cdk-app: the StackSet deploys the role that the state machine assumes", async () => {
  const { byType } = await synth("14-multi-account-cdk-app.ts", "Hub");
  const [[, stackSet] = []] = byType("AWS::CloudFormation::StackSet");
  const { Resources } = JSON.parse(String(stackSet?.Properties["TemplateBody"]));
  const { RoleName } = Resources.Role.Properties;
  const [[hubRole] = []] = byType("AWS::IAM::Role");
  expect(stackSet?.Properties["Parameters"]).toEqual([
    { ParameterKey: "HubRoleArns", ParameterValue: { "Fn::GetAtt": [hubRole, "Arn"] } },
  ]);
  expect(byType("AWS::StepFunctions::StateMachine")).toHaveLength(1);
  const statements = byType("AWS::IAM::Policy").map(([, { Properties }]) => JSON.stringify(Properties));
  expect(
    statements.some((text) => text.includes("sts:AssumeRole") && text.includes(`:role/${RoleName}`)),
  ).toBe(true);
});
