/**
 * An open subject, step by step: what comes out of it when something is delivered from outside. Messages between its
 * own actors go on inside, in every order, until it is quiet; nothing is kept here but what the machines are.
 */
import type { AnyActorRef } from 'xstate';
import type { OpenSubject } from '../generate/index.ts';
import type { Envelope, Step, Stepper, SystemView } from '../system/index.ts';
import {
  createStepper,
  isInvocationEvent,
  reception,
  stateText,
  withInvocationsOutside,
} from '../system/index.ts';
import { anyone } from './anyone.ts';
import { canonical, messageKey } from './sameness.ts';

/** The pseudo-sender of a timer's event. */
export const timer = 'timer';
/** Orders of internal messages that one stimulus may lead to. */
const mostOrders = 10_000;

export interface Situation {
  readonly actors: Readonly<Record<string, Step>>;
  /** Messages between the actors of the subject that wait, oldest first. */
  readonly inside: readonly Envelope[];
  /** What actors have sent to themselves, oldest first: the tester delivers it. */
  readonly own: readonly Envelope[];
}

/** What one delivery led to. */
export interface Outcome {
  readonly situation: Situation;
  readonly sent: readonly Envelope[];
  readonly refused?: string;
}

export class SubjectSteps {
  readonly subject: OpenSubject;
  readonly #steppers: ReadonlyMap<string, Stepper>;

