import { accountStates, START } from "./account.js";
import type { AslState, StateMachineDefinition } from "./definition.js";
import type { Ending } from "./endings.js";
import { jsonata, literal } from "./expressions.js";
import type { MultiAccountOptions, MultiAccountRegistrationStateMachineOptions } from "./options.js";
import { resolveMultiAccountOptions } from "./resolve.js";
import {
  ACCOUNTS_IN_A_GROUP,
  ALL_REGISTERED,
  INCOMPLETE,
  LONGEST_CAUSE,
  SUMMARY_BYTES,
  summaryOfGroups,
  summaryOfResults,
} from "./summary.js";
import { folderOf, writeResults } from "./write-results.js";

/**
 * Returns a state machine that does for every account of its input what {@link registrationStateMachine} does for one. Its input
 * is `{ accounts: ["123456789012", ...] }`, with `{ account, roleArn }` in place of an id for another role. It sends the requests
 * for an account with that account's role, and reports `{ accounts, outcomes, reasons }`: the number of accounts, the number of
 * each outcome, and why accounts are not registered, equal reasons grouped, with their accounts. A failing account does not end
 * the others.
 *
 * If an account is not registered in the end, the execution fails with `ACCOUNTS_NOT_REGISTERED` and the reasons as its cause; if
 * only the results could not be written, with `RESULTS_NOT_WRITTEN`. `ifUnregistered: "succeed"` returns the report instead.
 *
 * A machine serves one region, because Step Functions sends requests only to its own region. Another run takes four transitions
 * for each registered account.
 *
 * @throws TypeError or RangeError that names an invalid option.
 */
export function multiAccountRegistrationStateMachine(
  options: MultiAccountRegistrationStateMachineOptions = {},
): StateMachineDefinition {
  const resolved = resolveMultiAccountOptions(options);
  const { distributed, ensures, ifUnregistered } = resolved;
  const next = ifUnregistered === "fail" ? { Next: "All registered" } : { End: true };
  return {
    Comment: `${ensures ? "Ensures that" : "Waits until"} accounts are registered with AWS IoT FleetWise`,
    QueryLanguage: "JSONata",
    StartAt: "Check",
    States: {
      Check: check(resolved),
      ...(distributed ? { Groups: groups(resolved, next) } : groupStates(resolved, next)),
      ...(ifUnregistered === "fail" && ending),
      "Repeated account": {
        Type: "Fail",
        Error: "WRONG_INPUT",
        Cause: jsonata(`'Expected each account once, got ' & ${REPEATED} & ' more than once'`),
      },
      "Wrong input": { Type: "Fail", Error: "WRONG_INPUT", Cause: wrongInput(resolved) },
    },
  };
}

/** The final states. Their input is the report. */
const ending: Readonly<Record<string, AslState>> = {
  "All registered": {
    Type: "Choice",
    Choices: [{ Condition: ALL_REGISTERED, Next: "Complete" }],
    Default: "Incomplete",
  },
  Complete: { Type: "Succeed" },
  Incomplete: { Type: "Fail", ...INCOMPLETE },
};

function check({ maxAccounts, distributed }: MultiAccountOptions): AslState {
  const most =
    maxAccounts < Number.POSITIVE_INFINITY ? ` and $count($states.input.accounts) <= ${maxAccounts}` : "";
  const given = `($type($states.input.accounts) = 'array' ? $count($states.input.accounts) > 0${most} : false)`;
  return {
    Type: "Choice",
    Choices: [
      { Condition: jsonata(`${given} ? $exists(${REPEATED}) : false`), Next: "Repeated account" },
      { Condition: jsonata(given), Next: distributed ? "Groups" : "Accounts" },
    ],
    Default: "Wrong input",
  };
}

/** An account that the input lists more than once, which would be registered as often. */
const REPEATED = `(
  $listed := $map($states.input.accounts, function($given, $index) {(
    $account := $type($given) = 'object' ? $given.account : $given;
    {'account': $type($account) = 'string' ? $account : '#' & $index}
  )});
  ($listed{account: (account)[1]}.*)[0]
)`;

function wrongInput({ maxAccounts }: MultiAccountOptions): string {
  const expected =
    'Expected the input to be { "accounts": ["123456789012", ...] }, each account an id or { "account", "roleArn" }, with at least one account';
  return maxAccounts < Number.POSITIVE_INFINITY
    ? `${expected} and at most ${maxAccounts}: more need the option \`distributed\``
    : expected;
}

/**
 * Returns the map over groups of accounts. Each group is an execution that returns a summary, because the results of 10,000
 * accounts exceed the output of a state.
 */
