import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The tests that need a build: of the command line, the constructs, the package and the guides. */
const BUILT = ["test/cli/**", "test/cdk/**", "test/package/**", "test/guides.test.ts"];

export default defineConfig({
  resolve: {
    alias: {
      // The official package is optional, and not every registry has it, so the tests use a stand-in of the same shape.
      "@aws-sdk/client-iotfleetwise": here("test/support/official-client.ts"),
      "fleetwise-registration/cdk": here("src/cdk/index.ts"),
      "fleetwise-registration/custom-resource": here("src/custom-resource/index.ts"),
      "fleetwise-registration/step-functions": here("src/step-functions/index.ts"),
      "fleetwise-registration/testing": here("src/testing/index.ts"),
      "fleetwise-registration": here("src/index.ts"),
      "#platform": here("src/client/built-in/node"),
    },
  },
  test: {
    // More workers than cores, because much of the suite waits for sockets and processes. Each worker loads a module once, not
    // once per test file, because loading took most of the remaining time.
    maxWorkers: 3,
    isolate: false,
    // Long, because a machine may be busy; no test takes that long on an idle one.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    setupFiles: ["test/support/titles.ts", "test/support/property-runs.ts"],
    globalSetup: ["test/support/temporary-folder.ts", "test/support/leaves-no-files.ts"],
    // Otherwise the AWS SDK prints a warning under Node 20.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" },
    projects: [
      {
        extends: true,
        test: {
          name: "source",
          include: ["test/**/*.test.ts", "examples/**/*.test.ts"],
          exclude: ["test/lab/{embed,independent,integration}/**", "test/lab/bench/goals.test.ts", ...BUILT],
        },
      },
      {
        extends: true,
        test: {
          name: "built",
          include: BUILT.map((glob) => glob.replace(/\*\*$/, "**/*.test.ts")),
          globalSetup: "test/support/built.ts",
        },
      },
    ],
    coverage: {
      include: ["src/**/*.ts"],
      // These files run only in bundles or processes of their own: those of test/lab/embed and test/cli.
      exclude: [
        "src/custom-resource/{inline,lambda,template}.ts",
        "src/cli/{bin,completion}.ts",
        "src/cli/targets/{credentials,transport}.ts",
      ],
      thresholds: { lines: 95, branches: 94 },
      reporter: ["text-summary", "html"],
    },
  },
});
