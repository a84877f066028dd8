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
  defers,
  IncompleteSystem,
  inertDirectory,
  localText,
  outsideEvents,
  reception,
  stateText,
  unexpectedText,
} from '../system/index.ts';
import { canonicalText } from './canonical.ts';
import { otherwise, watched } from './chance.ts';
import { Interner } from './interner.ts';
import { novelty } from './novelty.ts';
import type { OwnMonitors } from './own-monitors.ts';
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

/** A local state: that of the machine, and that of the actor's own monitors, both by number. */
interface Local {
  readonly machine: number;
  readonly monitors: number;
}

/** What the machine alone makes of something. */
interface Made {
  /** A fault when below zero. */
  readonly machine: number;
  readonly sent: readonly Outgoing[];
}

/** Most questions that are asked again. */
const mostAskedAgain = 64;

interface Question {
  readonly key: string;
  readonly make: () => Made | undefined;
  readonly made: Made | undefined;
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
  readonly #own: OwnMonitors;
  readonly #machines = new Interner<Step>();
  readonly #locals = new Interner<Local>();
  /** What is wrong with a state of the machine for itself, by number. */
  readonly #wrong = new Map<number, number>();
  readonly #deliveries = new Map<string, Taken | undefined>();
  readonly #known = new Map<string, Made | undefined>();
  /** Types of listed outside events, and whether a local state has taken one. */
  readonly #offered = new Map<string, boolean>();
  /** What is asked again at the end. */
  readonly #sample: Question[] = [];

  constructor(
    actor: number,
    spec: ActorSpec,
    vocabulary: Vocabulary,
    own: OwnMonitors,
    rules: StateRules,
  ) {
    this.#actor = actor;
    this.#id = vocabulary.actors[actor] as string;
    this.#spec = spec;
    this.#vocabulary = vocabulary;
    this.#own = own;
    this.#rules = rules;
    const directory = inertDirectory([...vocabulary.actors, 'environment']);
    this.#stepper = createStepper(this.#id, spec.machine, directory, spec);
  }

