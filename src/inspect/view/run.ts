/** A schedule as the viewer shows it: replayed in the pure step, each step with what it changed and nothing else. */
import type { AnyMachineSnapshot } from 'xstate';
import { dataId } from '../../chart/index.ts';
import { causes } from '../../report/export/causes.ts';
import type { Envelope, Message, Violation } from '../../system/index.ts';
import { takenTransitions } from '../../system/index.ts';
import { checkRun } from '../../trace/check.ts';
import { deliveryText } from '../../trace/comparison.ts';
import type { ReplayEnd, ReplayView } from '../../trace/session.ts';
import { ReplaySession } from '../../trace/session.ts';
import type { PendingRequest } from '../../trace/trace.ts';
import { staysInFlight, worldRules } from '../../trace/world.ts';
import type { ViewActor, ViewPending, ViewRun, ViewStep, ViewViolation } from '../view-data.ts';
import { changesBetween, plainJson, wellFormed } from './plain.ts';
import type { ViewSystem } from './system.ts';
import { messageWords, moveOf, titleOf } from './words.ts';

export interface RunTexts {
  readonly title: string;
  /** What is known of the end besides what the replay sees. */
  readonly verdict?: ViewRun['verdict'];
  /** Violations that the replay does not see, such as an answer that the scenario does not allow. */
  readonly besides?: readonly Violation[];
}

/** The run of the schedule, up to the first step that is not possible. */
export function viewRun(
  system: ViewSystem,
  schedule: readonly Envelope[],
  texts: RunTexts,
): ViewRun {
  const session = sessionOf(system, schedule);
  const stays = copiesIn(system, schedule);
  const sentIn = causes(session.records(), stays);
  const end = session.end();
  const besides = missing(texts.besides ?? [], end);
  const begins = session.view();
  const steps: ViewStep[] = [];
  let last = begins;
  let heldBefore = heldIn(system, begins);
  const held = heldBefore;
  while (session.forward()) {
    const now = session.view();
    const step = stepOf(last, now, besides);
    // Who holds what is read from the actors: it stays when none of them has changed.
    const isChanged = step.active !== undefined || step.changes.length > 0;
    const heldNow = isChanged ? heldIn(system, now) : heldBefore;
    steps.push({
      ...step,
      ...(sameLines(heldBefore, heldNow) ? {} : { held: heldNow }),
      ...sentInOf(sentIn.get(now.step)),
      ...(stays.has(now.step) ? { copy: true as const } : {}),
    });
    heldBefore = heldNow;
    last = now;
  }
  const atEnd = [...(end.verdict?.violations ?? []), ...besides]
    .filter(({ step }) => step === undefined)
    .map(violationOf);
  return {
    title: texts.title,
    verdict: texts.verdict ?? verdictOf(end, besides),
    initial: Object.fromEntries(
      Object.entries(begins.view).map(([id, snapshot]) => [wellFormed(id), actorOf(snapshot)]),
    ),
    held,
    steps,
    ...(atEnd.length === 0 ? {} : { atEnd }),
  };
}

/** A session over the schedule that also judges it. */
export function sessionOf(
  { spec, rules = {}, conventions, properties = [], mayStayPending }: ViewSystem,
  schedule: readonly Envelope[],
): ReplaySession {
  return new ReplaySession(spec, schedule, {
    ...worldRules(rules),
    ...(conventions === undefined ? {} : { conventions }),
    check: checkRun(properties, { mayStayPending: mayStayPending ?? wasDelivered }),
  });
}

/** A message that is put off for ever has no step. */
function wasDelivered({ since }: PendingRequest): boolean {
  return since > 0;
}

/** Steps that deliver a copy: the message itself stays on its way. */
function copiesIn({ rules = {} }: ViewSystem, schedule: readonly Envelope[]): ReadonlySet<number> {
  const { channels = 'fifo', duplicating = false } = rules;
  const copies = schedule.flatMap((each, n) =>
    staysInFlight(each, { channels, duplicating }) ? [n + 1] : [],
  );
  return new Set(copies);
}

/** Those that the check of the replay has not found itself. */
function missing(besides: readonly Violation[], { verdict }: ReplayEnd): readonly Violation[] {
  const found = new Set(verdict?.violations.map(({ property }) => property));
  return besides.filter(({ property }) => !found.has(property));
}

