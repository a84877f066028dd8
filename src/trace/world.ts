/**
 * A whole system in the pure step, one delivery at a time: immutable states, so that whoever walks along a schedule can
 * go back. Follows what is on its way under every channel model, and the time that timers take.
 */
import type { AnyMachineSnapshot } from 'xstate';
import { isInvocationEvent } from '../system/invocations.ts';
import type { Envelope, Message, Outgoing } from '../system/message.ts';
import { outsideEvents as outsideOf, usualTimers } from '../system/outside.ts';
import type { Reception, Step, Stepper, Timer } from '../system/step.ts';
import { createStepper, defers, inertDirectory, reception } from '../system/step.ts';
import type { SystemSpec, SystemView } from '../system/system.ts';
import type { Channels, InFlight, Mail } from './channels.ts';
import { deliverable, learnt, noMail, posted, without } from './channels.ts';
import { NoOps } from './no-ops.ts';
import { isSameEnvelope } from './wire.ts';

export interface WorldOptions {
  /** Default: `fifo`. */
  readonly channels?: Channels;
  /**
   * When an armed timer may fire; default: `idle`, when nothing else can move; `any` where something may
   * come from outside.
   */
  readonly timers?: 'idle' | 'any';
  /** Without an order (`bag`): a delivered message stays on its way. Elsewhere a schedule says which ones do. */
  readonly duplicating?: boolean;
  /** `left`: a delivery that changes nothing and sends nothing is not made. Default: `delivered`. */
  readonly noOps?: 'delivered' | 'left';
  /** A message that a state does not take: a `violation` (default), or `ignored`, which changes nothing. */
  readonly unexpected?: 'violation' | 'ignored';
}

const ruleNames = ['channels', 'timers', 'duplicating', 'noOps', 'unexpected'] as const;

/** What a world must know of the rules under which a schedule was found. */
export function worldRules(
  rules: { readonly [Name in keyof WorldOptions]?: WorldOptions[Name] | undefined },
): WorldOptions {
  const given = ruleNames.filter((name) => rules[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, rules[name]]));
}

/** How a state takes a message. A guard that throws is no answer: the delivery itself meets it again. */
export function receptionUnder(
  { unexpected }: WorldOptions,
  snapshot: AnyMachineSnapshot,
  message: Message,
): Reception {
  if (unexpected === 'ignored') return 'handled';
  try {
    return reception(snapshot, message);
  } catch {
    return 'handled';
  }
}

/** Whether the message is still on its way after it has been delivered. */
export function staysInFlight({ duplicate }: Envelope, options: WorldOptions): boolean {
  return duplicate === true || (options.duplicating === true && options.channels === 'bag');
}

interface ArmedTimer {
  readonly timer: Timer;
  readonly armedMs: number;
}

interface ActorAt {
  readonly step: Step;
  readonly armed: readonly ArmedTimer[];
}

/** A global state. */
export interface WorldState {
  readonly actors: ReadonlyMap<string, ActorAt>;
  readonly mail: Mail;
  readonly timeMs: number;
  /** Deliveries that have been made. */
  readonly steps: number;
}

/** What a delivery did. */
export interface Made {
  readonly state: WorldState;
  readonly sent: readonly Outgoing[];
  readonly reception: 'handled' | 'unexpected';
  /** The message itself: a schedule from a file has a copy of it. */
  readonly message: Message;
  /** The step that sent the message; undefined for a timer and an outside event. */
  readonly sentIn?: number;
  /** What the machine threw; the state of its actor is as before. */
  readonly error?: string;
}

export class World {
  readonly initial: WorldState;
  /** What machines threw at the start, by actor. */
  readonly failedAtStart: readonly { readonly actor: string; readonly message: string }[];
  readonly #spec: SystemSpec;
  readonly #options: WorldOptions;
  readonly #steppers = new Map<string, Stepper>();
  readonly #noOps = new NoOps();
  /** Something may come from outside: seldom, and to look for it takes a view of all actors. */
  readonly #hasOutside: boolean;

