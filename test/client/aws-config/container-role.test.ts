import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { containerRole, inContainer } from "../../../src/client/aws-config/container-role.js";
import { answers, closed, drips, hangs, resets, scriptedServer } from "../../support/scripted-server.js";
import { noNetwork } from "./no-network.js";

const GIVEN = answers(200, {
  AccessKeyId: "AKIDCONTAINER",
  SecretAccessKey: "s",
  Token: "t",
  Expiration: "2199-01-01T00:00:00Z",
});

const envOf = (url: string, more = {}) => ({ AWS_CONTAINER_CREDENTIALS_FULL_URI: url, ...more });

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
afterEach(() => {
  vi.useRealTimers();
});

/** Advances the clock until the host has returned credentials or failed. Returns the credentials or the error. */
async function outcome(env: Readonly<Record<string, string>>) {
  let ended = false;
  const asked = containerRole(env).finally(() => {
    ended = true;
  });
  asked.catch(() => {});
  while (!ended) {
    await new Promise(setImmediate);
    await vi.advanceTimersByTimeAsync(50);
  }
  return asked.catch((error) => error);
}

describe("the host", () => {
  test.each([
    ["hangs", hangs],
    ["never finishes its response", drips],
    ["resets the connection", resets],
    ["fails", answers(500, {})],
    ["gives no credentials", answers(200, {})],
    ["gives no JSON", answers(200, "<html>")],
  ])("a container's host that %s is asked three times, and no request is left", async (_how, scene) => {
    await using host = await scriptedServer(scene);
    const error = await outcome(envOf(`${host.endpoint}/secret-path`));
    expect(error).toMatchObject({
      name: "CredentialsProviderError",
      message: `The container's credentials could not be fetched from ${new URL(host.endpoint).host}`,
      cause: expect.any(Error),
      tryNextLink: false,
    });
    expect(host.requests).toHaveLength(3);
    await Promise.all(host.requests.map(closed));
  });
});

describe("the authorization token", () => {
  test.each<[string, object, string | undefined]>([
    ["none", {}, undefined],
    ["the token", { AWS_CONTAINER_AUTHORIZATION_TOKEN: "token" }, "token"],
    ["none, if the token is empty", { AWS_CONTAINER_AUTHORIZATION_TOKEN: "" }, undefined],
    [
      "the token, if the file is empty",
      { AWS_CONTAINER_AUTHORIZATION_TOKEN: "token", AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: "" },
      "token",
    ],
  ])("a container's host receives %s", async (_title, env, token) => {
    await using host = await scriptedServer(GIVEN);
    await outcome(envOf(`${host.endpoint}/role?a=b`, env));
    expect(host.requests).toMatchObject([{ method: "GET", url: "/role?a=b" }]);
    expect(host.requests[0]?.headers.authorization).toBe(token);
  });

  test("the file of the token comes before the token, and is an error if it cannot be read", async () => {
    await using host = await scriptedServer(GIVEN);
    const error = await outcome(
      envOf(host.endpoint, {
        AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: "/nonexistent/token",
        AWS_CONTAINER_AUTHORIZATION_TOKEN: "token",
      }),
    );
    expect(error.cause).toMatchObject({ code: "ENOENT" });
    expect(host.requests).toEqual([]);
  });

  test("a container's token with a line break is not sent, and no error contains it", async () => {
    await using host = await scriptedServer(GIVEN);
    const error = await outcome(
      envOf(host.endpoint, { AWS_CONTAINER_AUTHORIZATION_TOKEN: "secret\r\nx: y" }),
    );
    expect(`${error.message} ${error.cause.message}`).not.toContain("secret");
    expect(host.requests).toEqual([]);
  });
});

describe("the URL", () => {
  test.each([
    ["http://localhost:81/role", "localhost:81"],
    ["http://127.10.20.30/role", "127.10.20.30:80"],
    ["http://[::1]/role", "::1:80"],
    ["http://169.254.170.2/role", "169.254.170.2:80"],
    ["http://169.254.170.23/role", "169.254.170.23:80"],
    ["http://[fd00:ec2::23]/role", "fd00:ec2::23:80"],
    ["https://example.com/role", "example.com:443"],
  ])("a container's credentials are requested from the URL %j", async (url, address) => {
    using network = noNetwork();
    await outcome(envOf(url));
    expect(network.addresses).toEqual([address, address, address]);
  });

  test("a container's relative URI, which comes first, is at the host of Amazon ECS", async () => {
    using network = noNetwork();
    await outcome(envOf("http://localhost/", { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: "/role" }));
    expect(new Set(network.addresses)).toEqual(new Set(["169.254.170.2:80"]));
  });

  test.each([
    ["http://192.0.2.1/role"],
    ["http://127.0.0.1.example.com/role"],
    ["http://169.254.170.2@example.com/role"],
    ["http://169.254.170.24/role"],
    ["http://169.254.170.232/role"],
    ["http://[fd00:ec2::24]/role"],
    ["ftp://localhost/role"],
    ["xhttp://localhost/role"],
    ["xhttps://example.com/role"],
    ["no URL"],
  ])("a container's credentials are not requested from the URL %j", async (url) => {
    await expect(containerRole(envOf(url))).rejects.toThrow(
      /have a URL that is neither https nor of Amazon ECS, Amazon EKS or this machine$/,
    );
  });

  test("a container's relative URI cannot name another host", async () => {
    const env = { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: "@example.com/role" };
    await expect(containerRole(env)).rejects.toThrow(/^The container's credentials have a URL/);
  });
});

test("a container gives credentials if a variable for it is set, as in the AWS CLI", () => {
  const [RELATIVE, FULL] = ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"];
  const given = [{}, { [RELATIVE]: "" }, { [FULL]: "https://a" }, { [RELATIVE]: "", [FULL]: "https://a" }];
  expect(given.map(inContainer)).toEqual([false, true, true, true]);
});
