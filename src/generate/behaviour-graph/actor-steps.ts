/** The local states of one actor of a subject, and what each does with each message: XState is asked here. */
import type { AnyMachineSnapshot, AnyStateNode, AnyTransitionDefinition } from 'xstate';
import { canonicalText } from '../../explore/canonical.ts';
import type { ActorSpec, Step, Stepper, Timer } from '../../system/index.ts';
import {
  createStepper,
  inertDirectory,
  isInvocationEvent,
  reception,
  stateText,
  transitionId,
} from '../../system/index.ts';
import { Regions } from './regions.ts';
import { Numbered, type Vocabulary } from './vocabulary.ts';

/** A message that goes to an actor of the subject and waits there. */
export interface Queued {
  readonly to: number;
  readonly message: number;
}

/** What a step comes to. */
export interface Made {
  /** Number of the next local state. */
  readonly local: number;
  /** Numbers of the envelopes that leave the actor, in its order. */
  readonly sent: readonly number[];
  /** Ids of the transitions that were taken. */
  readonly taken: readonly string[];
}

/** How a state takes a message that it does not take by a transition. */
export type Refusal = 'deferred' | 'unexpected';

export interface LocalNames {
  readonly value: string;
  readonly nodes: readonly string[];
}

interface Local {
  names?: LocalNames;
  /** Of a machine of regions: not asked for before somebody wants to see the snapshot. */
  step?: Step;
  /** A delivery that leads here. */
  readonly origin?: { readonly local: number; readonly message: number };
  /** Of a machine of regions: what each is in. */
  readonly parts?: readonly number[];
  /** Message types that the state puts off. */
  readonly deferred: readonly string[];
  /** By message. */
  readonly known: (Made | Refusal | undefined)[];
}

export class ActorSteps {
  readonly actor: number;
  readonly #id: string;
  readonly #spec: ActorSpec;
  readonly #vocabulary: Vocabulary;
  readonly #stepper: Stepper;
  readonly #locals = new Numbered<Local>();
  readonly #regions: Regions | undefined;
  /** Before each transition's id, where several actors run the same machine. */
  readonly #prefix: string;
  readonly #transitionIds = new Map<AnyTransitionDefinition, string>();
  readonly #contexts = new WeakMap<object, string>();
  /** What XState tells of the step in hand: the transitions of each microstep. */
  #microsteps: (readonly AnyTransitionDefinition[])[] = [];

