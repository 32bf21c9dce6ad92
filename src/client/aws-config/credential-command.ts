import { type ExecFileException, execFile } from "node:child_process";
import { platform } from "node:os";
import { promisify } from "node:util";
import { CredentialsProviderError } from "@smithy/core/config";
import type { AwsCredentialIdentity } from "@smithy/types";
import { parseJson } from "../../text/json.js";
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
  }).catch((error: ExecFileException) => {
    throw fail(problemOf(error));
  });
  const { Version, AccessKeyId, SecretAccessKey, SessionToken, Expiration, AccountId } = Object(
    parseJson(stdout),
  );
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

function problemOf({ code, killed, signal }: ExecFileException): string {
  if (killed) return `did not end within ${LIMIT_MS / 1000} s`;
  if (typeof code === "number") return `ended with exit code ${code}`;
  if (signal) return `was ended by ${signal}`;
  return String(code) === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER"
    ? "printed more than 1 MB"
    : `could not be run (${code})`;
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
