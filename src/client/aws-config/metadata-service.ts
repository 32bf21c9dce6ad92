import { HttpRequest } from "@smithy/core/protocols";
import type { AwsCredentialIdentity } from "@smithy/types";
import { parseJson } from "../../text/json.js";
import { limitedHandler } from "../http/limited-handler.js";
import { nodeHandler } from "../http/node-handler.js";

/** Sends a request to a service that gives credentials to the programs of an instance or a container. */
export type MetadataService = (
  method: "GET" | "PUT",
  url: URL,
  headers?: Record<string, string>,
) => Promise<{ readonly status: number; readonly body: string }>;

/**
 * Returns a function that sends a request to a metadata service without a proxy, and limits the request and the response together
 * to `limitMs`.
 */
export function metadataService(limitMs: number): MetadataService {
  const agent = { keepAlive: false };
  const handler = limitedHandler(nodeHandler({ httpAgent: agent, httpsAgent: agent }), limitMs);
  return async (method, url, headers = {}) => {
    const { protocol, hostname, port, pathname, search } = url;
    const request = new HttpRequest({
      ...{ protocol, hostname, method, headers, path: pathname + search },
      ...(port && { port: Number(port) }),
    });
    const { response } = await handler.handle(request);
    let body = "";
    for await (const chunk of response.body) body += chunk;
    return { status: response.statusCode, body };
  };
}

/** Repeats work that fails. @throws The error of the last attempt. */
export async function attempted<T>(attempts: number, pauseMs: number, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(attempts > 1)) throw error;
  }
  await new Promise((resolve) => setTimeout(resolve, pauseMs));
  return attempted(attempts - 1, pauseMs, work);
}

/** Parses credentials in the form that the services of containers and of instances share. @throws Error if they are invalid. */
export function parseCredentials({
  status,
  body,
}: Awaited<ReturnType<MetadataService>>): AwsCredentialIdentity {
  if (status !== 200) throw new Error(`The metadata service returned status ${status} for the credentials`);
  const content = parseJson(body);
  if (content === undefined) throw new Error("The metadata service's response is not JSON");
  const { AccessKeyId, SecretAccessKey, Token, Expiration } = Object(content);
  if (!AccessKeyId || !SecretAccessKey || !Token || !Expiration)
    throw new Error("The metadata service's response has no credentials");
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: Token,
    expiration: new Date(Expiration),
  };
}
