/**
 * A live run: real XState actors in one actor system, started with `createActor`, each under its id as `systemId`. What
 * they send travels over first-in-first-out channels per sender and receiver; one message is delivered at a time.
 *
 * XState itself would deliver every message at once, inside the step that sends it. To put a channel in between, the
 * run takes over the system's `_relay`, the one place that all messages pass. That is XState's own, internal name, used
 * here and nowhere else; a test fails when a new XState no longer has it.
 */
import { Observable } from 'rxjs';
import type { AnyActorRef, AnyEventObject, AnyMachineSnapshot, InspectionEvent } from 'xstate';
import { createActor, createMachine, spawnChild } from 'xstate';
import type { Envelope, Message, Outgoing } from '../system/message.ts';
import { stateText } from '../system/state-text.ts';
import { defers, reception } from '../system/step.ts';
import type { SystemSpec, SystemView } from '../system/system.ts';
import type { Conventions } from './pending.ts';
import { PendingBook } from './pending.ts';
import { randomBelow } from './random.ts';
import type { RunEnd, TraceStep } from './trace.ts';
import { VirtualClock } from './virtual-clock.ts';

export interface LiveOptions {
  /** Chooses the next channel at random, repeatably. Absent: messages are delivered in the order of sending. */
  readonly seed?: number;
  /** Most deliveries of one run; default 100,000. */
  readonly stepLimit?: number;
  /** How requests and answers are told apart, for the book of what is pending. */
  readonly conventions?: Conventions;
  /** XState's own inspection events, such as an `@statelyai/inspect` inspector takes. */
  readonly inspect?: (event: InspectionEvent) => void;
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
}

interface Queued extends Envelope {
  readonly order: number;
}

class LiveRun {
  readonly #clock = new VirtualClock();
  readonly #options: LiveOptions;
  readonly #refs = new Map<string, AnyActorRef>();
  readonly #channels = new Map<string, Queued[]>();
  readonly #book: PendingBook;
  readonly #pick: ((limit: number) => number) | undefined;
  readonly #root: AnyActorRef;
  readonly #relay: RelaySystem['_relay'];
  #view: SystemView = {};
  #sent: Outgoing[] = [];
  #order = 0;
  #steps = 0;
  #fired: { to: string; event: AnyEventObject } | undefined;
  #error: RunEnd['error'];

  constructor(spec: SystemSpec, options: LiveOptions) {
    this.#options = options;
    this.#book = new PendingBook(options.conventions);
    this.#pick = options.seed === undefined ? undefined : randomBelow(options.seed);
    this.#root = createActor(systemMachine(spec), {
      clock: this.#clock as never,
      ...(options.inspect === undefined ? {} : { inspect: options.inspect }),
    }) as AnyActorRef;
    const system = this.#root.system as unknown as RelaySystem;
    if (typeof system._relay !== 'function') {
      throw new Error(
        'this version of xstate has no system._relay: a live run cannot be scheduled',
      );
    }
    this.#relay = system._relay.bind(system);
    system._relay = (source, target, event) => this.#onRelay(source, target, event);
    this.#root.subscribe({ error: () => undefined });
    this.#start(Object.keys(spec.actors));
    for (const envelope of spec.initial) this.#enqueue(envelope);
  }

  /** The next delivery, or how the run ended. */
  next(): LiveEvent {
    if (this.#error !== undefined) return this.#finish('failed');
    if (this.#steps >= (this.#options.stepLimit ?? 100_000)) {
      const idle = this.#deliverable().length === 0 && !this.#clock.armed;
      return this.#finish(idle ? 'quiescent' : 'step-limit');
    }
    const channels = this.#deliverable();
    if (channels.length > 0) return this.#deliver(this.#choose(channels));
    if (this.#clock.armed) return this.#fire();
    return this.#finish('quiescent');
  }

  stop(): void {
    this.#root.stop();
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

  #enqueue(envelope: Envelope): void {
    const key = `${envelope.from} ${envelope.to}`;
    const queue = this.#channels.get(key) ?? [];
    queue.push({ ...envelope, order: this.#order++ });
    this.#channels.set(key, queue);
  }

  /** Heads of channels that their receivers take now; a deferred head holds its channel up. */
  #deliverable(): Queued[] {
    const heads: Queued[] = [];
    for (const [head] of this.#channels.values()) {
      if (head === undefined) continue;
      const snapshot = this.#view[head.to];
      if (snapshot === undefined)
        throw new Error(`a message for '${head.to}', which does not exist`);
      if (!defers(snapshot, head.message.type)) heads.push(head);
    }
    return heads;
  }

  #choose(heads: Queued[]): Queued {
    const sorted = heads.sort((a, b) => a.order - b.order);
    const index = this.#pick === undefined ? 0 : this.#pick(sorted.length);
    return sorted[index] as Queued;
  }

  #deliver(chosen: Queued): LiveEvent {
    this.#channels.get(`${chosen.from} ${chosen.to}`)?.shift();
    const before = this.#view[chosen.to] as AnyMachineSnapshot;
    const how = isUnexpected(before, chosen.message) ? 'unexpected' : 'handled';
    const target = this.#refs.get(chosen.to) as AnyActorRef;
    this.#relay(this.#refs.get(chosen.from), target, chosen.message as AnyEventObject);
    return this.#record(chosen, how);
  }

  #fire(): LiveEvent {
    this.#fired = undefined;
    this.#clock.fireNext();
    const fired = this.#fired as { to: string; event: AnyEventObject } | undefined;
    if (fired === undefined) return this.next();
    return this.#record({ from: 'timer', to: fired.to, message: fired.event }, 'handled');
  }

  #record({ from, to, message }: Envelope, how: TraceStep['reception']): LiveEvent {
    this.#steps += 1;
    const before = this.#view[to] as AnyMachineSnapshot;
    const after = this.#refs.get(to)?.getSnapshot() as AnyMachineSnapshot;
    this.#view = { ...this.#view, [to]: after };
    this.#book.deliver(this.#steps, { from, to, message });
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
    };
    return { kind: 'step', step, view: this.#view };
  }

  #finish(reason: RunEnd['reason']): LiveEvent {
    const end: RunEnd = {
      reason,
      steps: this.#steps,
      timeMs: this.#clock.nowMs,
      pending: this.#book.list(),
      ...(this.#error === undefined ? {} : { error: this.#error }),
    };
    return { kind: 'end', end, view: this.#view };
  }
}

/** A guard that throws is no answer: the delivery itself meets it again, and ends the run with the actor's name. */
function isUnexpected(snapshot: AnyMachineSnapshot, message: Message): boolean {
  try {
    return reception(snapshot, message) === 'unexpected';
  } catch {
    return false;
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
