// Random situations through the library, and random flows through the CDK's provider framework. No outcome may be false.
import fc from "fast-check";
import * as customResource from "../../../src/custom-resource/index.js";
import { request as requestOf, responseUrl } from "../../custom-resource/requests.js";
import { inVirtualTime } from "../../support/in-virtual-time.js";
import { clientOf } from "./clients.js";
import { library } from "./entry-points/library.js";
import { type Answer, startFramework } from "./framework.js";
import { falseOutcomes, falseSentences, wrongRegistrations } from "./judge.js";
import type { Row } from "./row.js";
import { type Flow, flows, scripts } from "./scripts.js";
import { Service } from "./service.js";
import { type Situation, storyOf } from "./situation.js";

/** False statements of one random play, and a description of it. */
interface PlayResult {
  readonly falsehoods: readonly string[];
  /** Whether an outcome or a registration is wrong by the service's true state, which the copies could not know. */
  readonly unknowable?: boolean;
  readonly story: string;
}

export interface Campaign {
  readonly name: string;
  readonly about: string;
  readonly runs: number;
  readonly few: number;
  /** Plays random scripts from a seed, one after the other. */
  play(seed: number, runs: number): AsyncGenerator<PlayResult>;
  property(): fc.IAsyncProperty<unknown>;
}

function campaign<T>(
  base: Pick<Campaign, "name" | "about" | "runs" | "few">,
  arbitrary: fc.Arbitrary<T>,
  playOne: (script: T) => Promise<PlayResult>,
): Campaign {
  return {
    ...base,
    async *play(seed, runs) {
      for (const script of fc.sample(arbitrary, { seed, numRuns: runs })) yield await playOne(script);
    },
    property: () =>
      fc.asyncProperty(arbitrary, async (script) => {
        const { falsehoods, story } = await playOne(script);
        if (falsehoods.length > 0) throw new Error(`${falsehoods.join("\n")}\n${story}`);
      }),
  };
}

const situationCampaign: Campaign = campaign(
  {
    name: "outcomes",
    about:
      "ensureRegistered(): requests that are lost, dropped, throttled or in conflict; polls that lag or fail",
    runs: 20_000,
    few: 150,
  },
  scripts,
  async (situation: Situation): Promise<PlayResult> => {
    const { row, service } = await library.play(situation);
    const falsehoods = [
      ...falseOutcomes(situation, { row, service }),
      ...wrongRegistrations(situation.request, service),
      ...falseSentences(row, service),
    ];
    return { falsehoods, story: `${storyOf(situation)}\n    found: ${row.code}: ${row.message}` };
  },
);

const flowCampaign: Campaign = campaign(
  {
    name: "stacks",
    about: "the CloudFormation handlers in the CDK's own framework: several copies of one request",
    runs: 2000,
    few: 20,
  },
  flows,
  playFlow,
);

export const campaigns: readonly Campaign[] = [situationCampaign, flowCampaign];

async function playFlow(flow: Flow): Promise<PlayResult> {
  const { situation, dice, deliveredAfter } = flow;
  using framework = startFramework();
  const falsehoods: string[] = [];
  const unknowable: string[] = [];
  const answers: Answer[] = [];
  let timeline = "";
  const { age, takes } = situation.standing ?? { age: 1, takes: 0 };
  // A registration that succeeds after the request suffices (docs/behavior.md), so the token requires no other.
  const again = flow.type === "Update with token" && takes < age ? true : undefined;
  const asked = { ...situation.request, reregister: again } as const;
  await inVirtualTime(
    async () => {
      const startMs = Date.now();
      const service = new Service(situation, () => Date.now());
      const { maxWaitTime, maxRegistrations, registration } = situation.request;
      const event = JSON.parse(JSON.stringify(eventOf(flow)));
      const copies = deliveredAfter.map(async (seconds, index) => {
        const handlers = customResource.createProviderHandlers({
          client: clientOf(service, index + 1),
          maxWaitTime,
          maxRegistrations,
          registration,
          log: () => {},
        });
        await new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
        const answer = await framework.deliver(event, handlers);
        answers.push(answer);
        // CloudFormation uses only the first response. It must be true by what its copy could know.
        if (answers.length > 1) return;
        const known = service.knownTo(index + 1);
        const row = rowOf(answer, known);
        const requested = { ...situation, request: asked };
        falsehoods.push(...falseOutcomes(requested, { row, service: known }), ...falseSentences(row, known));
        unknowable.push(...falseOutcomes(requested, { row, service }));
      });
      await Promise.all(copies);
      timeline = timelineOf(service, startMs);
      falsehoods.push(...wrongRegistrations(asked, service));
      unknowable.push(...wrongRegistrations(asked, service, true));
    },
    { dice },
  );
  const summaries = answers.map(({ Status, Reason }) => `${Status} ${Reason.split("\n")[0]}`);
  const story = `${storyOf(situation)}\n    ${flow.type}, delivered after ${deliveredAfter.join(", ")} s\n${timeline}\n    responses: ${summaries.join("\n             ")}`;
  return { falsehoods, unknowable: unknowable.length > 0, story };
}

/** Returns a line for each request whose result differs from that of the copy's previous request. */
function timelineOf({ exchanges }: Service, startMs: number): string {
  const latest = new Map<number, string>();
  return exchanges
    .flatMap(({ atMs, copy, operation, mishap, shown }) => {
      const seen =
        typeof shown === "object" ? `no. ${shown.registration.no} ${shown.state}` : (shown ?? mishap);
      const words = `copy ${copy}: ${operation === "RegisterAccount" ? `${operation} ` : ""}${seen}`;
      const repeated = latest.get(copy) === words;
      latest.set(copy, words);
      return repeated ? [] : [`    ${((atMs - startMs) / 1000).toFixed(1).padStart(6)} s  ${words}`];
    })
    .join("\n");
}

function eventOf({ type }: Flow): customResource.CloudFormationRequest {
  // A registration within the second of the signature may be older than the request.
  const fields = { ResponseURL: responseUrl(new Date(Date.now() - 1000)) };
  if (type === "Create") return requestOf("Create", fields);
  const ResourceProperties = { reregisterToken: "2" };
  return type === "Create with token"
    ? requestOf("Create", { ...fields, ResourceProperties })
    : requestOf("Update", { ...fields, ResourceProperties, OldResourceProperties: { reregisterToken: "1" } });
}

/** Returns the row of a CloudFormation response by its only text, which starts with the code, or else by its wording. */
function rowOf({ Status, Reason }: Answer, service: Service): Row {
  const requests = service.registerRequests.length;
  if (Status === "SUCCESS") return { code: "registered", requests, message: "" };
  // The framework puts the error's name before the message or the stack.
  const text = Reason.replace(/^[A-Za-z]+: /, "");
  const code = /^([A-Z]+(?:_[A-Z]+)+)\b/.exec(text)?.[1];
  const former = /^RegisterAccount was not carried out/.test(text)
    ? "NOT_REGISTERED"
    : / registration (of account \d+ )?failed: /.test(text)
      ? "REGISTRATION_FAILED"
      : "?";
  return { code: code ?? former, requests, message: Reason };
}
