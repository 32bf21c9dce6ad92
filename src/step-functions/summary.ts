// The summary of many accounts' results, as expressions: counts by outcome, and equal reasons grouped, cut to the output limit of a
// state.
import type { AslObject } from "./definition.js";
import { jsonata } from "./expressions.js";

/** Accounts of a group: their results fit into the 256 kB of a state's output, even if every character is escaped. */
export const ACCOUNTS_IN_A_GROUP = 200;

/** Maximum length of one account's cause, in characters. */
export const LONGEST_CAUSE = 500;

/** Bytes that all summaries share, of the 262,144 of a state's output. */
export const SUMMARY_BYTES = 240_000;

/** Bytes of a reason without its accounts, if every character of its cause is escaped. */
const REASON_BYTES = 2 * LONGEST_CAUSE + 100;

/** Bytes of a summary without its reasons, and of one account in a list. */
const COUNTS_BYTES = 500;
const ACCOUNT_BYTES = 15;

/** Step Functions accepts a `Cause` of 32,768 characters: 30 reasons of the maximum length fit. */
const REASONS_IN_A_CAUSE = 30;
const ACCOUNTS_IN_A_CAUSE = 10;

/**
 * `$grouped(reasons, share)`: the reasons without duplicates, the most frequent first, cut to `share` bytes. Causes are equal if they
 * differ only in account, role session, request id and numbers, or after the 400th character.
 */
const GROUPED = String.raw`
  $alike := function($outcome, $error, $cause) {(
    $text := $replace($cause, /assumed-role\/[^\/ ]+\/[^ ]+/, 'assumed-role');
    $text := $replace($text, /Request ID: [0-9A-Za-z-]+/, 'Request ID');
    $outcome & ' ' & $error & ' ' & $substring($replace($text, /[0-9]+/, '0'), 0, 400)
  )};
  $grouped := function($reasons, $share) {(
    $groups := $count($reasons) = 0 ? {} : $reasons{
      $alike(outcome, error, cause): {
        'outcome': (outcome)[0], 'error': (error)[0], 'cause': (cause)[0], 'count': $sum(count), 'accounts': [accounts]
      }
    };
    $sorted := $sort([$each($groups, function($group) { $group })], function($a, $b) { $a.count < $b.count });
    $most := $max([1, $floor($share / ${REASON_BYTES})]);
    $kept := $filter($sorted, function($group, $index) { $index < $most });
    $texts := $map($kept, function($group) { $merge([$group, {'accounts': []}]) });
    $left := $exists($texts) ? $share - ${COUNTS_BYTES} - $length($string($texts)) : 0;
    $names := $exists($texts) ? $max([0, $floor($left / ${ACCOUNT_BYTES} / $count($texts))]) : 0;
    [$map($kept, function($group) {
      $merge([$group, {'accounts': [$filter($group.accounts, function($account, $index) { $index < $names })]}])
    })]
  )};`;

/** Returns the summary of a group, from the list of its accounts' results. `requested` and `share` are expressions. */
export function summaryOfResults(requested: string, share: string): string {
  return jsonata(`(
    ${GROUPED}
    $requested := [${requested}];
    $results := [$states.result];
    $id := function($given) { $type($given) = 'object' ? $given.account : $given };
    $missing := $count($results) = $count($requested) ? []
      : [$filter($requested, function($given) { $not($id($given) in $results.account) })];
    $without := $map($missing, function($given) {{
      'outcome': 'unknown', 'error': 'EXECUTION_ENDED', 'count': 1, 'accounts': [$id($given)],
      'cause': 'Step Functions ended the execution of this account: see its Map Run.'
    }});
    $failed := $map($results[outcome != 'registered'], function($result) {{
      'outcome': $result.outcome, 'error': $result.error, 'cause': $result.cause, 'count': 1, 'accounts': [$result.account]
    }});
    {
      'accounts': $count($requested),
      'outcomes': $merge([
        $count($results) = 0 ? {} : $results{outcome: $count(account)},
        $count($missing) = 0 ? {} : {'unknown': $count($missing)}
      ]),
      'reasons': $grouped($append([$failed], [$without]), ${share})
    }
  )`);
}

/** Returns the summary of all groups, from the list of their summaries. A group that Step Functions ended counts as unknown. */
export function summaryOfGroups(requested: string): string {
  return jsonata(`(
    ${GROUPED}
    $groups := [$states.result];
    $requested := ${requested};
    $known := $sum([$groups.accounts]);
    $lost := $requested = $known ? [] : [{
      'outcome': 'unknown', 'error': 'EXECUTION_ENDED', 'count': $requested - $known, 'accounts': [],
      'cause': 'Step Functions ended the execution of a group of accounts: see its Map Run.'
    }];
    $outcomes := $append([$groups.outcomes], $requested = $known ? [] : [{'unknown': $requested - $known}]);
    $total := function($outcome) { $sum($map($outcomes, function($counts) { $lookup($counts, $outcome) })) };
    $unwritten := [$groups.unwritten];
    $merge([
      {
        'accounts': $requested,
        'outcomes': $merge($map($keys($outcomes), function($outcome) {{ $outcome: $total($outcome) }})),
        'reasons': $grouped($append([$groups.reasons], $lost), ${SUMMARY_BYTES})
      },
      $count($unwritten) = 0 ? {} : {'unwritten': $unwritten[0]}
    ])
  )`);
}

/** Condition: by the summary in the input, every account is registered and every result was written. */
export const ALL_REGISTERED: string = jsonata(
  "$exists($states.input.unwritten) ? false : $states.input.outcomes.registered = $states.input.accounts",
);

/** Error and cause of an execution that fails, by the summary in the input of its last state. */
export const INCOMPLETE: AslObject = {
  Error: jsonata(`
    $states.input.outcomes.registered = $states.input.accounts ? 'RESULTS_NOT_WRITTEN' : 'ACCOUNTS_NOT_REGISTERED'
  `),
  Cause: jsonata(`(
    $summary := $states.input;
    $registered := $exists($summary.outcomes.registered) ? $summary.outcomes.registered : 0;
    $counted := function($count) { $string($count) & ($count = 1 ? ' account' : ' accounts') };
    $named := function($reason) {(
      $names := $filter($reason.accounts, function($account, $index) { $index < ${ACCOUNTS_IN_A_CAUSE} });
      $more := $reason.count - $count($names);
      $count($names) = 0 ? '' : ' (' & $join($names, ', ') & ($more > 0 ? ' and ' & $string($more) & ' more' : '') & ')'
    )};
    $kept := $filter($summary.reasons, function($reason, $index) { $index < ${REASONS_IN_A_CAUSE} });
    $lines := $map($kept, function($reason) {
      $counted($reason.count) & ', ' & $reason.outcome & $named($reason) & ': ' & $reason.cause
    });
    $others := $summary.accounts - $registered - $sum([$kept.count]);
    $join($append([$append(
      ['Not registered: ' & $string($summary.accounts - $registered) & ' of ' & $counted($summary.accounts) & '.'],
      [$lines]
    )], [
      $others > 0 ? $counted($others) & ' for other reasons.' : [],
      $exists($summary.unwritten) ? 'The results could not be written: ' & $summary.unwritten : []
    ]), '\\n')
  )`),
};
