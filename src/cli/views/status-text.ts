import { resourceStates } from "../../registration/registration-state.js";
import { oneLine } from "../../text/one-line.js";
import type { Outcome } from "../outcome.js";
import type { Colors } from "./colors.js";
import { paint, toneOf } from "./wording.js";

/** Returns a small table of one target, in the service's own words. */
export function statusText({ state, snapshot }: Outcome, colors: Colors, emulated: boolean): string {
  const mode = emulated ? "(emulated)" : "";
  const status = (text: string) => paint(colors, toneOf(text))(oneLine(text));
  if (state === "not-registered") return row("account", status("NOT_REGISTERED"), mode);
  if (snapshot === undefined) return "";
  const { customerAccountId, accountStatus, creationTime, lastModificationTime } = snapshot;
  const { roleArn } = snapshot.iamRegistrationResponse ?? {};
  const { timestreamDatabaseName, timestreamTableName } = snapshot.timestreamRegistrationResponse ?? {};
  const names = { iam: roleArn ?? "", timestream: `${timestreamDatabaseName}.${timestreamTableName}` };
  return [
    row("account", oneLine(customerAccountId), status(accountStatus), mode),
    ...resourceStates(snapshot).flatMap(({ resource, label, registrationStatus, errorMessage }) => [
      row(label, status(registrationStatus), oneLine(names[resource])),
      errorMessage ? row("", oneLine(errorMessage)) : "",
    ]),
    creationTime ? row("created", creationTime.toISOString()) : "",
    lastModificationTime ? row("modified", lastModificationTime.toISOString()) : "",
  ].join("");
}

function row(label: string, ...cells: readonly string[]): string {
  return `${[label.padEnd(10), ...cells.filter(Boolean)].join("  ")}\n`;
}