function groups(options: MultiAccountOptions, next: object): AslState {
  const { maxConcurrency, results } = options;
  const key = results === undefined ? "" : `, 'key': ${resultsKey(options, "$string($index)")}`;
  return {
    Type: "Map",
    Items: jsonata(`(
      $groups := $partition($states.input.accounts, ${ACCOUNTS_IN_A_GROUP});
      [$map($groups, function($group, $index) {{
        'accounts': [$group]${key}, 'share': $floor(${SUMMARY_BYTES} / $count($groups))
      }})]
    )`),
    Label: "Groups",
    MaxConcurrency: groupsAtATime(maxConcurrency),
    ...TOLERANT,
    ItemProcessor: {
      ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
      StartAt: "Accounts",
      States: groupStates(options, { End: true }),
    },
    Output: summaryOfGroups("$count($states.input.accounts)"),
    ...next,
  };
}

const groupsAtATime = (maxConcurrency: number) => Math.ceil(maxConcurrency / ACCOUNTS_IN_A_GROUP);

/** Lets the other executions of a map continue if Step Functions itself ends one. */
const TOLERANT = { ToleratedFailurePercentage: 100 };

function resultsKey({ results }: MultiAccountOptions, name: string): string {
  return `${literal(folderOf(results?.prefix))} & $states.context.Execution.Name & '/' & ${name} & '.json'`;
}

/**
 * Returns the states of a group: a map over its accounts, and with the option `results`, a task that writes their results. The
 * last state returns the summary.
 */
function groupStates(options: MultiAccountOptions, next: object): Readonly<Record<string, AslState>> {
  const { distributed, maxConcurrency, results } = options;
  const summary = summaryOfResults(
    "$states.input.accounts",
    distributed ? "$states.input.share" : String(SUMMARY_BYTES),
  );
  const [bucket, key] = [results?.bucket, distributed ? "$states.input.key" : resultsKey(options, "'0'")];
  return {
    Accounts: {
      Type: "Map",
      Items: jsonata("[$states.input.accounts]"),
      MaxConcurrency: distributed
        ? Math.floor(maxConcurrency / groupsAtATime(maxConcurrency))
        : maxConcurrency,
      ...(distributed && { Label: "Accounts", ...TOLERANT }),
      ItemProcessor: {
        ProcessorConfig: distributed
          ? { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" }
          : { Mode: "INLINE" },
        StartAt: "Begin",
        States: {
          ...accountStates(options, {
            begin: begin(options),
            credentials: { Credentials: { RoleArn: jsonata("$roleArn") } },
            registered: { Type: "Succeed", Output: { account: jsonata("$account"), outcome: "registered" } },
            ended,
          }),
          "Wrong account": wrongAccount,
        },
      },
      ...(bucket === undefined
        ? { Output: summary, ...next }
        : {
            Assign: { summary, key: jsonata(key) },
            Output: jsonata("[$states.result]"),
            Next: "Write results",
          }),
    },
    ...(bucket !== undefined && {
      "Write results": writeResults(bucket, "Summary"),
      Summary: { Type: "Pass", ...next },
    }),
  };
}

/** Returns the first state of an account, which assigns its id and role. An invalid account does not end the others. */
function begin({ memberRoleName }: MultiAccountOptions): AslState {
  const partition = "$split($states.context.Execution.Id, ':')[1]";
  const account = `($given := $states.input;
    $type($given) = 'string' ? $given : $type($given) = 'object' and $exists($given.account) ? $string($given.account) : '')`;
  const roleArn = `($given := $states.input;
    $type($given) = 'object' and $exists($given.roleArn)
      ? $string($given.roleArn) : 'arn:' & ${partition} & ':iam::' & ${account} & ':role/' & ${literal(memberRoleName)})`;
  const given = { account: jsonata(account), roleArn: jsonata(roleArn) };
  return {
    Type: "Choice",
    Choices: [
      {
        Condition: jsonata(`(
          $id := ${account};
          $isText := $type($states.input) = 'string' ? true : $type($states.input.account) = 'string';
          $isText and $contains($id, /^[0-9]{12}$/) and $contains(${roleArn}, ':iam::' & $id & ':role/')
        )`),
        Assign: { ...given, progress: jsonata(START) },
        Next: "Read",
      },
    ],
    Assign: given,
    Default: "Wrong account",
  };
}

const wrongAccount: AslState = {
  Type: "Succeed",
  Output: {
    account: jsonata("$substring($account, 0, 20)"),
    outcome: "call-failed",
    error: "WRONG_INPUT",
    cause:
      "Expected the account to be a string of 12 digits, and `roleArn`, if given, to be the ARN of a role in that account",
  },
};

/** Returns a state with an account's result, in ASCII, so that a character is a byte. */
function ended({ error, outcome, cause }: Ending): AslState {
  return {
    Type: "Succeed",
    Output: {
      account: jsonata("$account"),
      outcome,
      error,
      cause: jsonata(`(
        $cause := $replace(${cause}, /[^ -~]/, '?');
        $length($cause) > ${LONGEST_CAUSE} ? $substring($cause, 0, ${LONGEST_CAUSE - 3}) & '...' : $cause
      )`),
    },
  };
}
