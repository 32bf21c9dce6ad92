import { accountStates, type Ending, START } from "./account.js";
import type { State, StateMachineDefinition } from "./definition.js";
import { jsonata } from "./expressions.js";
import type { FleetOptions, FleetRegistrationStateMachineOptions } from "./options.js";
import { resolveFleetOptions } from "./resolve.js";

/** The longest cause in a list of results, in characters: each shares the 256 kB of the execution's output with the others. */
const LONGEST_CAUSE = 600;

/**
 * A state machine that does for every account of its input what {@link registrationStateMachine} does for one. It takes
 * `{ accounts: [{ account, roleArn }] }`, calls the service in each account by that role, and gives a result for each in the same
 * order: `{ account, outcome }`, and where it is not registered `error` and `cause`. No account fails the others.
 *
 * One machine serves one region, because Step Functions calls no other. Running it again costs a registered account four
 * transitions.
 *
 * @throws TypeError or RangeError that names a wrong option.
 */
export function fleetRegistrationStateMachine(
  options: FleetRegistrationStateMachineOptions = {},
): StateMachineDefinition {
  const resolved = resolveFleetOptions(options);
  return {
    Comment: "Registers accounts with AWS IoT FleetWise where needed, and waits until they are registered",
    QueryLanguage: "JSONata",
    StartAt: "Check",
    States: {
      Check: check(resolved),
      Accounts: accounts(resolved),
      "Wrong input": { Type: "Fail", Error: "WRONG_INPUT", Cause: wrongInput(resolved) },
    },
  };
}

function check({ maxAccounts }: FleetOptions): State {
  const most =
    maxAccounts < Number.POSITIVE_INFINITY ? ` and $count($states.input.accounts) <= ${maxAccounts}` : "";
  const given = `$type($states.input.accounts) = 'array' ? $count($states.input.accounts) > 0${most} : false`;
  return {
    Type: "Choice",
    Choices: [{ Condition: jsonata(given), Next: "Accounts" }],
    Default: "Wrong input",
  };
}

function wrongInput({ maxAccounts }: FleetOptions): string {
  const expected =
    'Expected the input to be { "accounts": [{ "account", "roleArn" }] } with at least one account';
  return maxAccounts < Number.POSITIVE_INFINITY
    ? `${expected} and at most ${maxAccounts}: more need the option \`distributed\``
    : expected;
}

function accounts(options: FleetOptions): State {
  const { distributed, maxConcurrency, results } = options;
  return {
    Type: "Map",
    Items: jsonata("$states.input.accounts"),
    MaxConcurrency: maxConcurrency,
    // What Step Functions itself ends, for whatever reason, must not end the others.
    ...(distributed && { Label: "Accounts", ToleratedFailurePercentage: 100 }),
    ...(results && {
      ResultWriter: {
        Resource: "arn:aws:states:::s3:putObject",
        Arguments: {
          Bucket: results.bucket,
          ...(results.prefix !== undefined && { Prefix: results.prefix }),
        },
      },
    }),
    ItemProcessor: {
      ProcessorConfig: distributed ? { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" } : { Mode: "INLINE" },
      StartAt: "Begin",
      States: {
        ...accountStates(options, {
          begin,
          credentials: { Credentials: { RoleArn: jsonata("$roleArn") } },
          registered: { Type: "Succeed", Output: { account: jsonata("$account"), outcome: "registered" } },
          ended,
        }),
        "Wrong account": wrongAccount,
      },
    },
    End: true,
  };
}

/** What is not in the input is empty: an account that is told of wrongly fails, and is not the end of all. */
const GIVEN = {
  account: jsonata("$exists($states.input.account) ? $string($states.input.account) : ''"),
  roleArn: jsonata("$exists($states.input.roleArn) ? $string($states.input.roleArn) : ''"),
};

const begin: State = {
  Type: "Choice",
  Choices: [
    {
      Condition: jsonata(`(
        $id := $states.input.account;
        $role := $states.input.roleArn;
        $type($id) = 'string' and $type($role) = 'string'
          ? $contains($id, /^[0-9]{12}$/) and $contains($role, ':iam::' & $id & ':role/')
          : false
      )`),
      Assign: { ...GIVEN, progress: jsonata(START) },
      Next: "Read",
    },
  ],
  Assign: GIVEN,
  Default: "Wrong account",
};

const wrongAccount: State = {
  Type: "Succeed",
  Output: {
    account: jsonata("$account"),
    outcome: "call-failed",
    error: "WRONG_INPUT",
    cause: "Expected `account` to be 12 digits, and `roleArn` to be the ARN of a role in that account",
  },
};

/** Data, not a failure: so it is listed beside the others. */
function ended({ error, outcome, cause }: Ending): State {
  return {
    Type: "Succeed",
    Output: {
      account: jsonata("$account"),
      outcome,
      error,
      cause: jsonata(`(
        $cause := ${cause};
        $length($cause) > ${LONGEST_CAUSE} ? $substring($cause, 0, ${LONGEST_CAUSE - 3}) & '...' : $cause
      )`),
    },
  };
}
