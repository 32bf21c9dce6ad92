import { type ExecFileException, execFile } from "node:child_process";
import { platform } from "node:os";
import { promisify } from "node:util";
import { CredentialsProviderError } from "@smithy/core/config";
import type { AwsCredentialIdentity } from "@smithy/types";
import { shellWords } from "./shell-words.js";

/** Time limit of the command, in milliseconds. It may ask for a code, or open a browser. */
const LIMIT_MS = 60_000;

/**
 * Runs a profile's `credential_process` without a shell, as the AWS CLI does; on Windows a shell finds the program.
 *
 * @param of - The profile, in words.
 * @throws CredentialsProviderError if the command fails or prints no credentials. The message does not quote the output, which
 * may contain a secret.
 */
export async function processCredentials(command: string, of: string): Promise<AwsCredentialIdentity> {
  const fail = (problem: string) =>
    new CredentialsProviderError(`The credential_process of ${of} ${problem}`, false);
  const [file, ...args] = shellWords(command) ?? [];
  if (file === undefined) throw fail("is not a command line");
  const windows = platform() === "win32";
  const { stdout } = await promisify(execFile)(windows ? command : file, windows ? [] : args, {
    shell: windows,
    timeout: LIMIT_MS,
  }).catch(({ code, killed }: ExecFileException) => {
    if (killed) throw fail(`did not end within ${LIMIT_MS / 1000} s`);
    throw fail(typeof code === "number" ? `ended with exit code ${code}` : `could not be run (${code})`);
  });
  const { Version, AccessKeyId, SecretAccessKey, SessionToken, Expiration, AccountId } = parsed(stdout);
  if (Version !== 1) throw fail("did not print JSON with a Version of 1");
  if (typeof AccessKeyId !== "string" || typeof SecretAccessKey !== "string")
    throw fail("did not print an AccessKeyId and a SecretAccessKey");
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    ...(SessionToken ? { sessionToken: String(SessionToken) } : {}),
    ...(Expiration ? { expiration: unexpired(`The credential_process of ${of}`, String(Expiration)) } : {}),
    ...(AccountId ? { accountId: String(AccountId) } : {}),
  };
}

/** Returns the members of an object in JSON; none if the text is anything else. */
function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return Object(value) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/** Parses the expiration of credentials. @throws CredentialsProviderError if it has passed, or is not a date. */
export function unexpired(of: string, text: string): Date {
  const expiration = new Date(text);
  if (expiration.getTime() > Date.now()) return expiration;
  const problem = Number.isNaN(expiration.getTime())
    ? "sets an expiration that is not a date"
    : `sets an expiration that has passed, ${expiration.toISOString()}`;
  throw new CredentialsProviderError(`${of} ${problem}`, false);
}
