// The changes that no test can notice, because the program behaves the same with them. Each has its reason.

const FOR_TYPES = "Only the compiler needs this check: a comparison with `undefined` is false anyway.";
const NO_MATCH = "This text replaces a missing one, and no pattern matches either text.";

/**
 * `code` is the original text in `file`, on a line that contains `line` if that is given; `to` lists its replacements.
 *
 * @type {readonly { file: string; code: string; line?: string; to: readonly string[]; reason: string }[]}
 */
export const EQUIVALENTS = [
  {
    file: "registration/registration-state.ts",
    code: "since !== undefined && time !== undefined",
    to: ["since !== undefined || time !== undefined", "true"],
    reason: FOR_TYPES,
  },
  {
    file: "registration/registration-state.ts",
    code: "since !== undefined",
    line: "time < since",
    to: ["true"],
    reason: FOR_TYPES,
  },
  {
    file: "registration/registration-state.ts",
    code: "time !== undefined",
    to: ["true"],
    reason: FOR_TYPES,
  },
  {
    file: "registration/decide.ts",
    code: "time !== undefined && requestedAt !== undefined",
    to: ["time !== undefined || requestedAt !== undefined", "true"],
    reason: FOR_TYPES,
  },
  { file: "registration/decide.ts", code: "time !== undefined", to: ["true"], reason: FOR_TYPES },
  { file: "registration/decide.ts", code: "requestedAt !== undefined", to: ["true"], reason: FOR_TYPES },
  {
    file: "registration/decide.ts",
    code: "timestream?.timestreamTableName",
    to: ["timestream.timestreamTableName"],
    reason: "If the account has no Timestream, the name of the database differs first.",
  },
  {
    file: "registration/members.ts",
    code: "/^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?(Z|[+-]\\d\\d:?\\d\\d)$/",
    to: ["/^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?(Z|[+-]\\d\\d:?\\d\\d)/"],
    reason: "Date.parse of Node accepts no text after the offset; other engines need not reject it.",
  },
  {
    file: "registration/transition.ts",
    code: "to === undefined",
    to: ["false"],
    reason: "`observe` forgets no resource, so one without a state had none before: `to === from`.",
  },
  {
    file: "options/waiter.ts",
    code: "minDelay !== undefined && maxDelay !== undefined",
    to: ["minDelay !== undefined || maxDelay !== undefined", "true"],
    reason: FOR_TYPES,
  },
  {
    file: "options/waiter.ts",
    code: "minDelay !== undefined",
    line: "minDelay > maxDelay",
    to: ["true"],
    reason: FOR_TYPES,
  },
  {
    file: "options/waiter.ts",
    code: "maxDelay !== undefined",
    line: "minDelay > maxDelay",
    to: ["true"],
    reason: FOR_TYPES,
  },
  {
    file: "waiting/step.ts",
    code: 'event.type === "failed"',
    to: ["true"],
    reason: "Only the compiler needs this check: a response has no `failure`.",
  },
  {
    file: "waiting/step.ts",
    code: 'event.type === "response"',
    to: ["true"],
    reason: "Only the compiler needs this check: a failure has no `response`.",
  },
  {
    file: "waiting/step.ts",
    code: 'next.do === "call"',
    to: ["true"],
    reason: "Only the compiler needs this check: no other action has an `operation`.",
  },
  {
    file: "waiting/step.ts",
    code: "notFound?.thrown",
    to: ["notFound.thrown"],
    reason: "Without a current registration, the poll has failed with `not-registered`.",
  },
  {
    file: "waiting/outcome.ts",
    code: 'event.type !== "poll"',
    to: ["false"],
    reason: "A wait completes after a poll or its transitions, which have the same response.",
  },
  {
    file: "client/retrying.ts",
    code: 'event.type === "failed"',
    to: ["false"],
    reason: "Otherwise the loop waits for a timer that never fires, and nothing is reported either.",
  },
  {
    file: "client/retrying.ts",
    code: '"failed"',
    line: "return false",
    to: ['""'],
    reason: "Otherwise the loop waits for a timer that never fires, and nothing is reported either.",
  },
  {
    file: "client/retrying.ts",
    code: "() => false",
    to: ["() => undefined"],
    reason: "p-retry reads the result as a boolean.",
  },
  {
    file: "client/fleetwise-client.ts",
    code: "operations === undefined",
    to: ["true"],
    reason: "A module that has been loaded is not loaded again, and the operations are kept.",
  },
  {
    file: "failures/service-errors.ts",
    code: '""',
    line: "function serviceError(",
    to: ['"Stryker was here!"'],
    reason: NO_MATCH,
  },
  {
    file: "failures/network-errors.ts",
    code: '""',
    line: "function networkError(",
    to: ['"Stryker was here!"'],
    reason: NO_MATCH,
  },
  {
    file: "failures/network-errors.ts",
    code: '""',
    line: 'given = ""',
    to: ['"Stryker was here!"'],
    reason: NO_MATCH,
  },
  {
    file: "failures/response.ts",
    code: '""',
    line: "function mayBeCut(",
    to: ['"Stryker was here!"'],
    reason: NO_MATCH,
  },
  {
    file: "failures/response.ts",
    code: "{ return undefined; }",
    to: ["{}"],
    reason: "A function that returns nothing returns `undefined`.",
  },
  {
    file: "failures/failure.ts",
    code: "{ return false; }",
    to: ["{}"],
    reason: "The callers treat `undefined` like `false`.",
  },
  {
    file: "custom-resource/is-complete.ts",
    code: "!isRegistrationError(error)",
    to: ["false"],
    reason: "Only the compiler needs this check: `getRegistration` rejects with no other error.",
  },
  {
    file: "custom-resource/is-complete.ts",
    code: "{ snapshot: undefined }",
    to: ["{}"],
    reason: "A member that is missing is undefined too.",
  },
  {
    file: "custom-resource/task.ts",
    code: '""',
    line: "signedAt({",
    to: ['"Stryker was here!"'],
    reason: NO_MATCH,
  },
  {
    file: "custom-resource/physical-id.ts",
    code: '""',
    line: "[name = ",
    to: ['"Stryker was here!"'],
    reason: "Only the compiler needs this default: `split` returns at least one part.",
  },
  {
    file: "custom-resource/physical-id.ts",
    code: "[]",
    line: "PhysicalResourceId?.split",
    to: ['["Stryker was here"]'],
    reason: "The first part is not a fingerprint.",
  },
  {
    file: "custom-resource/physical-id.ts",
    code: "a < b",
    to: ["a <= b"],
    reason: "No two members of an object have the same name.",
  },
  {
    file: "step-functions/endings.ts",
    code: 'text.split(PLACEHOLDER).filter((piece) => piece !== "")',
    to: ["text.split(PLACEHOLDER)"],
    reason: "An empty piece adds nothing to the text.",
  },
  {
    file: "step-functions/endings.ts",
    code: 'piece !== ""',
    to: ["true"],
    reason: "An empty piece adds nothing to the text.",
  },
  {
    file: "step-functions/endings.ts",
    code: '"unknown-status"',
    to: ['""'],
    reason: "The message differs only for `pending`.",
  },
  {
    file: "client/aws-config/credential-chain.ts",
    code: "[]",
    line: "profileRole(",
    to: ['["Stryker was here"]'],
    reason: "Only a profile of this name would be taken for a part of a loop.",
  },
  {
    file: "client/aws-config/config-files.ts",
    code: "[]",
    line: "shellWords(title)",
    to: ['["Stryker was here"]'],
    reason: "The first word, the kind of the section, is not used.",
  },
];
