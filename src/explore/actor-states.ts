/** The local states of one actor, and what each does with each message: XState is asked here, once for each. */
import type { AnyMachineSnapshot } from 'xstate';
import type {
  ActorSpec,
  Message,
  Outgoing,
  Reception,
  Step,
  Stepper,
  Violation,
} from '../system/index.ts';
import {
  builtIn,
  createStepper,
  inertDirectory,
  reception,
  stateText,
  unexpectedText,
} from '../system/index.ts';
import { canonicalText } from './canonical.ts';
import { Interner } from './interner.ts';
import type { Vocabulary } from './vocabulary.ts';

/** What a step comes to: the next local state and what was sent, or a fault. */
export interface Taken {
  /** The next local state; a fault when below zero. */
  readonly local: number;
  readonly sent: readonly Outgoing[];
}

export interface StateRules {
  readonly unexpected: 'violation' | 'ignored';
  /** Is shown every new local state; what is wrong with it for itself. */
  inspect(actor: number, snapshot: AnyMachineSnapshot): Violation | undefined;
}

export class ActorStates {
  /** Calls of XState so far. */
  machineSteps = 0;
  readonly #actor: number;
  readonly #id: string;
  readonly #spec: ActorSpec;
  readonly #vocabulary: Vocabulary;
  readonly #rules: StateRules;
  readonly #stepper: Stepper;
  readonly #locals = new Interner<Step>();
  /** What is wrong with a local state for itself, by number. */
  readonly #wrong = new Map<number, number>();
  readonly #deliveries = new Map<string, Taken | undefined>();

  constructor(actor: number, spec: ActorSpec, vocabulary: Vocabulary, rules: StateRules) {
    this.#actor = actor;
    this.#id = vocabulary.actors[actor] as string;
    this.#spec = spec;
    this.#vocabulary = vocabulary;
    this.#rules = rules;
    const directory = inertDirectory([...vocabulary.actors, 'environment']);
    this.#stepper = createStepper(this.#id, spec.machine, directory);
  }

  initial(): Taken {
    return this.#guarded(() => this.#stepper.initial(this.#spec.input));
  }

  snapshot(local: number): AnyMachineSnapshot {
    return this.#locals.value(local).snapshot;
  }

  /** What the local state does with the message; undefined when it puts the message off. */
  deliver(local: number, from: number, message: number): Taken | undefined {
    const key = `${local} ${message}`;
    if (this.#deliveries.has(key)) return this.#deliveries.get(key);
    const taken = this.#deliver(local, from, this.#vocabulary.messageOf(message));
    this.#deliveries.set(key, taken);
    return taken;
  }

  /** Armed timers that may fire: the event that each raises, and what comes of it. */
  timers(local: number): readonly { readonly event: Message; readonly taken: Taken }[] {
    const { snapshot, timers } = this.#locals.value(local);
    return timers.map(({ id, event }) => ({
      event,
      taken: this.#guarded(() => this.#stepper.fire(snapshot, timers, id)),
    }));
  }

  /** Outside events that the local state takes, and what comes of each. */
  events(local: number): readonly { readonly event: Message; readonly taken: Taken }[] {
    const { events } = this.#spec;
    if (events === undefined) return [];
    const { snapshot, timers } = this.#locals.value(local);
    const possible = typeof events === 'function' ? events(snapshot) : events;
    return possible
      .filter((event) => receptionOf(snapshot, event) === 'handled')
      .map((event) => ({
        event,
        taken: this.#guarded(() => this.#stepper.deliver(snapshot, timers, event)),
      }));
  }

  #deliver(local: number, from: number, message: Message): Taken | undefined {
    const { snapshot, timers } = this.#locals.value(local);
    const how = receptionOf(snapshot, message);
    if (how === 'deferred') return undefined;
    if (how === 'unexpected' && this.#rules.unexpected === 'violation') {
      const envelope = { from: this.#vocabulary.nameOf(from), to: this.#id, message };
      const detail = unexpectedText(envelope, stateText(snapshot.value));
      return { local: this.#vocabulary.fault({ ...builtIn.unexpected, detail }), sent: [] };
    }
    return this.#guarded(() => this.#stepper.deliver(snapshot, timers, message));
  }

  /** A machine that throws is a violation, in the words of a run. */
  #guarded(step: () => Step): Taken {
    this.machineSteps += 1;
    let made: Step;
    try {
      made = step();
    } catch (error) {
      const message = (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ');
      const detail = `${this.#id}: ${message}`;
      return { local: this.#vocabulary.fault({ ...builtIn.failed, detail }), sent: [] };
    }
    return { local: this.#intern(made), sent: made.sent };
  }

  #intern(step: Step): number {
    const key = this.#keyOf(step);
    const known = this.#locals.has(key);
    const local = this.#locals.number(key, step);
    if (!known) {
      const violation = this.#rules.inspect(this.#actor, step.snapshot);
      if (violation !== undefined) this.#wrong.set(local, this.#vocabulary.fault(violation));
    }
    return this.#wrong.get(local) ?? local;
  }

  #keyOf({ snapshot, timers }: Step): string {
    const { value, context, historyValue, status } = snapshot;
    const history = Object.entries(historyValue).map(([id, nodes]) => [
      id,
      nodes.map((node) => node.id),
    ]);
    try {
      return canonicalText([value, context, timers, status, history]);
    } catch (error) {
      const state = stateText(value) || 'its only state';
      throw new TypeError(`actor '${this.#id}' in ${state}: ${(error as Error).message}`, {
        cause: error,
      });
    }
  }
}

/** A guard that throws is no answer: the delivery itself meets it again, and is a fault. */
function receptionOf(snapshot: AnyMachineSnapshot, message: Message): Reception {
  try {
    return reception(snapshot, message);
  } catch {
    return 'handled';
  }
}
