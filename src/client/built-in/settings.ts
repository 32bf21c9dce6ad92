import { parseUrl } from "@smithy/core/transport";
import type { Endpoint } from "@smithy/types";
import { endpointUrl, type FleetWiseClientConfig, isRegion, shownUrl } from "./client-config.js";
import { type SharedConfig, sharedConfig } from "./shared-config.js";

/** Where the requests go, and the region that they are signed for. */
export interface Settings {
  readonly region: string;
  readonly endpoint: Endpoint;
}

/** Finds the settings when they are first asked for, and keeps them. A failure is not kept: the next call looks again. */
export function settingsOf(config: FleetWiseClientConfig): () => Promise<Settings> {
  let found: Promise<Settings> | undefined;
  return () => {
    found ??= find(config).catch((error: unknown) => {
      found = undefined;
      throw error;
    });
    return found;
  };
}

async function find(config: FleetWiseClientConfig): Promise<Settings> {
  const { region, endpoint, profile, useDualstackEndpoint } = config;
  if (region !== undefined && endpoint !== undefined) return { region, endpoint: parseUrl(String(endpoint)) };

  const shared = await sharedConfig(profile);
  const resolved = region ?? (await configuredRegion(shared));
  const url = endpoint ?? (await configuredEndpoint(shared));
  if (url !== undefined) return { region: resolved, endpoint: parseUrl(String(url)) };

  const dualstack = useDualstackEndpoint ?? (await shared.useDualstackEndpoint());
  const host = `iotfleetwise.${resolved}.${dualstack ? "api.aws" : "amazonaws.com"}`;
  return { region: resolved, endpoint: parseUrl(`https://${host}`) };
}

async function configuredRegion(shared: SharedConfig): Promise<string> {
  const region = await shared.region().catch((cause: unknown) => {
    throw regionMissing({ cause });
  });
  if (!region) throw regionMissing();
  if (!isRegion(region)) {
    throw new TypeError(
      `Expected the configured region to be an AWS region such as us-east-1, got ${JSON.stringify(region)}`,
    );
  }
  return region;
}

/** The SDK's own says neither where to set one, nor which. */
function regionMissing(options?: ErrorOptions): Error {
  return new Error(
    "Region is missing: pass `region`, or set AWS_REGION or the profile's `region`. " +
      "AWS IoT FleetWise is in us-east-1, eu-central-1 and ap-south-1.",
    options,
  );
}

async function configuredEndpoint(shared: SharedConfig): Promise<URL | undefined> {
  const configured = await shared.endpointUrl();
  const url = endpointUrl(configured);
  if (configured !== undefined && url === undefined) {
    throw new TypeError(
      `Expected the configured endpoint (AWS_ENDPOINT_URL_IOTFLEETWISE, AWS_ENDPOINT_URL or \`endpoint_url\`) ` +
        `to be an http or https URL, got ${shownUrl(configured)}`,
    );
  }
  return url;
}
