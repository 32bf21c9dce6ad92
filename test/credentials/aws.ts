import { spawn } from "node:child_process";
import { machine, type Signature, type Situation } from "./world.js";

/** Returns the signature of the request that the `aws` program sends in a situation. */
export async function askAws(situation: Situation): Promise<Signature> {
  await using here = await machine(situation);
  const profile = situation.profile === undefined ? [] : ["--profile", situation.profile];
  const args = ["iotfleetwise", "get-register-account-status", "--endpoint-url", here.endpoint, ...profile];
  const env = { AWS_MAX_ATTEMPTS: "1", AWS_PAGER: "", ...here.env, PATH: process.env["PATH"] };
  const child = spawn("aws", args, { env, stdio: "ignore" });
  await new Promise((resolve) => child.once("close", resolve));
  return here.signature();
}