  constructor(actor: number, spec: ActorSpec, vocabulary: Vocabulary, prefix: string) {
    this.actor = actor;
    this.#id = vocabulary.actors[actor] as string;
    this.#spec = spec;
    this.#vocabulary = vocabulary;
    this.#prefix = prefix;
    refuseInvoke(this.#id, spec.machine.root);
    this.#regions = Regions.of(spec.machine);
    const directory = new AnyPeer(inertDirectory(vocabulary.actors));
    this.#stepper = createStepper(this.#id, spec.machine, directory, (transitions) => {
      this.#microsteps.push(transitions);
    });
  }

  initial(): Made {
    return this.#make('its start', () => this.#stepper.initial(this.#spec.input));
  }

  snapshot(local: number): AnyMachineSnapshot {
    return this.#step(local).snapshot;
  }

  /** Those that may fire: an actor that has ended has none. */
  timers(local: number): readonly Timer[] {
    const { snapshot, timers } = this.#step(local);
    return snapshot.status === 'active' ? timers : [];
  }

  /** The state value as text, and the ids of the active nodes in the order of the document. */
  names(local: number): LocalNames {
    const it = this.#local(local);
    if (it.names !== undefined) return it.names;
    const { snapshot } = this.#step(local);
    const active = [...snapshot._nodes].sort((a, b) => a.order - b.order);
    const nodes = active.map(({ id }) => `${this.#prefix}${id}`);
    it.names = { value: stateText(snapshot.value), nodes };
    return it.names;
  }

  deliver(local: number, number: number): Made | Refusal {
    const it = this.#local(local);
    const before = it.known[number];
    if (before !== undefined) return before;
    const made = this.#byRegion(local, number) ?? this.#delivered(local, number);
    it.known[number] = made;
    return made;
  }

  #delivered(local: number, number: number): Made | Refusal {
    const { deferred, parts } = this.#local(local);
    const { snapshot, timers } = this.#step(local);
    const message = this.#vocabulary.messageOf(number);
    // An actor that is not invoked answers nothing: its answer does not come here.
    const isAnswer = isInvocationEvent(message.type);
    if (isAnswer && reception(snapshot, message) === 'unexpected') return 'deferred';
    // An actor that has ended takes nothing, whatever its root has transitions for.
    if (snapshot.status !== 'active') return 'unexpected';
    if (deferred.includes(message.type)) return 'deferred';
    const make = () => this.#stepper.deliver(snapshot, timers, message);
    const made = this.#make(`'${message.type}'`, make);
    if (parts !== undefined) this.#learn(parts, message.type, made);
    // The first microstep is that of the message itself: without transitions, nothing took it.
    return (this.#microsteps[0]?.length ?? 0) > 0 ? made : 'unexpected';
  }

  /** What the only region that the message is for is known to do with it. */
  #byRegion(local: number, message: number): Made | Refusal | undefined {
    const { parts } = this.#local(local);
    if (this.#regions === undefined || parts === undefined) return undefined;
    const { type } = this.#vocabulary.messageOf(message);
    const region = this.#regions.regionFor(type);
    if (region === undefined) return undefined;
    const known = this.#regions.known(parts[region] as number, type);
    if (known === undefined) return undefined;
    if (known.taken.length === 0) return 'unexpected';
    const next = parts.with(region, known.part);
    const made = { origin: { local, message }, parts: next, deferred: [], known: [] };
    return { local: this.#locals.number(next.join(), made), sent: [], taken: known.taken };
  }

  #learn(parts: readonly number[], type: string, { local, taken }: Made): void {
    const region = this.#regions?.regionFor(type);
    const after = this.#local(local).parts;
    if (region === undefined || after === undefined) return;
    const part = after[region] as number;
    this.#regions?.learn(parts[region] as number, type, { part, taken });
  }

  #step(local: number): Step {
    const it = this.#local(local);
    if (it.step !== undefined) return it.step;
    const { local: before, message } = it.origin as NonNullable<Local['origin']>;
    const { snapshot, timers } = this.#step(before);
    it.step = this.#stepper.deliver(snapshot, timers, this.#vocabulary.messageOf(message));
    return it.step;
  }

  /** A timer that fires and finds no transition (a guard) is spent all the same. */
  fire(local: number, timer: string): Made {
    const { snapshot, timers } = this.#step(local);
    return this.#make(`timer '${timer}'`, () => this.#stepper.fire(snapshot, timers, timer));
  }

  #local(number: number): Local {
    return this.#locals.values[number] as Local;
  }

  #make(what: string, take: () => Step): Made {
    this.#microsteps = [];
    const step = this.#guarded(what, take);
    const sent = step.sent.map(({ to, message }) =>
      this.#vocabulary.envelope({ from: this.#id, to, message }),
    );
    const taken: string[] = [];
    for (const transitions of this.#microsteps) {
      for (const each of transitions) taken.push(this.#transitionId(each));
    }
    return { local: this.#intern(step), sent, taken };
  }

  #guarded(what: string, take: () => Step): Step {
    try {
      const step = take();
      // At its start XState keeps an error to itself.
      if (step.snapshot.status === 'error') throw step.snapshot.error;
      return step;
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      throw new Error(`no tests can be generated: actor '${this.#id}' throws at ${what}: ${text}`, {
        cause: error,
      });
    }
  }

  #transitionId(transition: AnyTransitionDefinition): string {
    const known = this.#transitionIds.get(transition);
    if (known !== undefined) return known;
    const id = `${this.#prefix}${transitionId(transition)}`;
    this.#transitionIds.set(transition, id);
    return id;
  }

  #intern(step: Step): number {
    const parts = this.#regions?.partsOf(step.snapshot);
    const key = parts?.join() ?? this.#keyOf(step);
    const known = this.#locals.find(key);
    if (known !== undefined) return known;
    if (parts !== undefined)
      return this.#locals.number(key, { step, parts, deferred: [], known: [] });
    const metas = Object.values(step.snapshot.getMeta()) as { defer?: readonly string[] }[];
    const deferred = metas.flatMap((meta) => meta?.defer ?? []);
    return this.#locals.number(key, { step, deferred, known: [] });
  }

  #keyOf({ snapshot, timers }: Step): string {
    const { context, historyValue, status } = snapshot;
    let key = this.#contextText(snapshot, context);
    key += `\n${status}\n${nodesKey(snapshot)}`;
    if (timers.length > 0) key += `\n${canonicalText(timers)}`;
    for (const id of Object.keys(historyValue).sort()) {
      const nodes = historyValue[id] ?? [];
      key += `\n${id} ${nodes.map((node) => node.order).join(' ')}`;
    }
    return key;
  }

  /** A context that no step has changed is the same object. */
  #contextText(snapshot: AnyMachineSnapshot, context: object): string {
    const known = this.#contexts.get(context);
    if (known !== undefined) return known;
    try {
      const text = canonicalText(context);
      this.#contexts.set(context, text);
      return text;
    } catch (error) {
      const state = stateText(snapshot.value) || 'its only state';
      throw new TypeError(`actor '${this.#id}' in ${state}: ${(error as Error).message}`, {
        cause: error,
      });
    }
  }
}

/** In a closed system nothing that is invoked runs, and its answers would never come. */
function refuseInvoke(id: string, node: AnyStateNode): void {
  if (node.invoke.length > 0) {
    throw new Error(
      `no tests can be generated: actor '${id}' invokes an actor in ${node.id}; ` +
        'make that one an actor of its own, which is sent messages',
    );
  }
  for (const child of Object.values(node.states)) refuseInvoke(id, child);
}

/** The active nodes as a set of bits, each at the place that its node has in the document. */
function nodesKey({ _nodes: nodes }: AnyMachineSnapshot): string {
  const words: number[] = [];
  for (const { order } of nodes) {
    const word = order >> 5;
    words[word] = (words[word] ?? 0) | (1 << (order & 31));
  }
  return words.join();
}

type Directory = ReturnType<typeof inertDirectory>;
type Peer = NonNullable<ReturnType<Directory['get']>>;

/** A directory that answers any id: whoever is outside of the subject is the tester, who takes everything. */
class AnyPeer extends Map<string, Peer> {
  constructor(known: Directory) {
    super(known);
  }

  override get(id: string): Peer | undefined {
    const known = super.get(id);
    if (known !== undefined) return known;
    const peer = inertDirectory([id]).get(id);
    if (peer !== undefined) this.set(id, peer);
    return peer;
  }
}