  constructor(subject: OpenSubject) {
    this.subject = subject;
    const directory: ReadonlyMap<string, AnyActorRef> = anyone();
    this.#steppers = new Map(
      Object.entries(subject.actors).map(([id, { machine }]) => [
        id,
        createStepper(id, withInvocationsOutside(machine), directory),
      ]),
    );
  }

  /** `inputs`: for actors whose input the subject does not have. */
  initial(inputs: Readonly<Record<string, unknown>> = {}): Outcome {
    const actors: Record<string, Step> = {};
    const sent: Envelope[] = [];
    for (const [id, stepper] of this.#steppers) {
      const input = this.subject.actors[id]?.input ?? inputs[id];
      const step = guarded(id, () => stepper.initial(input));
      if (typeof step === 'string') return { situation: nowhere, sent: [], refused: step };
      actors[id] = step;
      sent.push(...step.sent.map((each) => ({ from: id, ...each })));
    }
    return this.#settled(this.#sorted({ actors, inside: [], own: [] }, sent));
  }

  /** In the order in which messages were sent: one of the orders that are possible. */
  deliver(situation: Situation, stimulus: Envelope): Outcome {
    return this.#settled(this.#begun(situation, stimulus));
  }

  /** Every answer that is possible, each once; the one of `deliver` first. */
  outcomes(situation: Situation, stimulus: Envelope): readonly Outcome[] {
    const begun = this.#begun(situation, stimulus);
    const found = new Map<string, Outcome>();
    const seen = new Set<string>();
    const open = [begun];
    for (let outcome = open.pop(); outcome !== undefined; outcome = open.pop()) {
      const key = this.#key(outcome);
      if (seen.has(key)) continue;
      seen.add(key);
      if (seen.size > mostOrders)
        throw new Error(`more than ${mostOrders} orders after one stimulus`);
      const heads = outcome.refused === undefined ? this.#heads(outcome.situation) : [];
      if (heads.length === 0) found.set(key, outcome);
      // The last is looked at first: the oldest message.
      for (const head of [...heads].reverse()) open.push(this.#forward(outcome, head));
    }
    return [...found.values()];
  }

  view({ actors }: Situation): SystemView {
    return Object.fromEntries(Object.entries(actors).map(([id, { snapshot }]) => [id, snapshot]));
  }

  /** What it shows while nothing is under way. */
  status(situation: Situation): string | undefined {
    return this.subject.status?.(this.view(situation));
  }

  /** State of each actor, as a suite that observes states names it. */
  stateName({ actors }: Situation): string {
    return Object.values(actors)
      .map(({ snapshot }) => stateText(snapshot.value))
      .join(' | ');
  }

  /** Equal situations have equal texts. */
  key({ actors, inside, own }: Situation): string {
    const locals = Object.values(actors).map(({ snapshot, timers }) => {
      const { value, context, status, historyValue } = snapshot;
      const history = Object.entries(historyValue).map(([id, nodes]) => [
        id,
        nodes.map((n) => n.id),
      ]);
      return [value, context, status, timers, history];
    });
    return canonical([locals, inside, own]);
  }

  #begun(situation: Situation, stimulus: Envelope): Outcome {
    const { ended } = this.subject;
    if (ended?.(this.view(situation)) === true) {
      return { situation, sent: [], refused: 'it has ended' };
    }
    const { from, to } = stimulus;
    if (from !== to) return this.#stepped(situation, stimulus);
    const first = situation.own.find((each) => each.to === to);
    if (first === undefined || messageKey(first) !== messageKey(stimulus)) {
      const waits = first === undefined ? 'nothing' : first.message.type;
      const refused = `${to} has not sent ${stimulus.message.type} to itself: ${waits} waits there`;
      return { situation, sent: [], refused };
    }
    const own = situation.own.filter((each) => each !== first);
    return this.#stepped({ ...situation, own }, stimulus);
  }

  #stepped(situation: Situation, envelope: Envelope): Outcome {
    const { from, to, message } = envelope;
    const stepper = this.#steppers.get(to);
    const before = situation.actors[to];
    const refuse = (refused: string) => ({ situation, sent: [], refused });
    if (stepper === undefined || before === undefined) return refuse(`there is no actor '${to}'`);
    const { snapshot, timers } = before;
    const step = guarded(to, () => {
      if (from === timer) {
        const armed = timers.find(({ event }) => event.type === message.type);
        return armed === undefined
          ? `${to} has no armed timer '${message.type}'`
          : stepper.fire(snapshot, timers, armed.id);
      }
      const taken = reception(snapshot, message);
      const { ignoresUnexpected = false } = this.subject;
      const isIgnored =
        taken === 'unexpected' && ignoresUnexpected && !isInvocationEvent(message.type);
      return taken === 'handled' || isIgnored
        ? stepper.deliver(snapshot, timers, message)
        : `${to} does not take ${message.type} in ${stateText(snapshot.value)}`;
    });
    if (typeof step === 'string') return refuse(step);
    const sent = step.sent.map((each) => ({ from: to, ...each }));
    return this.#sorted({ ...situation, actors: { ...situation.actors, [to]: step } }, sent);
  }

  /** What an actor sends to itself waits with the tester, like what goes outside. */
  #sorted(situation: Situation, sent: readonly Envelope[]): Outcome {
    const isInside = ({ from, to }: Envelope) => from !== to && this.#steppers.has(to);
    const inside = [...situation.inside, ...sent.filter(isInside)];
    const own = [...situation.own, ...sent.filter(({ from, to }) => from === to)];
    return {
      situation: { ...situation, inside, own },
      sent: sent.filter((each) => !isInside(each)),
    };
  }

  #settled(begun: Outcome): Outcome {
    let outcome = begun;
    for (let n = 0; n < mostOrders && outcome.refused === undefined; n += 1) {
      const [head] = this.#heads(outcome.situation);
      if (head === undefined) return outcome;
      outcome = this.#forward(outcome, head);
    }
    const refused = outcome.refused ?? `it is not quiet after ${mostOrders} messages of its own`;
    return { ...outcome, refused };
  }

  /** The oldest message of each channel inside, unless its receiver puts it off. */
  #heads({ actors, inside }: Situation): readonly Envelope[] {
    const isFirst = (each: Envelope, n: number) =>
      inside.findIndex(({ from, to }) => from === each.from && to === each.to) === n;
    return inside.filter((each, n) => {
      const step = actors[each.to];
      return (
        isFirst(each, n) &&
        step !== undefined &&
        reception(step.snapshot, each.message) !== 'deferred'
      );
    });
  }

  #forward({ situation, sent }: Outcome, head: Envelope): Outcome {
    const inside = situation.inside.filter((each) => each !== head);
    const next = this.#stepped({ ...situation, inside }, head);
    return { ...next, sent: [...sent, ...next.sent] };
  }

  #key({ situation, sent, refused }: Outcome): string {
    return `${this.key(situation)} ${canonical([sent, refused])}`;
  }
}

const nowhere: Situation = { actors: {}, inside: [], own: [] };

/** A machine that throws breaks the step, not the run. */
function guarded(id: string, take: () => Step | string): Step | string {
  try {
    return take();
  } catch (error) {
    return `${id} threw: ${error instanceof Error ? error.message : String(error)}`;
  }
}