function stepOf(before: ReplayView, now: ReplayView, besides: readonly Violation[]): ViewStep {
  const record = now.record as NonNullable<ReplayView['record']>;
  const { step, timeMs, from, to, message, sent, reception, lost, pending } = record;
  const old = before.view[to];
  const active = activeIn(now.view[to]);
  const violations = [...now.violations, ...besides.filter((each) => each.step === step)];
  return {
    step,
    timeMs,
    from: wellFormed(from),
    to: wellFormed(to),
    ...messageWords(message),
    message: plainJson(message),
    ...(lost === true ? { lost } : {}),
    ...(reception === 'unexpected' ? { unexpected: true as const } : {}),
    ...(now.error === undefined ? {} : { error: wellFormed(now.error) }),
    ...(sameLines(activeIn(old), active) ? {} : { active }),
    transitions: lost === true ? [] : transitionsOf(old, message),
    sent: sent.map((each) => ({ to: wellFormed(each.to), title: titleOf(each.message) })),
    changes: changesBetween(old?.context, now.view[to]?.context),
    ...(samePending(before.pending, pending) ? {} : { pending: pending.map(pendingOf) }),
    instead: now.instead.map(moveOf),
    ...(violations.length === 0 ? {} : { violations: violations.map(violationOf) }),
  };
}

/** What was there at the beginning has no step that sent it. */
function sentInOf(step: number | undefined): { readonly sentIn?: number } {
  return step === undefined || step === 0 ? {} : { sentIn: step };
}

function actorOf(snapshot: AnyMachineSnapshot): ViewActor {
  return { active: activeIn(snapshot), context: plainJson(snapshot.context) };
}

/** In document order, so that a state comes before those in it. */
function activeIn(snapshot: AnyMachineSnapshot | undefined): readonly string[] {
  const nodes = [...(snapshot?._nodes ?? [])].sort((a, b) => a.order - b.order);
  return nodes.map(({ id }) => dataId(wellFormed(id)));
}

/** A guard that throws takes none: the step says what was thrown. */
function transitionsOf(
  snapshot: AnyMachineSnapshot | undefined,
  message: Message,
): readonly string[] {
  if (snapshot === undefined) return [];
  try {
    return takenTransitions(snapshot, message).map((id) => dataId(wellFormed(id)));
  } catch {
    return [];
  }
}

function heldIn({ describe }: ViewSystem, { view }: ReplayView): readonly string[] {
  return (describe?.(view) ?? []).map(wellFormed);
}

function pendingOf({ id, request, requester, owner, since, pended }: PendingRequest): ViewPending {
  return {
    id: wellFormed(id),
    request: wellFormed(request),
    requester: wellFormed(requester),
    owner: wellFormed(owner),
    since,
    pended,
  };
}

export function violationOf({ property, rule, bugcheck, detail }: Violation): ViewViolation {
  return {
    property: wellFormed(property),
    rule: wellFormed(rule),
    ...(bugcheck === undefined ? {} : { bugcheck: wellFormed(bugcheck) }),
    detail: wellFormed(detail),
  };
}

function verdictOf({ end, verdict }: ReplayEnd, besides: readonly Violation[]): ViewRun['verdict'] {
  const { reason, steps, impossible, error } = end;
  const [first] = [...(verdict?.violations ?? []), ...besides];
  if (error !== undefined) {
    const text = `the machine of ${error.actor} threw after step ${steps}: ${error.message}`;
    return { kind: 'failed', text: wellFormed(text) };
  }
  if (first !== undefined) {
    const where = first.step === undefined ? 'at the end' : `at step ${first.step}`;
    return { kind: 'violated', text: wellFormed(`${first.property} ${where}: ${first.detail}`) };
  }
  if (impossible !== undefined) {
    const text = `step ${impossible.step} is not possible: ${deliveryText(impossible.wanted)}`;
    return { kind: 'stopped', text: wellFormed(text) };
  }
  if (reason === 'quiescent') {
    const held = verdict?.held.length ?? 0;
    const what = held === 0 ? 'it comes to rest' : `${held} properties held`;
    return { kind: 'holds', text: `${what}; ${steps} steps` };
  }
  return { kind: 'stopped', text: `nothing violated in ${steps} steps; not everything is at rest` };
}

function sameLines(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((line, n) => line === b[n]);
}

/** The book keeps an entry that does not change. */
function samePending(a: readonly PendingRequest[], b: readonly PendingRequest[]): boolean {
  return a.length === b.length && a.every((request, n) => request === b[n]);
}
