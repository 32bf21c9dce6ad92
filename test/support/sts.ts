import { tokenBucket } from "../../src/testing/http/quota.js";
import { answers, type Scene, type ScriptedServer, scriptedServer } from "./scripted-server.js";

const XML = { "content-type": "text/xml" };

/** STS's response to AssumeRole, with an access key that contains the role's account. */
export const assumedRole: Scene = (response, request) => {
  const account = new URLSearchParams(request.body).get("RoleArn")?.split(":")[4];
  const body = `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
<AccessKeyId>ASIA${account}</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken>
<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;
  answers(200, body, XML)(response, request);
};

const refused = (status: number, code: string, message: string) =>
  answers(
    status,
    `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code>
<Message>${message}</Message></Error><RequestId>0a1b2c3d-0a1b-2c3d-4e5f-0a1b2c3d4e5f</RequestId></ErrorResponse>`,
    XML,
  );

/** A loopback STS. */
export interface Sts extends AsyncDisposable {
  readonly endpoint: string;
  /** ARNs of the requested roles, and whether each was granted. */
  readonly asked: readonly { readonly roleArn: string; readonly answer: "role" | "throttled" | "denied" }[];
}

/**
 * Starts an STS that grants a number of roles per second over HTTP, and throttles the rest as STS does.
 *
 * @param denies - Returns whether a role is denied.
 */
export async function startSts(
  perSecond: number,
  denies: (roleArn: string) => boolean = () => false,
): Promise<Sts> {
  const asked: { readonly roleArn: string; readonly answer: "role" | "throttled" | "denied" }[] = [];
  const take = tokenBucket({ rate: perSecond, burst: perSecond });
  const server: ScriptedServer = await scriptedServer((response, request) => {
    const roleArn = new URLSearchParams(request.body).get("RoleArn") ?? "";
    const answer = take(performance.now()) ? (denies(roleArn) ? "denied" : "role") : "throttled";
    asked.push({ roleArn, answer });
    const scene = {
      role: assumedRole,
      throttled: refused(400, "Throttling", "Rate exceeded"),
      denied: refused(
        403,
        "AccessDenied",
        `User: arn:aws:iam::123456789012:user/ci is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
      ),
    }[answer];
    scene(response, request);
  });
  return { endpoint: server.endpoint, asked, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}
