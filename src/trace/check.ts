/**
 * Holds a run against properties, step by step: predicates over snapshots, and monitors, which are
 * stepped purely with copies of the messages that they name. Three findings need no property: a
 * message that no state takes, a request that is never answered, and a machine that throws.
 */
import {
  builtIn,
  copyDetail,
  deadlockText,
  findingOf,
  heldUpText,
  monitorDetail,
  observes,
  putOffText,
  unexpectedText,
} from '../system/findings.ts';
import type { Envelope, Message } from '../system/message.ts';
import type { MonitorProperty, Property, StateProperty, Violation } from '../system/property.ts';
import type { Step, Stepper } from '../system/step.ts';
import { createStepper, defers, inertDirectory } from '../system/step.ts';
import type { SystemView } from '../system/system.ts';
import type { PendingRequest, RunEnd, TraceStep } from './trace.ts';

export interface CheckOptions {
  /**
   * Requests that may be outstanding when nothing can move any more, such as a notification that is
   * kept pending.
   */
  readonly mayStayPending?: (request: PendingRequest, view: SystemView) => boolean;
  /** When nothing can move any more, every actor must be in a final state. Default: false. */
  readonly deadlock?: boolean;
}

/**
 * What a run showed. The lists hold property names, in the order in which the properties were
 * given.
 */
export interface RunVerdict {
  /** Each violated property once, at its first step. */
  readonly violations: readonly Violation[];
  /**
   * `always` and `monitor` properties that were never violated, and `finally` ones that held at the
   * end.
   */
  readonly held: readonly string[];
  /** `sometimes` properties whose situation came up. */
  readonly reached: readonly string[];
  readonly notReached: readonly string[];
}

export interface RunCheck {
  /** Tells the check of one step and the view after it. Returns what that step violated. */
  observe(step: TraceStep, view: SystemView): readonly Violation[];
  /** The verdict on the whole run. */
  finish(end: RunEnd, view: SystemView): RunVerdict;
}

/** A check of one run. */
export function checkRun(properties: readonly Property[], options: CheckOptions = {}): RunCheck {
  const check = new Check(properties, options);
  return {
    observe: (step, view) => check.observe(step, view),
    finish: (end, view) => check.finish(end, view),
  };
}

interface Watched {
  readonly property: MonitorProperty;
  readonly stepper: Stepper;
  readonly initial: Step;
  /** Where its copies are: of the actor with this id, or, where there is one for all, under the empty text. */
  readonly at: Map<string, Step>;
}

class Check {
  readonly #states: readonly StateProperty[];
  readonly #monitors: readonly Watched[];
  readonly #options: CheckOptions;
  readonly #names: readonly string[];
  readonly #violations: Violation[] = [];
  readonly #reached = new Set<StateProperty>();
  /** Messages that were sent and not yet delivered, by channel. */
  readonly #underWay = new Map<string, Envelope[]>();
  #began = false;

  constructor(properties: readonly Property[], options: CheckOptions) {
    this.#options = options;
    this.#names = properties.filter(({ kind }) => kind !== 'sometimes').map(({ name }) => name);
    this.#states = properties.filter((property) => property.kind !== 'monitor');
    this.#monitors = properties
      .filter((property) => property.kind === 'monitor')
      .map((property) => watch(property));
  }

