/**
 * What an exchange of two copies makes of local states, components and states of the monitors. Nobody has to say: the
 * image of a local state is what comes of the images of the steps that led to it. Whether every other way leads there
 * too is for the squares to check.
 */
import type { ActorTable } from '../actor-table.ts';
import { moveHead } from '../actor-table.ts';
import type { Channels } from '../channels/index.ts';
import { GrowingInts } from '../growing-ints.ts';
import type { Tables } from '../tables.ts';
import { unknown } from '../vocabulary.ts';
import { SymmetryBroken } from './broken.ts';
import type { Renaming } from './renaming.ts';
import { knownAt, put } from './renaming.ts';
import { difference, stateOf, typeOf } from './words.ts';

/** The step in which a local state was first seen. */
interface Origin {
  readonly local: number;
  readonly envelope: number;
}

/** An entry of the table of the monitors. */
interface Entry {
  readonly state: number;
  readonly observation: number;
  readonly next: number;
}

export class Images {
  readonly #tables: Tables;
  /** The state in which the search begins, as columns: it is its own image. */
  readonly #start: ArrayLike<number>;
  readonly #channels: Channels;
  readonly #renamings: readonly Renaming[];
  /** By actor, by local state: its origin; the initial one has none. */
  readonly #origins: readonly Map<number, Origin>[];
  /** By generator, then by actor. */
  readonly #locals: readonly (readonly GrowingInts[])[];
  readonly #components: readonly (readonly GrowingInts[])[];
  readonly #watch: readonly GrowingInts[];
  /** Entries of the table of the monitors whose squares have not been closed. */
  readonly #entries: Entry[] = [];

  constructor(
    tables: Tables,
    start: ArrayLike<number>,
    channels: Channels,
    renamings: readonly Renaming[],
  ) {
    this.#tables = tables;
    this.#start = start;
    this.#channels = channels;
    this.#renamings = renamings;
    const lists = () => tables.actors.map(() => new GrowingInts());
    this.#origins = tables.actors.map(() => new Map());
    this.#locals = renamings.map(lists);
    this.#components = renamings.map(lists);
    this.#watch = renamings.map(() => new GrowingInts());
    for (const generator of renamings.keys()) this.#begin(generator);
    tables.watch.onEntry = (state, observation, next) => this.#observed(state, observation, next);
  }

