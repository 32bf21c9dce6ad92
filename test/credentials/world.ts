// A simulated machine on loopback: its files, and the services that return credentials. Each key names its source.
import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { answer } from "../support/answers.js";
import { answers, type Received, type ScriptedServer, scriptedServer } from "../support/scripted-server.js";

/** A machine's configuration, and the input of the request. */
export interface Situation {
  /** The value of `--profile`, and of the library's option. */
  readonly profile?: string;
  /** Added to the environment; `HOME` and `SERVER` in a value are replaced. `undefined` removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Files below the home directory, by path; `HOME` and `SERVER` in them are replaced. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** SSO tokens in the cache, by start URL or session, and their differences from a valid one. */
  readonly ssoTokens?: Readonly<Record<string, object>>;
  /** HTTP statuses of the services that fail. */
  readonly fails?: Readonly<Partial<Record<Service, number>>>;
}

type Service = "sts" | "sso" | "oidc" | "container" | "imds-token" | "imds-role" | "imds-credentials";

/** The signer of a status request and the signed region, or `refuses` if no request was signed. */
export type Signature = { readonly key: string; readonly token: string; readonly region: string } | "refuses";

const DAY_MS = 86_400_000;
const iso = (ms: number) => new Date(Date.now() + ms).toISOString().replace(/\.\d+Z$/, "Z");

export interface Machine extends AsyncDisposable {
  /** The whole environment of a program, except its path. */
  readonly env: Readonly<Record<string, string>>;
  readonly endpoint: string;
  /** Returns the signature that AWS IoT FleetWise received. */
  signature(): Signature;
}

export async function machine({
  env = {},
  files = {},
  ssoTokens = {},
  fails = {},
}: Situation): Promise<Machine> {
  const home = mkdtempSync(join(tmpdir(), "aws-home-"));
  // Readable by a program that runs as another user.
  chmodSync(home, 0o755);
  const signed: Received[] = [];
  const server: ScriptedServer = await scriptedServer((response, request) => {
    if (request.headers["x-amz-target"] !== undefined) {
      signed.push(request);
      answers(200, answer("SS"))(response, request);
    } else serve(response, request, fails);
  });
  const filled = (text: string) => text.replaceAll("HOME", home).replaceAll("SERVER", server.endpoint);
  const write = (path: string, content: string | Uint8Array) => {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), typeof content === "string" ? filled(content) : content);
  };
  for (const [path, content] of Object.entries(files)) write(path, content);
  for (const [name, differing] of Object.entries(ssoTokens)) {
    const token = {
      startUrl: name,
      region: "us-east-1",
      accessToken: "sso-token",
      expiresAt: iso(DAY_MS),
      ...differing,
    };
    write(`.aws/sso/cache/${createHash("sha1").update(name).digest("hex")}.json`, JSON.stringify(token));
  }
  const all = {
    HOME: home,
    AWS_DEFAULT_REGION: "eu-central-1",
    AWS_EC2_METADATA_SERVICE_ENDPOINT: server.endpoint,
    AWS_ENDPOINT_URL_STS: server.endpoint,
    AWS_ENDPOINT_URL_SSO: server.endpoint,
    AWS_ENDPOINT_URL_SSO_OIDC: server.endpoint,
    ...env,
  };
  return {
    endpoint: server.endpoint,
    env: Object.fromEntries(
      Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, filled(value)]])),
    ),
    signature() {
      const { authorization = "", "x-amz-security-token": token = "" } = signed[0]?.headers ?? {};
      const [, key, region] = /Credential=([^/]+)\/\d+\/([^/]+)/.exec(authorization) ?? [];
      return key === undefined || region === undefined ? "refuses" : { key, token: String(token), region };
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      rmSync(home, { recursive: true });
    },
  };
}

function serve(response: ServerResponse, request: Received, fails: Situation["fails"] = {}): void {
  const { method, url, headers, body } = request;
  const form = new URLSearchParams(body);
  const send = (service: Service, content: unknown, type = "application/json") => {
    const status = fails[service];
    const failure = service === "sts" ? stsError : { __type: "UnauthorizedException", message: "refused" };
    answers(status ?? 200, status === undefined ? content : failure, { "content-type": type })(
      response,
      request,
    );
  };
  const by = /Credential=([^/]+)/.exec(String(headers.authorization))?.[1];
  const action = form.get("Action");
  if (action !== null) {
    const role = form.get("RoleArn")?.split("/").at(-1);
    const token = form.get("WebIdentityToken");
    send(
      "sts",
      action === "GetCallerIdentity"
        ? callerIdentity(String(by))
        : roleGiven(action, `${role}by${token ?? by}`),
      "text/xml",
    );
  } else if (url.startsWith("/federation/credentials")) {
    const role = new URL(url, "http://sso").searchParams.get("role_name");
    const expiration = Date.now() + DAY_MS;
    const key = `${role}by${headers["x-amz-sso_bearer_token"]}`;
    send("sso", {
      roleCredentials: { accessKeyId: key, secretAccessKey: "s", sessionToken: "t", expiration },
    });
  } else if (url === "/token") {
    send("oidc", {
      accessToken: "renewed-token",
      expiresIn: 28_800,
      refreshToken: "refresh",
      tokenType: "Bearer",
    });
  } else if (url.startsWith("/container")) {
    send("container", credentials(`container${headers.authorization ?? ""}`));
  } else if (method === "PUT" && url === "/latest/api/token") {
    send("imds-token", "imds-session-token", "text/plain");
  } else if (url === "/latest/meta-data/iam/security-credentials/") {
    send("imds-role", "instance-role", "text/plain");
  } else if (url === "/latest/meta-data/iam/security-credentials/instance-role") {
    send("imds-credentials", { Code: "Success", ...credentials("instance") });
  } else answers(404, "")(response, request);
}

function credentials(key: string) {
  return { AccessKeyId: key, SecretAccessKey: "s", Token: "t", Expiration: iso(DAY_MS) };
}

const stsError = `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>
<Code>AccessDenied</Code><Message>refused</Message></Error><RequestId>1</RequestId></ErrorResponse>`;

function roleGiven(action: string, key: string): string {
  return `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result><Credentials>
<AccessKeyId>${key}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>
<Expiration>${iso(DAY_MS)}</Expiration></Credentials><AssumedRoleUser><AssumedRoleId>AROA:x</AssumedRoleId>
<Arn>arn:aws:sts::123456789012:assumed-role/role/x</Arn></AssumedRoleUser></${action}Result></${action}Response>`;
}

/** Returns STS's response to GetCallerIdentity. The account is the twelve digits in the key, or 111122223333. */
function callerIdentity(key: string): string {
  const account = /\d{12}/.exec(key)?.[0] ?? "111122223333";
  return `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
<Arn>arn:aws:iam::${account}:user/${key}</Arn><UserId>AIDA</UserId><Account>${account}</Account>
</GetCallerIdentityResult></GetCallerIdentityResponse>`;
}
