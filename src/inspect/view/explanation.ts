/** Why a run violates, in sentences for somebody who sees it for the first time. */
import type { Explanation } from '../../explain/index.ts';
import type { Envelope } from '../../system/index.ts';
import type { ViewExplanation, ViewRun } from '../view-data.ts';
import { wellFormed } from './plain.ts';
import { violationOf } from './run.ts';
import { deliveryWords } from './words.ts';

/** `run`: that of the explanation's schedule. */
export function viewExplanation(explanation: Explanation, run: ViewRun): ViewExplanation {
  const { violation, racingPair, channelFault, inevitable, held, described } = explanation;
  const pair = pairSentence(explanation);
  const fault = faultSentence(explanation);
  return {
    violation: violationOf(violation),
    ...(violation.step === undefined ? {} : { violationStep: violation.step }),
    ...(racingPair === undefined || pair === undefined
      ? {}
      : {
          racingPair: {
            first: racingPair.first,
            ...(racingPair.second === undefined ? {} : { second: racingPair.second }),
            sentence: pair,
          },
        }),
    ...(channelFault === undefined || fault === undefined
      ? {}
      : { channelFault: { step: channelFault.step, sentence: fault } }),
    ...(inevitable.exact && inevitable.from !== undefined ? { tooLateFrom: inevitable.from } : {}),
    sentences: [
      whatSentence(explanation),
      ...[pair, fault, placeSentence(explanation, run), lateSentence(explanation)],
      sizeSentence(explanation),
      ...explanation.notDetermined.map((what) => `Not found: ${what}; more effort is needed.`),
    ].filter((sentence) => sentence !== undefined),
    held: [
      ...held.map(({ owner, request, requester, since, pended }) => {
        const how = pended ? 'pended' : 'not answered';
        return wellFormed(`${owner} owns ${request} of ${requester}, ${how}, since step ${since}`);
      }),
      ...described.map(wellFormed),
    ],
  };
}

function whatSentence({ violation, schedule }: Explanation): string {
  const { property, rule, bugcheck, detail, step } = violation;
  const where = step === undefined ? `after all ${schedule.length} steps` : `in step ${step}`;
  const shows = bugcheck === undefined ? '' : ` A machine would show bug check ${bugcheck}.`;
  return wellFormed(`${property} does not hold ${where}: ${detail}. The rule: ${rule}.${shows}`);
}

function pairSentence({ racingPair }: Explanation): string | undefined {
  if (racingPair === undefined) return undefined;
  const { first, second, envelopes, restStays } = racingPair;
  const [one, other] = envelopes.map(deliveryWords);
  const end = restStays
    ? 'everything completes'
    : 'everything can complete, though some of the rest goes another way too';
  if (second === undefined) {
    return `Step ${first} (${one}) comes too early: nothing orders it after ${other}, which comes later. Delivered after that, ${end}.`;
  }
  return `Steps ${first} (${one}) and ${second} (${other}) race: nothing orders them. The other way round, ${end}.`;
}

function faultSentence({ channelFault }: Explanation): string | undefined {
  if (channelFault === undefined) return undefined;
  const { step, envelope } = channelFault;
  const fate = envelope.lost === true ? 'is lost' : 'arrives twice';
  return `In step ${step} a message ${fate}: ${deliveryWords(envelope)}. Delivered once, everything completes.`;
}

/** Where to look: who took the decisive message, in which state, and what it did with it. */
function placeSentence(
  { violation, racingPair, schedule }: Explanation,
  run: ViewRun,
): string | undefined {
  const step = racingPair?.second ?? racingPair?.first ?? violation.step;
  const taken = step === undefined ? undefined : run.steps[step - 1];
  const envelope = step === undefined ? undefined : schedule[step - 1];
  if (taken === undefined || envelope === undefined) return undefined;
  const how =
    taken.transitions.length === 0
      ? 'no transition takes it'
      : `it takes ${taken.transitions.join(' and ')}`;
  const both = isOneReceiver(racingPair?.envelopes)
    ? `; its statechart has to cope with both orders`
    : '';
  return `Where to look: ${taken.to} in ${stateBefore(run, taken.step, taken.to)}; ${how}${both}.`;
}

function isOneReceiver(envelopes: readonly Envelope[] | undefined): boolean {
  return envelopes?.every(({ to }) => to === envelopes[0]?.to) === true;
}

/** The innermost states that the actor is in before the step. */
function stateBefore(run: ViewRun, step: number, actor: string): string {
  let active = Object.hasOwn(run.initial, actor) ? (run.initial[actor]?.active ?? []) : [];
  for (const each of run.steps.slice(0, step - 1)) {
    if (each.to === actor && each.active !== undefined) active = each.active;
  }
  const inner = active.filter((id) => !active.some((other) => other.startsWith(`${id}.`)));
  return inner.length === 0 ? 'its only state' : inner.join(', ');
}

function lateSentence({ inevitable, schedule, inEveryOrder }: Explanation): string | undefined {
  const { from, cleanAfter, exact } = inevitable;
  if (inEveryOrder) return 'Every order of deliveries ends in a violation.';
  const at = from === undefined ? undefined : schedule[from - 1];
  if (exact && at !== undefined) {
    return `From step ${from} on (${deliveryWords(at)}) it was too late; before it a clean end could be reached.`;
  }
  if (from === undefined) return undefined;
  const until = cleanAfter === undefined ? '' : `, and not before step ${cleanAfter + 1}`;
  return `From step ${from} on at the latest it was too late${until}.`;
}

function sizeSentence({ schedule, minimal, leftOut }: Explanation): string {
  const others = leftOut === 0 ? '' : ` ${leftOut} other deliveries were not needed.`;
  const proof = minimal ? `, none of which can be left out` : '';
  return `The schedule has ${schedule.length} steps${proof}.${others}`;
}
