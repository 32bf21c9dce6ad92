import type { RegistrationSnapshot } from "../../index.js";
import { oneLine } from "../../text/one-line.js";
import type { Host } from "../host.js";
import type { OutputFlags } from "../options.js";
import type { Outcome } from "../outcome.js";
import { colorsOf } from "./colors.js";
import type { ResultText } from "./results.js";
import { paint, toneOf, wordOfState } from "./wording.js";

/** A small table for each target: what the service says, in its own words. */
export function statusText(host: Host, flags: OutputFlags, emulated: boolean): ResultText {
  const colors = colorsOf("stdout", host, flags);
  const status = (text: string) => paint(colors, toneOf(text))(oneLine(text));
  const row = (label: string, ...cells: readonly (string | undefined)[]) =>
    `${[label.padEnd(10), ...cells.filter(Boolean)].join("  ")}\n`;
  const mode = emulated ? "(emulated)" : undefined;

  const answered = (snapshot: RegistrationSnapshot) => {
    const { iamRegistrationResponse: iam, timestreamRegistrationResponse: timestream } = snapshot;
    const table = timestream && [timestream.timestreamDatabaseName, timestream.timestreamTableName].join(".");
    return [
      row("account", oneLine(snapshot.customerAccountId), status(snapshot.accountStatus), mode),
      iam && row("IAM", status(iam.registrationStatus), oneLine(iam.roleArn)),
      iam?.errorMessage && row("", oneLine(iam.errorMessage)),
      timestream && row("Timestream", status(timestream.registrationStatus), oneLine(table ?? "")),
      timestream?.errorMessage && row("", oneLine(timestream.errorMessage)),
      snapshot.creationTime && row("created", snapshot.creationTime.toISOString()),
      snapshot.lastModificationTime && row("modified", snapshot.lastModificationTime.toISOString()),
    ];
  };
  const of = ({ state, snapshot }: Outcome) => {
    if (snapshot) return answered(snapshot);
    return state === "not-registered" ? [row("account", status("NOT_REGISTERED"), mode)] : [];
  };

  return (outcomes) =>
    outcomes
      .map((outcome) => {
        const name = outcomes.length > 1 ? row("target", colors.bold(outcome.target)) : "";
        const unknown =
          outcomes.length > 1 && of(outcome).length === 0 ? row("account", wordOfState(outcome.state)) : "";
        return [name, unknown, ...of(outcome)].filter(Boolean).join("");
      })
      .join(outcomes.length > 1 ? "\n" : "");
}
