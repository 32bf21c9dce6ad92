import type { RegistrationSnapshot } from "../../index.js";
import { oneLine } from "../../text/one-line.js";
import type { Outcome } from "../outcome.js";
import type { Colors } from "./colors.js";
import { paint, toneOf, wordOfState } from "./wording.js";

/** Returns a small table for each target, in the service's own words. */
export function statusText(outcomes: readonly Outcome[], colors: Colors, emulated: boolean): string {
  const several = outcomes.length > 1;
  const status = (text: string) => paint(colors, toneOf(text))(oneLine(text));
  const account = (...cells: readonly string[]) => row("account", ...cells, emulated ? "(emulated)" : "");
  const unanswered = (state: Outcome["state"]) => {
    if (state === "not-registered") return account(status("NOT_REGISTERED"));
    return several ? row("account", wordOfState(state)) : "";
  };
  const answered = ({ customerAccountId, accountStatus, ...snapshot }: RegistrationSnapshot) => {
    const { iamRegistrationResponse: iam, timestreamRegistrationResponse: timestream } = snapshot;
    const table = timestream && `${timestream.timestreamDatabaseName}.${timestream.timestreamTableName}`;
    return [
      account(oneLine(customerAccountId), status(accountStatus)),
      iam && row("IAM", status(iam.registrationStatus), oneLine(iam.roleArn)),
      iam?.errorMessage && row("", oneLine(iam.errorMessage)),
      timestream && row("Timestream", status(timestream.registrationStatus), oneLine(table ?? "")),
      timestream?.errorMessage && row("", oneLine(timestream.errorMessage)),
      snapshot.creationTime && row("created", snapshot.creationTime.toISOString()),
      snapshot.lastModificationTime && row("modified", snapshot.lastModificationTime.toISOString()),
    ]
      .filter(Boolean)
      .join("");
  };
  return outcomes
    .map(({ target, state, snapshot }) => {
      const name = several ? row("target", colors.bold(target)) : "";
      return name + (snapshot ? answered(snapshot) : unanswered(state));
    })
    .join("\n");
}

function row(label: string, ...cells: readonly string[]): string {
  return `${[label.padEnd(10), ...cells.filter(Boolean)].join("  ")}\n`;
}
