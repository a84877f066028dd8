/**
 * A live run: real XState actors in one actor system, started with `createActor`, each under its id as `systemId`. What
 * they send travels over first-in-first-out channels per sender and receiver; one message is delivered at a time.
 *
 * XState itself would deliver every message at once, inside the step that sends it. To put a channel in between, the
 * run takes over the system's `_relay`, the one place that all messages pass, and listens at its `scheduler`, which
 * arms timers. These are XState's own, internal names, used here and nowhere else; a test fails when a new XState no
 * longer has them.
 */
import { Observable } from 'rxjs';
import type { AnyActorRef, AnyEventObject, AnyMachineSnapshot, InspectionEvent } from 'xstate';
import { createActor, createMachine, spawnChild } from 'xstate';
import type { Envelope, Message, Outgoing } from '../system/message.ts';
import { stateText } from '../system/state-text.ts';
import { defers } from '../system/step.ts';
import type { SystemSpec, SystemView } from '../system/system.ts';
import type { Channels, InFlight, Mail } from './channels.ts';
import { deliverable, learnt, noMail, posted, without } from './channels.ts';
import { MicrostepLimit } from './microstep-limit.ts';
import { keepOutside } from './outside-actors.ts';
import type { Conventions } from './pending.ts';
import { PendingBook } from './pending.ts';
import { randomBelow } from './random.ts';
import { Shadow } from './shadow.ts';
import type { ImpossibleStep, RunEnd, TraceStep } from './trace.ts';
import { VirtualClock } from './virtual-clock.ts';
import { isSameEnvelope } from './wire.ts';
import type { WorldOptions } from './world.ts';
import { outsideEvents, receptionUnder, staysInFlight } from './world.ts';

/** With the rules under which its schedule was found. */
export interface LiveOptions extends WorldOptions {
  /** Chooses the next channel at random, repeatably. Absent: messages are delivered in the order of sending. */
  readonly seed?: number;
  /** Most deliveries of one run; default 100,000. */
  readonly stepLimit?: number;
  /** How requests and answers are told apart, for the book of what is pending. */
  readonly conventions?: Conventions;
  /** XState's own inspection events, such as an `@statelyai/inspect` inspector takes. */
  readonly inspect?: (event: InspectionEvent) => void;
  /** Exactly these deliveries, in this order. The run ends after them, or before the first that is not possible. */
  readonly schedule?: readonly Envelope[];
}

export type LiveEvent =
  | { readonly kind: 'step'; readonly step: TraceStep; readonly view: SystemView }
  | { readonly kind: 'end'; readonly end: RunEnd; readonly view: SystemView };

/** Runs the system to the end: each delivery is an event, the last event says how it ended. Unsubscribing stops it. */
export function runLive(spec: SystemSpec, options: LiveOptions = {}): Observable<LiveEvent> {
  return new Observable((subscriber) => {
    const run = new LiveRun(spec, options);
    let turn: NodeJS.Immediate | undefined;
    // A slice at a time, so that an interrupt or a slow terminal gets its turn.
    const advance = () => {
      for (let n = 0; n < 64; n += 1) {
        const event = run.next();
        subscriber.next(event);
        if (event.kind === 'end') {
          subscriber.complete();
          return;
        }
        if (subscriber.closed) return;
      }
      turn = setImmediate(advance);
    };
    advance();
    return () => {
      if (turn !== undefined) clearImmediate(turn);
      run.stop();
    };
  });
}

/** A run to its end, all at once, with the view after each step: for tests and for callers that want no stream. */
export function runToEnd(
  spec: SystemSpec,
  options: LiveOptions = {},
): { steps: TraceStep[]; views: Map<number, SystemView>; end: RunEnd; view: SystemView } {
  const run = new LiveRun(spec, options);
  const steps: TraceStep[] = [];
  const views = new Map<number, SystemView>();
  for (;;) {
    const event = run.next();
    if (event.kind === 'end') {
      run.stop();
      return { steps, views, end: event.end, view: event.view };
    }
    steps.push(event.step);
    views.set(event.step.step, event.view);
  }
}

