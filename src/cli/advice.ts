import type { Outcome } from "./outcome.js";

/** The commands that ask a service for something. */
export type Asking = "status" | "wait" | "ensure";

/** What to type next, where the error's own message does not say it in terms of this program. */
export function adviceOf(command: Asking, { state, snapshot, error }: Outcome): string | undefined {
  switch (state) {
    case "not-registered":
      return "Register it with `fleetwise-registration ensure`, in the same account and region.";
    case "timed-out":
      return "Wait again, or longer with --max-wait-time.";
    case "failed":
      if (command !== "ensure")
        return "When its cause is mended, register again: `fleetwise-registration ensure`.";
      return (
        snapshot?.timestreamRegistrationResponse &&
        "Keep its Timestream table with --timestream-database and --timestream-table, or give it up with --drop-timestream."
      );
    case "unreadable":
      return causes(error).map(unreadable).find(Boolean);
    case "interrupted":
    case "terminated":
      return "A registration that has begun goes on in the background: wait again.";
    default:
      return undefined;
  }
}

function unreadable({ name, message }: Error): string | undefined {
  if (/region is missing/i.test(message)) {
    return "Give a region with --region, AWS_REGION or the profile.";
  }
  switch (name) {
    case "CredentialsProviderError":
    case "TokenProviderError":
      return (
        "Give credentials: `aws configure` or `aws sso login`, a profile with --profile, or AWS_ACCESS_KEY_ID and " +
        "AWS_SECRET_ACCESS_KEY."
      );
    case "ExpiredToken":
    case "ExpiredTokenException":
      return "Log in again, with `aws sso login` where that is how you do.";
    default:
      return undefined;
  }
}

/** An error and its causes; bounded, as a cause may be its own. */
function causes(error: unknown): readonly Error[] {
  const links: Error[] = [];
  for (let link = error; link instanceof Error && links.length < 10; link = link.cause) links.push(link);
  return links;
}