  initial(): Taken {
    const begin = () => this.#guarded(() => this.#stepper.initial(this.#spec.input));
    const { machine, sent } = this.#asked('initial', begin) as Made;
    return { local: this.#local(machine, 0), sent };
  }

  snapshot(local: number): AnyMachineSnapshot {
    return this.#step(local).snapshot;
  }

  /** How many local states are known. */
  get size(): number {
    return this.#locals.size;
  }

  /** The machine's part of a local state as text: equal ones have equal texts. */
  text(local: number): string {
    return this.#machines.key(this.#locals.value(local).machine);
  }

  /** The number of the state of the actor's own monitors. */
  monitors(local: number): number {
    return this.#locals.value(local).monitors;
  }

  /** What the local state does with the message; undefined when it puts the message off. */
  deliver(local: number, from: number, message: number): Taken | undefined {
    const key = `${local} ${from} ${message}`;
    if (this.#deliveries.has(key)) return this.#deliveries.get(key);
    const made = this.#delivered(local, from, message);
    const delivered = this.#vocabulary.messageOf(message);
    const sender = this.#vocabulary.nameOf(from);
    const taken = made === undefined ? undefined : this.#observed(local, sender, delivered, made);
    this.#deliveries.set(key, taken);
    return taken;
  }

  /** Whether the machine is after the delivery as before, and sends nothing. Its own monitors are not asked. */
  isNoOp(local: number, from: number, message: number): boolean {
    const made = this.#delivered(local, from, message);
    return made?.machine === this.#locals.value(local).machine && made.sent.length === 0;
  }

  /** Armed timers that may fire: the event that each raises, and what comes of it. */
  timers(local: number): readonly { readonly event: Message; readonly taken: Taken }[] {
    const { machine } = this.#locals.value(local);
    const { snapshot, timers } = this.#machines.value(machine);
    return timers.map(({ id, event }) => {
      const fire = () => this.#guarded(() => this.#stepper.fire(snapshot, timers, id));
      const made = this.#asked(`${machine} timer ${id}`, fire) as Made;
      return { event, taken: this.#observed(local, 'timer', event, made) };
    });
  }

  /** Outside events that the local state takes, and what comes of each. */
  events(local: number): readonly { readonly event: Message; readonly taken: Taken }[] {
    if (this.#spec.events === undefined && this.#spec.invoked === undefined) return [];
    const { machine } = this.#locals.value(local);
    const { snapshot, timers } = this.#machines.value(machine);
    return this.#possible(snapshot).map((event) => {
      const number = this.#vocabulary.message(event);
      const take = () => this.#guarded(() => this.#stepper.deliver(snapshot, timers, event));
      const made = this.#asked(`${machine} event ${number}`, take) as Made;
      return { event, taken: this.#observed(local, 'environment', event, made) };
    });
  }

  /** Outside events that were listed and that no local state has taken, by their types. */
  neverTaken(): readonly { readonly actor: string; readonly type: string }[] {
    const types = [...this.#offered].filter(([, isTaken]) => !isTaken);
    return types.map(([type]) => ({ actor: this.#id, type }));
  }

  #possible(snapshot: AnyMachineSnapshot): readonly Message[] {
    const observe = ({ type }: Message, isTaken: boolean) => {
      if (isTaken || !this.#offered.has(type)) this.#offered.set(type, isTaken);
    };
    try {
      return outsideEvents(this.#spec, snapshot, observe);
    } catch (error) {
      throw new TypeError(`${this.#whereIn(snapshot)}: ${(error as Error).message}`, {
        cause: error,
      });
    }
  }

  #delivered(local: number, from: number, message: number): Made | undefined {
    const { machine } = this.#locals.value(local);
    return this.#asked(`${machine} ${message}`, () => this.#deliver(machine, from, message));
  }

  /** The actor's own monitors see the delivery within the same step. */
  #observed(local: number, from: string, message: Message, { machine, sent }: Made): Taken {
    if (machine < 0) return { local: machine, sent };
    const delivery = { from, to: this.#id, message };
    const monitors = this.#own.next(this.#locals.value(local).monitors, delivery, sent);
    return { local: this.#local(machine, monitors), sent };
  }

  /** The number of a local state; a fault when something is wrong with it for itself. */
  #local(machine: number, monitors: number): number {
    if (machine < 0) return machine;
    if (monitors < 0) return monitors;
    const wrong = this.#wrong.get(machine);
    return wrong ?? this.#locals.number(`${machine} ${monitors}`, { machine, monitors });
  }

  #step(local: number): Step {
    return this.#machines.value(this.#locals.value(local).machine);
  }

  /** Machines are deterministic: each is asked once. */
  #asked(key: string, make: () => Made | undefined): Made | undefined {
    if (!this.#known.has(key)) {
      const { made, asked } = watched(make);
      this.#known.set(key, made);
      const question = { key, make, made };
      if (asked !== undefined) {
        for (const other of otherwise(make)) this.#compare(question, other, `it asks ${asked}; `);
      }
      if (this.#sample.length < mostAskedAgain) this.#sample.push(question);
    }
    return this.#known.get(key);
  }

  /** Asks the machine again what it was asked first: throws when the answer is another one, or a state has changed. */
  askAgain(): void {
    for (let machine = 0; machine < this.#machines.size; machine += 1)
      this.#checkUnchanged(machine);
    for (const question of this.#sample) this.#compare(question, question.make(), '');
  }

  #compare({ key, made }: Question, again: Made | undefined, why: string): void {
    if (made === undefined || made.machine < 0) return;
    const sent = canonicalText(made.sent);
    if (again?.machine === made.machine && canonicalText(again.sent) === sent) return;
    const first = `${this.#machines.key(made.machine)} ${sent}`;
    const second =
      again === undefined || again.machine < 0
        ? 'something else'
        : `${this.#machines.key(again.machine)} ${canonicalText(again.sent)}`;
    const what = this.#questionOf(key);
    throw new Error(
      `actor '${this.#id}' is not deterministic: ${why}${what} it came to ${first}, and asked again to ${second}: ` +
        'what a machine does must depend on its state and the event alone (no clock, no chance, no variable ' +
        'outside, no change of the old context)',
    );
  }

  /** A machine that writes into the context that it was given has changed states that were looked at before. */
  #checkUnchanged(machine: number): void {
    const step = this.#machines.value(machine);
    const before = this.#machines.key(machine);
    const now = this.#keyOf(step);
    if (now === before) return;
    throw new Error(
      `actor '${this.#id}' is not deterministic: it changes the context of an earlier state in place: ${before} ` +
        `has become ${now}: let assign make new objects, [...list, one] instead of list.push(one)`,
    );
  }

  /** What was asked, in words. */
  #questionOf(key: string): string {
    const [machine, ...rest] = key.split(' ');
    if (machine === 'initial') return 'at its start';
    const last = Number(rest[rest.length - 1]);
    const event = rest[0] === 'timer' ? 'a timer' : `'${this.#vocabulary.messageOf(last).type}'`;
    return `with ${event} in ${this.#machines.key(Number(machine))}`;
  }

  #deliver(machine: number, from: number, number: number): Made | undefined {
    const message = this.#vocabulary.messageOf(number);
    const { snapshot, timers } = this.#machines.value(machine);
    if (defers(snapshot, message.type)) return undefined;
    const tried = tryStep(() => this.#stepper.deliver(snapshot, timers, message));
    // A snapshot that is another one was made by a transition: only where it is the same, somebody has to look for one.
    const isTaken = tried.step === undefined || tried.step.snapshot !== snapshot;
    const mayBeUnexpected = !isTaken && this.#rules.unexpected === 'violation';
    if (mayBeUnexpected && receptionOf(snapshot, message) === 'unexpected') {
      const envelope = { from: this.#vocabulary.nameOf(from), to: this.#id, message };
      const detail = unexpectedText(envelope, stateText(snapshot.value));
      return { machine: this.#vocabulary.fault({ ...builtIn.unexpected, detail }), sent: [] };
    }
    return this.#made(tried);
  }

  /** A machine that throws is a violation, in the words of a run. */
  #guarded(step: () => Step): Made {
    return this.#made(tryStep(step));
  }

  #made({ step, error }: Tried): Made {
    this.machineSteps += 1;
    novelty.count += 1;
    if (step !== undefined) return { machine: this.#intern(step), sent: step.sent };
    const message = (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ');
    const detail = `${this.#id}: ${message}`;
    return { machine: this.#vocabulary.fault({ ...builtIn.failed, detail }), sent: [] };
  }

  #intern(step: Step): number {
    const { size } = this.#machines;
    const machine = this.#machines.number(this.#keyOf(step), step);
    if (machine === size) {
      const violation = this.#rules.inspect(this.#actor, step.snapshot);
      if (violation !== undefined) this.#wrong.set(machine, this.#vocabulary.fault(violation));
    }
    return machine;
  }

  #keyOf(step: Step): string {
    try {
      return localText(step);
    } catch (error) {
      throw new TypeError(`${this.#whereIn(step.snapshot)}: ${(error as Error).message}`, {
        cause: error,
      });
    }
  }

  #whereIn({ value }: AnyMachineSnapshot): string {
    return `actor '${this.#id}' in ${stateText(value) || 'its only state'}`;
  }
}

/** A step, or what was thrown instead. */
interface Tried {
  readonly step?: Step;
  readonly error?: unknown;
}

function tryStep(step: () => Step): Tried {
  try {
    return { step: step() };
  } catch (error) {
    if (error instanceof IncompleteSystem) throw error;
    return { error };
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
