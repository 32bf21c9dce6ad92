// Failures of the sources of credentials: each message names the problem and no secret.
// cspell:ignore Jalr FEMI
import { describe, expect, test } from "vitest";
import { callerIdentity } from "../../../src/client/aws-config/caller-identity.js";
import { inContainer } from "../../../src/client/aws-config/container-role.js";
import { processCredentials } from "../../../src/client/aws-config/credential-command.js";
import { parseCredentials } from "../../../src/client/aws-config/metadata-service.js";

describe.skipIf(process.platform === "win32")("a credential_process", () => {
  const run = (script: string) => processCredentials(`"${process.execPath}" -e '${script}'`, "the profile");

  test.each([
    ["that a signal ends", 'process.kill(process.pid, "SIGTERM")', "was ended by SIGTERM"],
    ["that prints too much", 'console.log("x".repeat(1e7))', "printed more than 1 MB"],
  ])("a command %s is reported", async (_title, script, problem) => {
    await expect(run(script)).rejects.toThrow(`The credential_process of the profile ${problem}`);
  });
});

test("a metadata response that is not JSON is not quoted, because it may contain a secret", () => {
  const body = '{"SecretAccessKey": "wJalrXUtnFEMI"x}';
  expect(() => parseCredentials({ status: 200, body })).toThrow(
    new Error("The metadata service's response is not JSON"),
  );
});

test("credentials with a line break are not sent to STS", async () => {
  const credentials = { accessKeyId: "AKID", secretAccessKey: "s", sessionToken: "hidden\n" };
  const requestHandler = { handle: async () => expect.unreachable() };
  const asked = callerIdentity(credentials, { region: "us-east-1", endpoint: undefined, requestHandler });
  await expect(asked).rejects.toThrow(
    new TypeError(
      "Expected credentials of printable ASCII; they contain another character, such as a line break",
    ),
  );
});

test("a container gives credentials if a variable for it is set, as in the AWS CLI", () => {
  const [RELATIVE, FULL] = ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"];
  const given = [{}, { [RELATIVE]: "" }, { [FULL]: "https://a" }, { [RELATIVE]: "", [FULL]: "https://a" }];
  expect(given.map(inContainer)).toEqual([false, true, true, true]);
});