interface RelaySystem {
  _relay(source: AnyActorRef | undefined, target: AnyActorRef, event: AnyEventObject): void;
  readonly scheduler: {
    schedule(
      source: AnyActorRef,
      target: AnyActorRef,
      event: AnyEventObject,
      ...rest: never[]
    ): void;
  };
}

/** An armed timer: who has it, and what it raises. */
interface Armed {
  readonly to: string;
  readonly message: Message;
}

class LiveRun {
  readonly #clock = new VirtualClock();
  readonly #options: LiveOptions;
  readonly #refs = new Map<string, AnyActorRef>();
  readonly #spec: SystemSpec;
  readonly #channels: Channels;
  #mail: Mail = noMail;
  /** By the clock's number; those that have fired or were cancelled stay in it. */
  readonly #timers = new Map<number, Armed>();
  #arming: Armed | undefined;
  readonly #book: PendingBook;
  readonly #pick: ((limit: number) => number) | undefined;
  readonly #root: AnyActorRef;
  readonly #relay: RelaySystem['_relay'];
  readonly #microsteps = new MicrostepLimit();
  #view: SystemView = {};
  #sent: Outgoing[] = [];
  #steps = 0;
  #fired: { to: string; event: AnyEventObject } | undefined;
  #error: RunEnd['error'];
  readonly #shadow: Shadow | undefined;

