import { REGIONS_IN_WORDS } from "../text/regions.js";
import { EXIT_CODES, MEANINGS, PRECEDENCE } from "./exit-codes.js";

const exitCodes = [...new Set(Object.values(EXIT_CODES))]
  .sort((a, b) => a - b)
  .map((code) => `  ${String(code).padStart(3)}  ${MEANINGS[code]}`)
  .join("\n");

const ends = PRECEDENCE.slice(PRECEDENCE.indexOf("failed")).map((state) => EXIT_CODES[state]);

/** The topics of `help` besides the commands. */
export const TOPICS: Readonly<Record<string, string>> = {
  "exit-codes": `The exit code is the result:

${exitCodes}

With several targets, the most urgent code decides: ${[...new Set(ends)].join(", ")}.
`,
  environment: `Credentials are found as the AWS CLI finds them: --profile, then AWS_ACCESS_KEY_ID and
AWS_SECRET_ACCESS_KEY (with AWS_SESSION_TOKEN), then a role of the profile that AWS_DEFAULT_PROFILE or
AWS_PROFILE names, then AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN, then the rest of that profile,
then the container or the instance. If a configured source fails, the next one is not tried.

  AWS_REGION, AWS_DEFAULT_REGION         the region, before the profile's own
  AWS_CONFIG_FILE,
  AWS_SHARED_CREDENTIALS_FILE            paths of the files with the profiles
  AWS_ENDPOINT_URL_IOTFLEETWISE,
  AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_STS endpoints in place of AWS's own
  HTTPS_PROXY, HTTP_PROXY, NO_PROXY      proxies for the service, STS and SSO
  AWS_CA_BUNDLE                          trusted certificates in place of Node's own
  NO_COLOR, FORCE_COLOR, TERM, CI        colors, and whether there is a live view

AWS IoT FleetWise is in ${REGIONS_IN_WORDS}.
`,
  targets: `--targets takes a file, or - for standard input: JSON, NDJSON or CSV. Each member is optional. Lines that
start with # are comments. With "expectedAccountId", the credentials of any other account are rejected.

JSON      [{ "region": "eu-central-1", "roleArn": "arn:aws:iam::123456789012:role/reader" },
           { "region": "us-east-1", "profile": "test", "name": "the test account" }]

CSV       name,region,roleArn
          production,eu-central-1,arn:aws:iam::123456789012:role/reader

Without --concurrency, all targets start at once, but STS gets at most 18 requests per second.
Targets that differ only in their names share one wait.
`,
};
