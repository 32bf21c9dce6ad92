import { toEndpointV1 } from "@smithy/core/transport";
import type { Endpoint } from "@smithy/types";
import { member, textOf } from "../../text/sentence.js";
import type { SharedConfig } from "../aws-config/shared-config.js";
import { checkEndpoint, checkRegion, type FleetWiseClientConfig, type OrProvider } from "./client-config.js";
import { sharedConfig } from "./shared-config.js";
import { sharing } from "./sharing.js";

/** Endpoint of the requests, and region of their signatures. */
export interface Settings {
  readonly region: string;
  readonly endpoint: Endpoint;
}

/** Returns a function that resolves the settings on first use and keeps them. After a failure, the next call resolves them again. */
export function settingsOf(config: FleetWiseClientConfig): (signal?: AbortSignal) => Promise<Settings> {
  let found: Settings | undefined;
  const shared = sharing<Settings>();
  return async (signal) => {
    found ??= await shared(() => find(config), signal);
    return found;
  };
}

async function find(config: FleetWiseClientConfig): Promise<Settings> {
  const [region, endpoint, fips] = await Promise.all([
    regionOf(config),
    endpointOf(config),
    asked(config.useFipsEndpoint),
  ]);
  if (fips) throw noFips();
  if (region && endpoint) return { region, endpoint };

  const shared = await sharedConfig(config.profile);
  const resolved = region || configuredRegion(shared);
  if (endpoint) return { region: resolved, endpoint };
  if (fips ?? shared.useFipsEndpoint) throw noFips();
  const configured = shared.endpointUrl("IOTFLEETWISE");
  if (configured) return { region: resolved, endpoint: toEndpointV1(configured) };

  const dualstack = (await asked(config.useDualstackEndpoint)) ?? shared.useDualstackEndpoint;
  const host = `iotfleetwise.${resolved}.${dualstack ? "api.aws" : "amazonaws.com"}`;
  return { region: resolved, endpoint: toEndpointV1(`https://${host}`) };
}

async function asked<T>(option: OrProvider<T> | undefined): Promise<T | undefined> {
  return typeof option === "function" ? (option as () => Promise<T>)() : option;
}

async function regionOf({ region }: FleetWiseClientConfig): Promise<string | undefined> {
  const value = await asked(region);
  if (value) checkRegion("`region`", value);
  return value;
}

async function endpointOf({ endpoint }: FleetWiseClientConfig): Promise<Endpoint | undefined> {
  const value = await asked<unknown>(endpoint);
  if (value === undefined) return undefined;
  checkEndpoint("`endpoint`", value);
  // A URL of another realm is not an instance of this one's class.
  return toEndpointV1(textOf(member(value, "href")) ?? (value as Endpoint));
}

function configuredRegion({ region }: SharedConfig): string {
  if (region === undefined) throw regionMissing();
  checkRegion("the configured region", region);
  return region;
}

/** Returns an error that, unlike the AWS SDK's, names the settings. The advice of a wait adds the regions. */
function regionMissing(): Error {
  const error = new Error("Region is missing: `region`, AWS_REGION and the profile's `region` are not set.");
  return Object.assign(error, { name: "RegionMissingError" });
}

/**
 * Returns the error of a required FIPS endpoint. Ignoring the requirement would silently break a rule, and a request to such an
 * endpoint would look like a broken network.
 */
function noFips(): Error {
  const error = new Error("AWS IoT FleetWise has no FIPS endpoint, but one is required.");
  return Object.assign(error, { name: "FipsEndpointError" });
}