  constructor(spec: SystemSpec, options: LiveOptions) {
    this.#spec = spec;
    this.#options = options;
    this.#channels = options.channels ?? 'fifo';
    this.#book = new PendingBook(options.conventions);
    this.#pick = options.seed === undefined ? undefined : randomBelow(options.seed);
    this.#root = createActor(systemMachine(spec), {
      clock: this.#timekeeper() as never,
      inspect: (event) => {
        keepOutside(spec, event);
        this.#microsteps.see(event);
        options.inspect?.(event);
      },
    }) as AnyActorRef;
    const system = this.#root.system as unknown as RelaySystem;
    for (const [part, found] of [
      ['_relay', system._relay],
      ['scheduler.schedule', system.scheduler?.schedule],
    ]) {
      if (typeof found === 'function') continue;
      const why = `this version of xstate has no system.${part}`;
      throw new Error(`${why}: a live run cannot be scheduled`);
    }
    const arm = system.scheduler.schedule;
    system.scheduler.schedule = (source, target, event, ...rest) => {
      this.#arming = { to: target.id, message: event as Message };
      arm(source, target, event, ...rest);
    };
    this.#relay = system._relay.bind(system);
    system._relay = (source, target, event) => this.#onRelay(source, target, event);
    this.#root.subscribe({ error: () => undefined });
    this.#start(Object.keys(spec.actors));
    for (const envelope of spec.initial) this.#enqueue(envelope);
    if (options.noOps === 'left') this.#shadow = new Shadow(spec, options);
  }

  /** The next delivery, or how the run ended. */
  next(): LiveEvent {
    const event = this.#next();
    if (event.kind === 'end') return event;
    const { step, from, to, message } = event.step;
    this.#shadow?.follow(this.#options.schedule?.[step - 1] ?? { from, to, message });
    return event;
  }

  #next(): LiveEvent {
    this.#microsteps.begin();
    if (this.#error !== undefined) return this.#finish('failed');
    if (this.#options.schedule !== undefined) return this.#scheduled(this.#options.schedule);
    if (this.#steps >= (this.#options.stepLimit ?? 100_000)) {
      const idle = this.#deliverable().length === 0 && !this.#clock.armed;
      return this.#finish(idle ? 'quiescent' : 'step-limit');
    }
    const heads = this.#deliverable();
    if (heads.length > 0) return this.#deliver(this.#choose(heads));
    if (this.#clock.armed) return this.#fire();
    return this.#finish('quiescent');
  }

  stop(): void {
    this.#root.stop();
  }

  /** The step that the schedule has next. */
  #scheduled(schedule: readonly Envelope[]): LiveEvent {
    const wanted = schedule[this.#steps];
    const heads = this.#deliverable();
    const timers = this.#timersThatMayFire(heads);
    if (wanted === undefined) {
      const idle = heads.length === 0 && timers.length === 0 && this.#outside().length === 0;
      return this.#finish(idle ? 'quiescent' : 'stopped');
    }
    const isIt = (each: Envelope) => isSameEnvelope(each, wanted);
    const head = (wanted.lost ? this.#heads() : heads).find(isIt);
    if (head !== undefined) return wanted.lost ? this.#lose(head) : this.#deliver(head, wanted);
    const timer = timers.find(({ envelope }) => isIt(envelope));
    if (timer !== undefined) return this.#fire(timer.id);
    const outside = this.#outside().find(isIt);
    if (outside !== undefined && !wanted.lost) return this.#deliver(outside);
    const possible = [
      ...heads.map(({ from, to, message }) => ({ from, to, message })),
      ...this.#outside(),
      ...timers.map(({ envelope }) => envelope),
    ];
    return this.#finish('stopped', { step: this.#steps + 1, wanted, possible });
  }

  #timersThatMayFire(heads: readonly Envelope[]): { id: number; envelope: Envelope }[] {
    const blocked = heads.length > 0 || this.#outside().length > 0;
    if (blocked && this.#options.timers !== 'any') return [];
    return [...this.#timers]
      .filter(([id]) => this.#clock.isArmed(id))
      .map(([id, { to, message }]) => ({ id, envelope: { from: 'timer', to, message } }));
  }

  /** What may come from outside, where the system says so. */
  #outside(): readonly Envelope[] {
    return outsideEvents(this.#spec, this.#view);
  }

  /** The clock as XState sees it: it also notes whose timer each is. */
  #timekeeper() {
    return {
      setTimeout: (fire: () => void, ms: number): number => {
        const id = this.#clock.setTimeout(fire, ms);
        if (this.#arming !== undefined) this.#timers.set(id, this.#arming);
        this.#arming = undefined;
        return id;
      },
      clearTimeout: (id: number) => this.#clock.clearTimeout(id),
    };
  }

  #start(ids: readonly string[]): void {
    this.#root.start();
    const children = (this.#root.getSnapshot() as AnyMachineSnapshot).children;
    for (const id of ids) {
      const ref = children[id] as AnyActorRef;
      this.#refs.set(id, ref);
      ref.subscribe({ error: (error: unknown) => this.#fail(id, error) });
      const snapshot = ref.getSnapshot() as AnyMachineSnapshot;
      if (snapshot.status === 'error') this.#fail(id, snapshot.error);
      this.#view = { ...this.#view, [id]: snapshot };
    }
  }

  #fail(actor: string, error: unknown): void {
    const message = (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ');
    this.#error ??= { actor, message };
  }

  #onRelay(source: AnyActorRef | undefined, target: AnyActorRef, event: AnyEventObject): void {
    // XState's own business: errors and ends of children go to the root.
    if (target === this.#root || source === undefined) {
      if (target !== this.#root) this.#relay(source, target, event);
      return;
    }
    if (event.type.startsWith('xstate.after.')) {
      this.#fired = { to: target.id, event };
      this.#relay(source, target, event);
      return;
    }
    this.#sent.push({ to: target.id, message: event as Message });
    this.#enqueue({ from: source.id, to: target.id, message: event as Message });
  }

  #enqueue({ from, to, message }: Envelope): void {
    // What is sent within a step belongs to the step that is about to be recorded.
    const sentIn = this.#steps + 1;
    this.#mail = posted(this.#mail, from, [{ to, message }], sentIn, this.#channels);
  }

  /** What may be delivered now: a deferred head holds its channel up, and so does one that is left. */
  #deliverable(): readonly InFlight[] {
    return this.#heads().filter((each) => this.#shadow?.isLeft(each) !== true);
  }

  #heads(): readonly InFlight[] {
    return deliverable(this.#mail.inFlight, this.#channels, ({ to, message }) => {
      const snapshot = this.#view[to];
      if (snapshot === undefined) throw new Error(`a message for '${to}', which does not exist`);
      return defers(snapshot, message.type);
    });
  }

  #choose(heads: readonly InFlight[]): InFlight {
    const index = this.#pick === undefined ? 0 : this.#pick(heads.length);
    return heads[index] as InFlight;
  }

  #lose(message: InFlight): LiveEvent {
    this.#mail = without(this.#mail, message);
    return this.#record(message, 'handled', true);
  }

  /** A message on its way, or one from outside. */
  #deliver(chosen: InFlight | Envelope, wanted: Envelope = chosen): LiveEvent {
    if ('order' in chosen) {
      if (!staysInFlight(wanted, this.#options)) this.#mail = without(this.#mail, chosen);
      this.#mail = learnt(this.#mail, chosen);
    }
    const before = this.#view[chosen.to] as AnyMachineSnapshot;
    const isTaken = receptionUnder(this.#options, before, chosen.message) !== 'unexpected';
    const how = isTaken ? 'handled' : 'unexpected';
    const target = this.#refs.get(chosen.to) as AnyActorRef;
    this.#relay(this.#refs.get(chosen.from), target, chosen.message as AnyEventObject);
    return this.#record(chosen, how);
  }

  #fire(id?: number): LiveEvent {
    this.#fired = undefined;
    if (id === undefined) this.#clock.fireNext();
    else this.#clock.fire(id);
    const fired = this.#fired as { to: string; event: AnyEventObject } | undefined;
    if (fired === undefined) return this.next();
    return this.#record({ from: 'timer', to: fired.to, message: fired.event }, 'handled');
  }

  #record({ from, to, message }: Envelope, how: TraceStep['reception'], lost = false): LiveEvent {
    this.#steps += 1;
    const before = this.#view[to] as AnyMachineSnapshot;
    const after = this.#refs.get(to)?.getSnapshot() as AnyMachineSnapshot;
    this.#view = { ...this.#view, [to]: after };
    if (!lost) this.#book.deliver(this.#steps, { from, to, message });
    const sent = this.#sent;
    this.#sent = [];
    const step: TraceStep = {
      step: this.#steps,
      timeMs: this.#clock.nowMs,
      from,
      to,
      message,
      before: stateText(before.value),
      after: stateText(after.value),
      sent,
      reception: how,
      pending: this.#book.list(),
      ...(lost ? { lost } : {}),
    };
    return { kind: 'step', step, view: this.#view };
  }

  #finish(reason: RunEnd['reason'], impossible?: ImpossibleStep): LiveEvent {
    const { inFlight } = this.#mail;
    const isFilled = reason === 'quiescent' && inFlight.length > 0;
    const end: RunEnd = {
      reason,
      steps: this.#steps,
      timeMs: this.#clock.nowMs,
      pending: this.#book.list(),
      ...(this.#error === undefined ? {} : { error: this.#error }),
      ...(isFilled ? { waiting: this.#waiting() } : {}),
      ...(impossible === undefined ? {} : { impossible }),
    };
    return { kind: 'end', end, view: this.#view };
  }

  #waiting(): readonly Envelope[] {
    if (this.#shadow !== undefined) return this.#shadow.waiting();
    if (this.#options.duplicating === true) return [];
    return this.#mail.inFlight.map(({ from, to, message }) => ({ from, to, message }));
  }
}

/** The parent of all actors: it spawns them and does nothing else. */
function systemMachine(spec: SystemSpec) {
  return createMachine({
    id: 'system',
    entry: Object.entries(spec.actors).map(([id, { machine, input }]) =>
      spawnChild(machine, { id, systemId: id, input: input as never } as never),
    ),
  });
}
