import type { FleetWiseClientConfig } from "../../index.js";
import type { Host } from "../host.js";
import { assumedRole } from "./role.js";
import type { Address } from "./target.js";

/** Who asks for a target; `undefined` leaves it to the AWS SDK's chain. */
export function credentialsOf(
  { roleArn, profile }: Address,
  env: Host["env"],
): FleetWiseClientConfig["credentials"] {
  if (roleArn !== undefined) return assumedRole(roleArn);
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env;
  // What the chain would find first, without loading it, which takes longer than the request.
  if (profile !== undefined || env["AWS_PROFILE"] || !accessKeyId || !secretAccessKey) return undefined;
  const sessionToken = env["AWS_SESSION_TOKEN"];
  return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
}