  observe(step: TraceStep, view: SystemView): readonly Violation[] {
    const before = this.#violations.length;
    this.#follow(step);
    // Nobody has seen the message, and nothing is another than before.
    if (step.lost === true) return [];
    if (step.reception === 'unexpected') {
      this.#report(builtIn.unexpected, unexpectedText(step, step.before), step.step);
    }
    for (const watched of this.#monitors) this.#step(watched, step);
    this.#look(view, this.#began ? step.to : undefined, step.step);
    this.#began = true;
    return this.#violations.slice(before);
  }

  finish(end: RunEnd, view: SystemView): RunVerdict {
    if (!this.#began) this.#look(view, undefined, undefined);
    if (end.error !== undefined) {
      this.#report(builtIn.failed, `${end.error.actor}: ${end.error.message}`, undefined);
    }
    const quiescent = end.reason === 'quiescent';
    if (quiescent) this.#finally(end, view);
    const sometimes = this.#states.filter(({ kind }) => kind === 'sometimes');
    const undecided = quiescent ? [] : this.#states.filter(({ kind }) => kind === 'finally');
    const open = new Set([...this.#violations.map(({ property }) => property)]);
    for (const { name } of undecided) open.add(name);
    return {
      violations: this.#violations,
      held: this.#names.filter((name) => !open.has(name)),
      reached: sometimes.filter((each) => this.#reached.has(each)).map(({ name }) => name),
      notReached: sometimes.filter((each) => !this.#reached.has(each)).map(({ name }) => name),
    };
  }

  #finally(end: RunEnd, view: SystemView): void {
    const counts = (request: PendingRequest) =>
      this.#options.mayStayPending?.(request, view) !== true;
    const isMissed = (each: Envelope) => counts(asRequest(each));
    const missed =
      end.waiting?.filter(isMissed).map((each) => waitingText(each, view)) ??
      [...this.#underWay.values()].flat().filter(isMissed).map(putOffText);
    const stuck = [...end.pending.filter(counts).map(waitText), ...missed];
    if (stuck.length > 0) this.#report(builtIn.hang, stuck.join('; '), undefined);
    const open = Object.keys(view).filter((id) => view[id]?.status === 'active');
    if (this.#options.deadlock === true && open.length > 0) {
      this.#report(builtIn.deadlock, deadlockText(open), undefined);
    }
    for (const property of this.#states) {
      if (property.kind !== 'finally') continue;
      const detail = property.check(view);
      if (detail !== undefined) this.#report(findingOf(property), detail, undefined);
    }
    for (const watched of this.#monitors) this.#ask(watched, view);
  }

  /** Asks the monitor, or each actor's copy of it, what it says when nothing can move any more. */
  #ask({ property, initial, at }: Watched, view: SystemView): void {
    const whose = property.each === true ? new Set([...Object.keys(view), ...at.keys()]) : [''];
    for (const actor of whose) {
      const detail = property.finally?.((at.get(actor) ?? initial).snapshot);
      if (detail === undefined) continue;
      const told = property.each === true ? copyDetail(actor, detail) : detail;
      this.#report(findingOf(property), told, undefined);
    }
  }

  /** Looks at the predicates that read `actor`; at all of them when there is no actor. */
  #look(view: SystemView, actor: string | undefined, step: number | undefined): void {
    for (const property of this.#states) {
      if (property.kind === 'finally') continue;
      if (actor !== undefined && !property.reads.includes(actor)) continue;
      if (property.kind === 'sometimes' && this.#reached.has(property)) continue;
      const found = property.check(view);
      if (found === undefined) continue;
      if (property.kind === 'sometimes') this.#reached.add(property);
      else this.#report(findingOf(property), found, step);
    }
  }

  #step({ property, stepper, initial, at }: Watched, step: TraceStep): void {
    const { from, to, message, sent } = step;
    if (!observes(property, message.type)) return;
    const whose = property.each === true ? to : '';
    const extra = property.sends === true ? { sent } : {};
    const seen = { type: 'observe', from, to, message, ...extra };
    const { snapshot, timers } = at.get(whose) ?? initial;
    const next = stepper.deliver(snapshot, timers, seen);
    at.set(whose, next);
    if (!next.snapshot.hasTag('error')) return;
    this.#report(findingOf(property), monitorDetail(next.snapshot), step.step);
  }

  /** Keeps account of what is under way, so that a message put off for ever is found at the end. */
  #follow({ from, to, message, sent }: TraceStep): void {
    const channel = this.#underWay.get(`${from} ${to}`);
    const place = channel?.findIndex((each) => same(each.message, message)) ?? -1;
    if (place >= 0) channel?.splice(place, 1);
    for (const out of sent) {
      const key = `${to} ${out.to}`;
      const queue = this.#underWay.get(key) ?? [];
      queue.push({ from: to, ...out });
      this.#underWay.set(key, queue);
    }
  }

  #report(
    finding: Pick<Violation, 'property' | 'rule' | 'bugcheck'>,
    detail: string,
    step: number | undefined,
  ): void {
    if (this.#violations.some(({ property }) => property === finding.property)) return;
    this.#violations.push({ ...finding, detail, ...(step === undefined ? {} : { step }) });
  }
}

function watch(property: MonitorProperty): Watched {
  const stepper = createStepper(property.name, property.machine, inertDirectory([property.name]));
  return { property, stepper, initial: stepper.initial(property.input), at: new Map() };
}

function waitText({ requester, owner, request, id, pended, since }: PendingRequest): string {
  const how = pended ? 'pended' : 'not answered';
  return `${requester} waits for ${owner}: ${request} (${id}), ${how} since step ${since}`;
}

/** A message that its receiver would take waits behind one that is left. */
function waitingText(envelope: Envelope, view: SystemView): string {
  const snapshot = view[envelope.to];
  const isPutOff = snapshot === undefined || defers(snapshot, envelope.message.type);
  return isPutOff ? putOffText(envelope) : heldUpText(envelope);
}

/** A message that no state ever took: whoever sent it waits, as for a request. */
function asRequest({ from, to, message }: Envelope): PendingRequest {
  const id = String((message as { readonly id?: unknown }).id ?? '');
  return { id, request: message.type, requester: from, owner: to, since: 0, pended: false };
}

/** A step that was read from a file has copies of the messages. */
function same(a: Message, b: Message): boolean {
  return a === b || (a.type === b.type && JSON.stringify(a) === JSON.stringify(b));
}
