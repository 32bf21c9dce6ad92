import { CLOSED } from "../errors.js";
import { chain } from "./classify.js";

/** The regions that have the service. */
const REGIONS = "us-east-1, eu-central-1 and ap-south-1";

/** What to do about a call that failed for good: the last sentence of the message. */
export function nextStep(operation: string, error: unknown, unreachable: boolean): string {
  if (unreachable) {
    return `The service is in ${REGIONS}: check the region, the endpoint, the network and any proxy.`;
  }
  for (const { name, message } of chain(error)) {
    switch (name) {
      case "AccessDeniedException":
        return (
          `Allow the action iotfleetwise:${operation} (on resource *) for these credentials. Accounts without access to ` +
          `the service see this on every operation: ${CLOSED}`
        );
      case "CredentialsProviderError":
      case "TokenProviderError":
        return "Give credentials: in the environment, in a profile, by a role, or to the client.";
      case "ExpiredToken":
      case "ExpiredTokenException":
        return "Renew the credentials: log in again, or give the client a provider that does.";
      case "IncompleteSignature":
      case "InvalidSignatureException":
      case "MissingAuthenticationTokenException":
      case "UnrecognizedClientException":
        return "Check the access key, the secret key and the session token, and the clock of this machine.";
      case "ValidationException":
        return "Check that the client's endpoint is AWS IoT FleetWise's.";
      case "SyntaxError":
        return "The answer was not AWS IoT FleetWise's: check the endpoint and any proxy.";
    }
    if (/^Expected .*the answer to be /.test(message)) {
      return "The answer was not AWS IoT FleetWise's: check the endpoint, any proxy, or your own function.";
    }
    if (/credentials are missing/i.test(message)) return "A browser has no credential chain.";
    if (/region is missing/i.test(message)) {
      return `Set a region (AWS_REGION, a profile or the client's \`region\`): the service is in ${REGIONS}.`;
    }
  }
  return "This does not pass by itself, so it was not tried again.";
}