  constructor(spec: SystemSpec, options: WorldOptions = {}) {
    this.#spec = spec;
    this.#options = { ...options, timers: options.timers ?? usualTimers(spec) };
    this.#hasOutside = Object.values(spec.actors).some(
      ({ events, invoked }) => events !== undefined || invoked !== undefined,
    );
    const directory = inertDirectory([...Object.keys(spec.actors), 'environment']);
    const actors = new Map<string, ActorAt>();
    const failed: { actor: string; message: string }[] = [];
    let state: WorldState = { actors, mail: noMail, timeMs: 0, steps: 0 };
    const sent: [string, readonly Outgoing[]][] = [];
    for (const [id, actor] of Object.entries(spec.actors)) {
      const { machine, input } = actor;
      const stepper = createStepper(id, machine, directory, actor);
      this.#steppers.set(id, stepper);
      try {
        const step = stepper.initial(input);
        actors.set(id, { step, armed: armedAt(step.timers, [], 0) });
        sent.push([id, step.sent]);
      } catch (error) {
        failed.push({ actor: id, message: errorText(error) });
      }
    }
    for (const [from, out] of sent) state = this.#send(state, from, out);
    for (const { from, to, message } of spec.initial) {
      state = this.#send(state, from, [{ to, message }]);
    }
    this.initial = state;
    this.failedAtStart = failed;
  }

  view({ actors }: WorldState): SystemView {
    return Object.fromEntries([...actors].map(([id, { step }]) => [id, step.snapshot]));
  }

  snapshot({ actors }: WorldState, id: string): AnyMachineSnapshot | undefined {
    return actors.get(id)?.step.snapshot;
  }

  /** Everything that can move: deliveries in the order of sending, outside events, and timers where they may fire. */
  possible(state: WorldState): readonly Envelope[] {
    const moves = [
      ...this.#deliverable(state).map(({ from, to, message }) => ({ from, to, message })),
      ...(this.#hasOutside ? outsideEvents(this.#spec, this.view(state)) : []),
    ];
    if (moves.length > 0 && this.#options.timers !== 'any') return moves;
    return [...moves, ...timersOf(state)];
  }

  /** Makes the delivery; undefined when it is not possible in this state. */
  take(state: WorldState, delivery: Envelope): Made | undefined {
    const isIt = (each: Envelope) => isSameEnvelope(each, delivery);
    // What is left in flight may be lost all the same.
    const heads = delivery.lost ? this.#heads(state) : this.#deliverable(state);
    const message = heads.find(isIt);
    if (message !== undefined) {
      const taken = { ...state, mail: without(state.mail, message) };
      if (delivery.lost) return lost(taken, message);
      const rest = staysInFlight(delivery, this.#options) ? state : taken;
      const known = { ...rest, mail: learnt(rest.mail, message) };
      return { ...this.#deliver(known, message), sentIn: message.sentIn };
    }
    if (delivery.lost) return undefined;
    const found = this.possible(state).find(isIt);
    if (found === undefined) return undefined;
    return found.from === 'timer' ? this.#fire(state, found) : this.#deliver(state, found);
  }

  /**
   * Messages in flight that somebody would miss if nothing moved any more: not those with which nothing would change
   * (`noOps`), nor what may be a duplicate of what was taken.
   */
  waiting(state: WorldState): readonly Envelope[] {
    const { channels = 'fifo', noOps, duplicating } = this.#options;
    if (duplicating === true) return [];
    const { inFlight } = state.mail;
    const envelopes = (mail: readonly InFlight[]) =>
      mail.map(({ from, to, message }) => ({ from, to, message }));
    if (noOps !== 'left') return envelopes(inFlight);
    const first = new Set(deliverable(inFlight, channels, () => false));
    const isMissed = (each: InFlight) =>
      this.#isPutOff(state, each) ? first.has(each) : !this.isLeft(state, each);
    return envelopes(inFlight.filter(isMissed));
  }

  #deliverable(state: WorldState): readonly InFlight[] {
    return this.#heads(state).filter((each) => !this.isLeft(state, each));
  }

  /** Whether its delivery is not made, since nothing would change with it. */
  isLeft({ actors }: WorldState, { to, message }: Envelope): boolean {
    const step = actors.get(to)?.step;
    if (this.#options.noOps !== 'left' || step === undefined) return false;
    const isTaken = receptionUnder(this.#options, step.snapshot, message) !== 'unexpected';
    return isTaken && this.#noOps.has(this.#steppers.get(to) as Stepper, step, message);
  }

  /** First in their channels, and not put off. */
  #heads(state: WorldState): readonly InFlight[] {
    const { channels = 'fifo' } = this.#options;
    return deliverable(state.mail.inFlight, channels, (each) => this.#isPutOff(state, each));
  }

  #isPutOff(state: WorldState, { to, message }: Envelope): boolean {
    const snapshot = this.snapshot(state, to);
    return snapshot === undefined || defers(snapshot, message.type);
  }

  #deliver(state: WorldState, { to, message }: Envelope): Made {
    const { step } = state.actors.get(to) as ActorAt;
    const stepper = this.#steppers.get(to) as Stepper;
    const how = receptionUnder(this.#options, step.snapshot, message);
    const isAnswer = isInvocationEvent(message.type);
    const handled = how === 'unexpected' && !isAnswer ? how : 'handled';
    return this.#made(state, { to, message }, handled, () =>
      stepper.deliver(step.snapshot, step.timers, message),
    );
  }

  #fire(state: WorldState, { to, message }: Envelope): Made {
    const { step, armed } = state.actors.get(to) as ActorAt;
    const due = armed.find(({ timer }) => timer.event === message) as ArmedTimer;
    const stepper = this.#steppers.get(to) as Stepper;
    const timeMs = Math.max(state.timeMs, due.armedMs + due.timer.delayMs);
    return this.#made({ ...state, timeMs }, { to, message }, 'handled', () =>
      stepper.fire(step.snapshot, step.timers, due.timer.id),
    );
  }

  #made(
    state: WorldState,
    { to, message }: Outgoing,
    how: Made['reception'],
    step: () => Step,
  ): Made {
    const moved = { ...state, steps: state.steps + 1 };
    let after: Step;
    try {
      after = step();
    } catch (error) {
      return { state: moved, message, sent: [], reception: 'handled', error: errorText(error) };
    }
    const before = (state.actors.get(to) as ActorAt).armed;
    const actor = { step: after, armed: armedAt(after.timers, before, state.timeMs) };
    const actors = new Map(state.actors).set(to, actor);
    return {
      state: this.#send({ ...moved, actors }, to, after.sent),
      message,
      sent: after.sent,
      reception: how,
    };
  }

  #send(state: WorldState, from: string, sent: readonly Outgoing[]): WorldState {
    const { channels = 'fifo' } = this.#options;
    return { ...state, mail: posted(state.mail, from, sent, state.steps, channels) };
  }
}

function lost(state: WorldState, { message, sentIn }: InFlight): Made {
  const after = { ...state, steps: state.steps + 1 };
  return { state: after, message, sent: [], reception: 'handled', sentIn };
}

function timersOf({ actors }: WorldState): readonly Envelope[] {
  return [...actors].flatMap(([to, { step }]) =>
    step.timers.map(({ event }) => ({ from: 'timer', to, message: event as Message })),
  );
}

/** What may come from outside, where the system says so and the state takes it. */
export function outsideEvents({ actors }: SystemSpec, view: SystemView): readonly Envelope[] {
  return Object.entries(actors).flatMap(([to, actor]) => {
    const snapshot = view[to];
    if (snapshot === undefined) return [];
    return outsideOf(actor, snapshot).map((message) => ({ from: 'environment', to, message }));
  });
}

/** A timer that was armed before keeps its time. */
function armedAt(
  timers: readonly Timer[],
  before: readonly ArmedTimer[],
  nowMs: number,
): readonly ArmedTimer[] {
  return timers.map(
    (timer) => before.find((each) => each.timer === timer) ?? { timer, armedMs: nowMs },
  );
}

/** What was thrown, in one line. */
export function errorText(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ');
}
