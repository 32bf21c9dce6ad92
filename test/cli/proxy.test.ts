// The service, STS and SSO behind a proxy and with the user's own CA. No request leaves this machine.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { proxiesOf } from "../../src/cli/targets/proxy.js";
import { answer } from "../support/answers.js";
import { type LoopbackProxy, loopbackProxy } from "../support/loopback-proxy.js";
import { answers, scriptedServer } from "../support/scripted-server.js";
import { assumedRole } from "../support/sts.js";
import { inside, KEYS, program } from "./program.js";

const folder = mkdtempSync(join(tmpdir(), "fleetwise-registration-"));
afterAll(() => rmSync(folder, { recursive: true }));

const REGISTERED = answers(200, answer("SS"));
const SERVICE = ["status", "--region", "eu-central-1", "--endpoint-url", "http://service.test"];
const at = ({ port }: LoopbackProxy, userinfo = "") => `http://${userinfo}127.0.0.1:${port}`;
const urls = ({ requests }: LoopbackProxy) => requests.map(({ method, url }) => `${method} ${url}`);

describe.concurrent("behind a proxy", () => {
  test("requests go through the proxy, with the proxy's user and password", async () => {
    await using proxy = await loopbackProxy({ "service.test": REGISTERED });
    const { exitCode, stderr } = await inside(SERVICE, {
      env: { ...KEYS, HTTP_PROXY: at(proxy, "me:p%40ss@") },
    });
    expect(exitCode, stderr).toBe(0);
    expect(urls(proxy)).toEqual(["POST http://service.test/"]);
    expect(proxy.requests[0]?.authorization).toBe(`Basic ${Buffer.from("me:p@ss").toString("base64")}`);
  });

  test("a proxy variable in lower case comes first, as for the AWS CLI", async () => {
    await using proxy = await loopbackProxy({ "service.test": REGISTERED });
    const env = { ...KEYS, http_proxy: at(proxy), HTTP_PROXY: "http://127.0.0.1:1" };
    expect((await inside(SERVICE, { env })).exitCode).toBe(0);
  });

  test("requests to hosts in NO_PROXY go directly", async () => {
    await using server = await scriptedServer(REGISTERED);
    await using proxy = await loopbackProxy({});
    const args = ["status", "--region", "eu-central-1", "--endpoint-url", server.endpoint];
    const env = { ...KEYS, HTTP_PROXY: at(proxy), NO_PROXY: "example.com, 127.0.0.1" };
    expect((await inside(args, { env })).exitCode).toBe(0);
    expect([proxy.requests.length, server.requests.length]).toEqual([0, 1]);
  });

  test("requests to STS go through the proxy, those to an emulator never do", async () => {
    await using proxy = await loopbackProxy({ "sts.test": assumedRole, "service.test": REGISTERED });
    const targets = join(folder, "role.json");
    writeFileSync(targets, '[{ "region": "us-east-1", "roleArn": "arn:aws:iam::210987654321:role/reader" }]');
    const env = { ...KEYS, HTTP_PROXY: at(proxy), AWS_ENDPOINT_URL_STS: "http://sts.test" };
    const outcome = await inside(["status", "--targets", targets, "--endpoint-url", "http://service.test"], {
      env,
    });
    expect(outcome.exitCode, outcome.stderr).toBe(0);
    expect(urls(proxy)).toEqual(["POST http://sts.test/", "POST http://service.test/"]);
    expect((await inside(["status", "--emulate=registers-instantly"], { env })).exitCode).toBe(0);
    expect(proxy.requests).toHaveLength(2);
  });

  test("requests to SSO go through the proxy", async () => {
    const roleCredentials = {
      ...{ accessKeyId: "ASIASSO", secretAccessKey: "secret", sessionToken: "token" },
      expiration: Date.UTC(2099, 0),
    };
    await using proxy = await loopbackProxy({
      "sso.test": answers(200, { roleCredentials }, { "content-type": "application/json" }),
      "service.test": REGISTERED,
    });
    const start = "https://start.test";
    const cache = join(folder, ".aws/sso/cache");
    mkdirSync(cache, { recursive: true });
    const name = createHash("sha1").update(start).digest("hex");
    const token = { accessToken: "t", expiresAt: "2099-01-01T00:00:00Z", startUrl: start };
    writeFileSync(join(cache, `${name}.json`), JSON.stringify(token));
    writeFileSync(
      join(folder, ".aws/config"),
      [
        "[profile sso]",
        `sso_start_url = ${start}`,
        "sso_region = us-east-1",
        "sso_account_id = 123456789012",
        "sso_role_name = reader",
        "",
      ].join("\n"),
    );
    // The AWS SDK reads the token from the home folder of the process.
    const { exitCode, stderr } = await program([...SERVICE, "--profile", "sso"], {
      HOME: folder,
      HTTP_PROXY: at(proxy),
      AWS_ENDPOINT_URL_SSO: "http://sso.test",
    });
    expect(exitCode, stderr).toBe(0);
    expect(urls(proxy)).toEqual([
      expect.stringMatching(/^GET http:\/\/sso\.test\/federation\/credentials/),
      "POST http://service.test/",
    ]);
  });

  test("an error of a proxy that rejects requests does not contain its password", async () => {
    await using proxy = await loopbackProxy({ "service.test": answers(407, "who are you?") });
    const env = { ...KEYS, HTTP_PROXY: at(proxy, "me:PASSWORD@") };
    const { stdout, stderr, exitCode } = await inside([...SERVICE, "--json"], { env });
    expect(exitCode).toBe(4);
    expect(stdout).toContain("Check the user and the password of the proxy.");
    expect(stdout + stderr).not.toContain("PASSWORD");
  });

  test.for([
    [
      "503 Service Unavailable",
      /GetRegisterAccountStatus did not succeed within .*: /,
      /^next: Check --region .* HTTPS_PROXY/m,
    ],
    [
      "407 Proxy Authentication Required",
      /GetRegisterAccountStatus failed: /,
      /^next: Check the user and the password/m,
    ],
  ] as const)(
    "a proxy that opens no tunnel is not taken for the service: %s",
    async ([status, lead, next]) => {
      const proxy = createHttpServer().on("connect", (_request, socket) =>
        socket.end(`HTTP/1.1 ${status}\r\n\r\n<html>`),
      );
      await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
      const host = `127.0.0.1:${(proxy.address() as AddressInfo).port}`;
      const args = [
        "status",
        "--region",
        "eu-central-1",
        "--endpoint-url",
        "https://service.test",
        "--max-wait-time",
        "3",
      ];
      const { stderr, exitCode } = await inside(args, {
        env: { ...KEYS, HTTPS_PROXY: `http://me:PASSWORD@${host}` },
      });
      proxy.close();
      expect(stderr).toMatch(lead);
      expect(stderr).toContain(`The proxy ${host} opened no tunnel: ${status}`);
      expect(stderr).toMatch(next);
      expect(stderr).not.toContain("PASSWORD");
      expect(exitCode).toBe(4);
    },
  );

  test.for([
    ["HTTPS_PROXY", { HTTPS_PROXY: "socks5://me:PASSWORD@host" }, /HTTPS_PROXY to be an http or https URL/],
    [
      "a missing file",
      { AWS_CA_BUNDLE: "/nonexistent/ca.pem" },
      /AWS_CA_BUNDLE to be a file that can be read/,
    ],
    ["another file", { AWS_CA_BUNDLE: "package.json" }, /AWS_CA_BUNDLE to be a file of certificates/],
  ] as const)("an invalid HTTPS_PROXY or AWS_CA_BUNDLE is wrong usage: %s", async ([, env, message]) => {
    const { stderr, exitCode } = await inside(SERVICE, { env: { ...KEYS, ...env } });
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain("PASSWORD");
    expect(exitCode).toBe(2);
  });
});

