import { describe, expect, test } from "vitest";
import { processCredentials } from "../../src/client/aws-config/credential-command.js";

describe.skipIf(process.platform === "win32")("a credential_process", () => {
  const run = (script: string) => processCredentials(`"${process.execPath}" -e '${script}'`, "the profile");

  test.each([
    ["that a signal ends", 'process.kill(process.pid, "SIGTERM")', "was ended by SIGTERM"],
    ["that prints too much", 'console.log("x".repeat(1e7))', "printed more than 1 MB"],
  ])("a command %s is reported", async (_title, script, problem) => {
    await expect(run(script)).rejects.toThrow(`The credential_process of the profile ${problem}`);
  });
});
