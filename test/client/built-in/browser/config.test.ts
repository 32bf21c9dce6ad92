import { expect, test } from "vitest";
import { ENVIRONMENT, readConfigFiles } from "../../../../src/client/built-in/browser/config-files.js";
import { credentialSource } from "../../../../src/client/built-in/browser/credential-source.js";

test("a web page has no environment and no config files", async () => {
  expect(ENVIRONMENT).toEqual({});
  const none = new Map();
  expect(await readConfigFiles(ENVIRONMENT)).toEqual({
    profiles: none,
    configProfiles: none,
    credentialsProfiles: none,
    ssoSessions: none,
    services: none,
  });
});

test("a web page has no credentials but those that are passed", async () => {
  await expect(credentialSource()).rejects.toMatchObject({
    name: "MissingCredentialsError",
    message: "Credentials are missing: pass `credentials`",
  });
});