/** Creates a key and a self-signed certificate for this machine; `undefined` without openssl. */
function certificate(): { readonly key: string; readonly cert: string } | undefined {
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const { status } = spawnSync("openssl", [
    ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"],
    ...["-subj", "/CN=service.test", "-addext", "subjectAltName=DNS:service.test,IP:127.0.0.1"],
    ...["-keyout", key, "-out", cert],
  ]);
  return status === 0 ? { key, cert } : undefined;
}

const own = certificate();

describe.skipIf(own === undefined)("over TLS (needs openssl)", () => {
  const tls = own as NonNullable<typeof own>;
  const args = ["status", "--region", "eu-central-1", "--endpoint-url", "https://service.test"];

  async function secure() {
    const server = createServer({ key: readFileSync(tls.key), cert: readFileSync(tls.cert) }, (_, response) =>
      REGISTERED(response, undefined as never),
    );
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return {
      port: (server.address() as AddressInfo).port,
      [Symbol.asyncDispose]: async () => {
        server.close();
        server.closeAllConnections();
      },
    };
  }

  test("a tunnel through the proxy trusts AWS_CA_BUNDLE at its end", async () => {
    await using server = await secure();
    await using proxy = await loopbackProxy({}, server.port);
    const env = { ...KEYS, HTTPS_PROXY: at(proxy), AWS_CA_BUNDLE: tls.cert };
    const { exitCode, stderr } = await inside(args, { env });
    expect(exitCode, stderr).toBe(0);
    expect(urls(proxy)).toEqual(["CONNECT service.test:443"]);
  });

  test("without AWS_CA_BUNDLE the certificate is rejected, and the advice names the variable", async () => {
    await using server = await secure();
    await using proxy = await loopbackProxy({}, server.port);
    const { exitCode, stderr } = await inside(args, { env: { ...KEYS, HTTPS_PROXY: at(proxy) } });
    expect(stderr).toMatch(/^error: .*certificate.*\nnext: .*AWS_CA_BUNDLE/);
    expect(exitCode).toBe(4);
  });

  test("AWS_CA_BUNDLE is trusted also without a proxy", async () => {
    await using server = await secure();
    const direct = [...args.slice(0, -1), `https://127.0.0.1:${server.port}`];
    const { exitCode, stderr } = await inside(direct, { env: { ...KEYS, AWS_CA_BUNDLE: tls.cert } });
    expect(exitCode, stderr).toBe(0);
  });
});

