// Typical situations: real runs of the program, against emulators and failing servers.
import { mkdtempSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type EmulatorOptions, startEmulator, type TimelineName } from "fleetwise-registration/testing";

const KEYS = { AWS_ACCESS_KEY_ID: "AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY: "secret" };
const REGION = ["--region", "eu-central-1"];

/** A run of the program, and how to stop its servers. */
export interface Scene {
  readonly args: readonly string[];
  /** Arguments to show: as a user would type them, without the servers' addresses. */
  readonly shown: string;
  readonly env: Readonly<Record<string, string>>;
  /** The folder of the files that the arguments name. */
  readonly cwd?: string;
  close(): Promise<void>;
}

/** The scenes by name. Each function starts the servers of its scene. */
export const scenes: Readonly<Record<string, () => Promise<Scene>>> = {
  pending: () => one({ timeline: "registersWithTimestream", timeScale: 30 }, PACED),
  failure: () => one({ timeline: "failsBoth", timeScale: 30 }, PACED),
  throttled: () => one({ timeline: "registers", timeScale: 30, quota: { rate: 0.25, burst: 1 } }, PACED),
  "dead-endpoint": async () => ({
    args: ["wait", ...REGION, "--endpoint-url", "http://127.0.0.1:1"],
    shown: "wait --region eu-central-1",
    env: KEYS,
    close: async () => {},
  }),
  timeout: () => one({ timeline: "neverSettles" }, ["--max-wait-time", "5s"]),
  ensure: () =>
    one(
      { timeline: "failsThenRegisters", timeScale: 30, faults: [undefined, "internalError"] },
      PACED,
      "ensure",
    ),
  "six-mixed": () => fleet(["registers", "failsIam", "notRegistered", "neverSettles", "denied", "dead"], 6),
  "120-targets": () =>
    fleet(
      ["registers", "registers", "registersWithTimestream", "registers", "failsIam", "registersInstantly"],
      120,
    ),
};

const PACED = ["--expected", "10s", "--interval", "0.5s", "--max-delay", "2s"];

async function one(options: EmulatorOptions, args: readonly string[], command = "wait"): Promise<Scene> {
  const emulator = await startEmulator(options);
  return {
    shown: `${command} --region eu-central-1`,
    args: [command, ...REGION, "--endpoint-url", emulator.endpoint, ...args],
    env: KEYS,
    close: () => emulator.close(),
  };
}

/** A timeline, or a way in which polls fail. */
type Behavior = TimelineName | "denied" | "dead";

/** Starts many targets, with the given behaviors in turn. */
export async function fleet(behaviors: readonly Behavior[], count: number): Promise<Scene> {
  const denied = createServer((_request, response) => {
    response.writeHead(403, { "x-amzn-errortype": "AccessDeniedException" });
    response.end(
      '{"message":"User: arn:aws:iam::123456789012:user/ci is not authorized to perform: iotfleetwise:GetRegisterAccountStatus"}',
    );
  });
  await new Promise<void>((resolve) => denied.listen(0, "127.0.0.1", resolve));
  const behaviorOf = (index: number) => behaviors[index % behaviors.length] ?? "dead";
  const emulators = await Promise.all(
    Array.from({ length: count }, (_, index) => {
      const timeline = behaviorOf(index);
      if (timeline === "denied" || timeline === "dead") return undefined;
      const customerAccountId = String(100_000_000_000 + index);
      return startEmulator({ timeline, timeScale: 30 + (index % 7), customerAccountId });
    }),
  );
  const endpoints: Partial<Record<Behavior, string>> = {
    denied: `http://127.0.0.1:${(denied.address() as AddressInfo).port}`,
    dead: "http://127.0.0.1:1",
  };
  const profiles = emulators.map((emulator, index) => {
    const endpoint = emulator?.endpoint ?? endpoints[behaviorOf(index)];
    return `[profile p${index}]\nregion = eu-central-1\nendpoint_url = ${endpoint}\naws_access_key_id = AKID\naws_secret_access_key = secret\n`;
  });
  const folder = mkdtempSync(join(tmpdir(), "pictures-"));
  const targets = emulators.map((_, index) => ({
    profile: `p${index}`,
    name: `vehicles-${String(index).padStart(3, "0")}/${["production", "test", "staging"][index % 3]}/eu-central-1`,
  }));
  writeFileSync(join(folder, "config"), profiles.join("\n"));
  writeFileSync(join(folder, "fleet.json"), JSON.stringify(targets));
  return {
    shown: "wait --targets fleet.json",
    args: ["wait", "--targets", "fleet.json", ...PACED, "--max-wait-time", "15s"],
    env: { AWS_CONFIG_FILE: join(folder, "config") },
    cwd: folder,
    close: async () => {
      denied.close();
      await Promise.all(emulators.map((emulator) => emulator?.close()));
    },
  };
}