  /** The moves of a component have been found: where its next local states come from. */
  learn(actor: number, component: number, start: number): void {
    const { locals, code } = this.#tables.actors[actor] as ActorTable;
    const origins = this.#origins[actor] as Map<number, Origin>;
    const local = locals.items[component] as number;
    const initial = locals.items[this.#start[actor] as number];
    const { items } = code;
    let at = start + 1;
    for (let n = 0; n < (items[start] as number); n += 1) {
      const component = items[at + 1] as number;
      if (component >= 0) {
        const next = locals.items[component] as number;
        if (next !== initial && !origins.has(next)) {
          origins.set(next, { local, envelope: items[at] as number });
        }
      }
      at += moveHead + 2 * (items[at + 3] as number);
    }
  }

  local(generator: number, actor: number, local: number): number {
    const images = this.#of(this.#locals, generator, actor);
    const known = knownAt(images, local);
    if (known !== unknown) return known;
    const origin = (this.#origins[actor] as Map<number, Origin>).get(local);
    if (origin === undefined) {
      const id = this.#tables.vocabulary.actors[actor];
      throw new Error(`a local state of '${id}' has come up in no visited state`);
    }
    const image = this.#derived(generator, actor, origin);
    this.#relate(generator, actor, local, image);
    return image;
  }

  component(generator: number, actor: number, component: number): number {
    const images = this.#of(this.#components, generator, actor);
    const known = knownAt(images, component);
    if (known !== unknown) return known;
    const renaming = this.#renamings[generator] as Renaming;
    const { local, inbox } = (this.#tables.actors[actor] as ActorTable).value(component);
    const renamed = renaming.inbox(inbox);
    const sorted = this.#channels.add(
      { inFlight: [], known: renamed.known },
      { inFlight: renamed.inFlight },
    );
    const table = this.#tables.actors[renaming.name(actor)] as ActorTable;
    const image = table.component(this.local(generator, actor, local), sorted);
    put(images, component, image);
    return image;
  }

  /** The image of a state of the monitors. */
  watch(generator: number, state: number): number {
    const image = knownAt(this.#watch[generator] as GrowingInts, state);
    if (image === unknown) throw new Error('a state of the monitors has come up in no entry');
    return image;
  }

  #of(lists: readonly (readonly GrowingInts[])[], generator: number, actor: number): GrowingInts {
    return (lists[generator] as readonly GrowingInts[])[actor] as GrowingInts;
  }

  /** The system as it begins is its own image. */
  #begin(generator: number): void {
    const { actors } = this.#tables;
    const initial = this.#start;
    const renaming = this.#renamings[generator] as Renaming;
    for (const [actor, { locals }] of actors.entries()) {
      const other = renaming.name(actor);
      const image = actors[other]?.locals.items[initial[other] as number] as number;
      this.#relate(generator, actor, locals.items[initial[actor] as number] as number, image);
    }
    const watch = initial[actors.length] as number;
    put(this.#watch[generator] as GrowingInts, watch, watch);
    for (const actor of actors.keys()) {
      const other = renaming.name(actor);
      if (this.component(generator, actor, initial[actor] as number) === initial[other]) continue;
      const ids = this.#tables.vocabulary.actors;
      throw new SymmetryBroken(
        { actor: ids[actor] as string },
        `what waits for '${ids[actor]}' at the beginning is not what waits for '${ids[other]}', renamed`,
      );
    }
  }

  /** The image of a local state by the image of the step that led to it. */
  #derived(generator: number, actor: number, { local, envelope }: Origin): number {
    const { vocabulary, actors } = this.#tables;
    const renaming = this.#renamings[generator] as Renaming;
    const other = renaming.name(actor);
    const before = this.local(generator, actor, local);
    const renamed = renaming.envelope(envelope);
    const { from, message } = vocabulary.envelopes.value(renamed);
    const { states } = actors[other] as ActorTable;
    const number = vocabulary.message(message);
    const taken =
      from === 'timer'
        ? states.timers(before).find(({ event }) => vocabulary.message(event) === number)?.taken
        : states.deliver(before, vocabulary.name(from), number);
    if (taken !== undefined && taken.local >= 0) {
      const origins = this.#origins[other] as Map<number, Origin>;
      const isInitial = this.#isInitial(other, taken.local);
      if (!isInitial && !origins.has(taken.local)) {
        origins.set(taken.local, { local: before, envelope: renamed });
      }
      return taken.local;
    }
    const place = { tables: this.#tables, actor, local, other, image: before };
    const what =
      taken === undefined
        ? 'its image is not taken there'
        : `its image is '${vocabulary.violation(taken.local).property}': ${vocabulary.violation(taken.local).detail}`;
    throw difference(place, typeOf(this.#tables, envelope), what);
  }

  #isInitial(actor: number, local: number): boolean {
    const component = this.#start[actor] as number;
    return this.#tables.actors[actor]?.locals.items[component] === local;
  }

  /** An exchange made twice changes nothing: the image of the image is the state itself. */
  #relate(generator: number, actor: number, local: number, image: number): void {
    const other = (this.#renamings[generator] as Renaming).name(actor);
    this.#check(generator, actor, local, image);
    put(this.#of(this.#locals, generator, actor), local, image);
    this.#check(generator, other, image, local);
    put(this.#of(this.#locals, generator, other), image, local);
  }

  #check(generator: number, actor: number, local: number, image: number): void {
    const known = knownAt(this.#of(this.#locals, generator, actor), local);
    if (known === unknown || known === image) return;
    const { vocabulary, actors } = this.#tables;
    const other = (this.#renamings[generator] as Renaming).name(actor);
    const { states } = actors[other] as ActorTable;
    const id = vocabulary.actors[actor] as string;
    const state = stateOf(this.#tables, actor, local);
    throw new SymmetryBroken(
      { actor: id, state },
      `'${id}' in ${state} would be renamed in two ways: ${states.text(known)} and ${states.text(image)}`,
    );
  }

  /** The table of the monitors has a new entry: its images must close the square, and theirs. */
  #observed(state: number, observation: number, next: number): void {
    this.#entries.push({ state, observation, next });
    // The first of them sees to all that come of it: a list, because recursion would be as deep as an orbit is large.
    if (this.#entries.length > 1) return;
    for (const entry of this.#entries) {
      for (const generator of this.#renamings.keys()) this.#close(generator, entry);
    }
    this.#entries.length = 0;
  }

  #close(generator: number, { state, observation, next }: Entry): void {
    const { watch, vocabulary } = this.#tables;
    const renamed = (this.#renamings[generator] as Renaming).observation(observation);
    const image = watch.next(this.watch(generator, state), renamed);
    const [fault, imageFault] = [next, image].map((each) =>
      each < 0 ? vocabulary.violation(each).property : undefined,
    );
    if (fault !== imageFault) throw this.#asymmetric(fault ?? imageFault, observation);
    if (next < 0) return;
    const images = this.#watch[generator] as GrowingInts;
    const known = knownAt(images, next);
    if (known === image) return;
    const back = knownAt(images, image);
    if (known !== unknown || back !== unknown) throw this.#asymmetric(undefined, observation);
    const [end, imageEnd] = [watch.atEnd(next)?.property, watch.atEnd(image)?.property];
    if (end !== imageEnd) throw this.#asymmetric(end ?? imageEnd, observation);
    put(images, next, image);
    put(images, image, next);
  }

  #asymmetric(property: string | undefined, observation: number): SymmetryBroken {
    const { message, from, to } = this.#tables.watch.observed(observation);
    const who = property === undefined ? 'a monitor' : `property '${property}'`;
    return new SymmetryBroken(
      { actor: property ?? 'the monitors', message: message.type },
      `${who} treats copies differently: it sees '${message.type}' from ${from} to ${to}`,
    );
  }
}
