// Settings in place of files, and services that respond at once.
import { Readable } from "node:stream";
import { HttpResponse } from "@smithy/core/protocols";
import type { HttpRequest } from "@smithy/types";
import type { Caller } from "../../../src/client/aws-config/credential-services.js";
import type { Environment } from "../../../src/client/aws-config/profiles.js";
import { type SharedConfig, sharedConfigOf } from "../../../src/client/aws-config/shared-config.js";

/** Settings by section. */
type Sections = Readonly<Record<string, Readonly<Record<string, string>>>>;

export interface Settings {
  /** The profile that an option names. */
  readonly given?: string;
  readonly env?: Environment;
  /** The profiles of the config file. */
  readonly config?: Sections;
  /** The profiles of the credentials file. */
  readonly credentials?: Sections;
  readonly ssoSessions?: Sections;
  readonly services?: Readonly<Record<string, Sections>>;
}

export function configOf(settings: Settings): SharedConfig {
  const { given, env = {}, config = {}, credentials = {}, ssoSessions = {}, services = {} } = settings;
  const names = Object.keys({ ...config, ...credentials });
  const files = {
    profiles: sections(
      Object.fromEntries(names.map((name) => [name, { ...config[name], ...credentials[name] }])),
    ),
    configProfiles: sections(config),
    credentialsProfiles: sections(credentials),
    ssoSessions: sections(ssoSessions),
    services: new Map(Object.entries(services).map(([name, those]) => [name, sections(those)])),
  };
  return sharedConfigOf(given, env, files);
}

function sections(given: Sections) {
  return new Map(Object.entries(given).map(([name, settings]) => [name, new Map(Object.entries(settings))]));
}

export interface Responder extends Caller {
  readonly requests: readonly HttpRequest[];
}

/** Returns a caller whose services respond with these bodies, or statuses and bodies; the last one repeats. */
export function responder(...responses: readonly (string | readonly [number, string])[]): Responder {
  const requests: HttpRequest[] = [];
  return {
    requests,
    region: async () => "eu-central-1",
    requestHandler: {
      async handle(request) {
        requests.push(request);
        const response = responses[Math.min(requests.length, responses.length) - 1] ?? "";
        const [statusCode, text] = typeof response === "string" ? [200, response] : response;
        // In two pieces, as from a socket.
        const body = Readable.from([Buffer.from(text.slice(0, 9)), Buffer.from(text.slice(9))]);
        return { response: new HttpResponse({ statusCode, headers: {}, body }) };
      },
    },
  };
}

/** STS's response to AssumeRole or AssumeRoleWithWebIdentity. */
export function stsRole(members: string, action = "AssumeRole"): string {
  return `<${action}Response><${action}Result><Credentials>${members}</Credentials></${action}Result></${action}Response>`;
}