describe("the choice of a proxy", () => {
  const proxyOf = (env: Record<string, string>, url: string) => {
    const { protocol, hostname, port } = new URL(url);
    return proxiesOf(env)({ protocol, hostname, ...(port && { port: Number(port) }) })?.href;
  };

  test("a destination has the proxy of its scheme; a proxy without a scheme is HTTP", () => {
    const env = { HTTPS_PROXY: "secure:3128", HTTP_PROXY: "http://plain" };
    expect(proxyOf(env, "https://a.test")).toBe("http://secure:3128/");
    expect(proxyOf(env, "http://a.test")).toBe("http://plain/");
    expect(proxyOf({ HTTP_PROXY: "http://plain" }, "https://a.test")).toBeUndefined();
    expect(proxyOf({ ALL_PROXY: "http://all" }, "https://a.test")).toBeUndefined();
  });

  test.for([
    ["*", true],
    ["amazonaws.com", true],
    [".amazonaws.com", true],
    ["*.amazonaws.com", true],
    ["AmazonAWS.com", true],
    ["example.com, amazonaws.com", true],
    ["iotfleetwise.us-east-1.amazonaws.com", true],
    ["iotfleetwise.us-east-1.amazonaws.com:443", true],
    ["iotfleetwise.us-east-1.amazonaws.com:8443", false],
    ["aws.com", false],
    ["us-east-1", false],
    ["", false],
    [" , ", false],
  ] as const)("NO_PROXY=%j exempts the service: %s", ([list, exempt]) => {
    const env = { HTTPS_PROXY: "http://proxy", NO_PROXY: list };
    const proxy = proxyOf(env, "https://iotfleetwise.us-east-1.amazonaws.com");
    expect(proxy === undefined).toBe(exempt);
  });

  test("NO_PROXY accepts IP addresses, with or without a port", () => {
    const env = { HTTP_PROXY: "http://proxy", NO_PROXY: "127.0.0.1:8000,::1" };
    expect(proxyOf(env, "http://127.0.0.1:8000")).toBeUndefined();
    expect(proxyOf(env, "http://127.0.0.1:8001")).toBe("http://proxy/");
    expect(proxyOf(env, "http://[::1]:8000")).toBeUndefined();
  });
});

test("an empty http_proxy overrides HTTP_PROXY, as in Python", () => {
  const to = { protocol: "http:", hostname: "service.test" };
  const HTTP_PROXY = "http://proxy.test:8080";
  expect(proxiesOf({ HTTP_PROXY })(to)?.href).toBe(`${HTTP_PROXY}/`);
  expect(proxiesOf({ HTTP_PROXY, http_proxy: "" })(to)).toBeUndefined();
  expect(proxiesOf({ HTTP_PROXY, NO_PROXY: "*", no_proxy: "" })(to)?.href).toBe(`${HTTP_PROXY}/`);
});

test.for(["[::1]", "::1", "[::1]:80", "*"])("NO_PROXY=%s exempts the IPv6 loopback", (NO_PROXY) => {
  const proxyFor = proxiesOf({ HTTP_PROXY: "http://proxy.test", NO_PROXY });
  expect(proxyFor({ protocol: "http:", hostname: "[::1]" })).toBeUndefined();
  expect(proxyFor({ protocol: "http:", hostname: "[::2]" }) === undefined).toBe(NO_PROXY === "*");
});
