import type { RequestTopic } from "./advice.js";

/**
 * The causes of credentials that cannot be had, by the messages of this library's resolver and of the AWS SDK's providers, which have
 * one name for all of them. The first row that fits counts. No row fits a service that cannot be reached or gives an invalid response.
 */
export const CREDENTIAL_TOPICS: readonly (readonly [message: RegExp, topic: RequestTopic])[] = [
  [/needs the code of an MFA device|multi-?factor authentication|\bMFA (code|token)\b/i, "mfa"],
  [/^The credential_process of /, "credential-process"],
  [/^The (profile|source_profile|credential_source) |^The config file has no section /, "profile-settings"],
  [/^AWS_CREDENTIAL_EXPIRATION /, "expired-environment"],
  [/^The web identity token file /, "web-identity-token"],
  [/aws sso login|\bSSO session\b.*\b(expired|invalid|not found)\b|\bUnauthorizedException\b/i, "sso-login"],
  [/aws login|re-?authenticate/i, "aws-login"],
  [/No credentials were found|Could not load credentials|Missing credentials/i, "no-credentials"],
];
