/**
 * A plain breadth-first search under every channel model, written without the explorer: what is in flight is a list in
 * the order of sending, each message with a number of its own and the set of those that its sender could know of; who
 * may be delivered and which situations are equal is said from scratch for each model.
 */
import type { AnyMachineSnapshot } from 'xstate';
import type { ExploreOptions } from '../../src/explore/index.ts';
import type { Message, Step, Stepper, SystemSpec, SystemView } from '../../src/system/index.ts';
import { createStepper, inertDirectory, reception } from '../../src/system/index.ts';

interface Flight {
  readonly id: number;
  readonly from: string;
  readonly to: string;
  readonly message: Message;
  readonly past: ReadonlySet<number>;
}

interface World {
  readonly steps: Readonly<Record<string, Step>>;
  readonly flights: readonly Flight[];
  readonly known: Readonly<Record<string, ReadonlySet<number>>>;
  readonly nextId: number;
}

export interface PlainCounts {
  readonly states: number;
  readonly transitions: number;
  readonly restStates: number;
  /** Steps of a shortest schedule to what is wrong; undefined when nothing is. */
  readonly wrongAfter: number | undefined;
}

type Options = Pick<ExploreOptions, 'channels' | 'lossy' | 'duplicating' | 'noOps'>;

export function exploreChannelsPlain(
  spec: SystemSpec,
  options: Options,
  isWrong: (view: SystemView) => boolean,
): PlainCounts {
  const model = new Model(spec, options);
  const first = model.initial();
  let level = [first];
  const seen = new Set([model.key(first)]);
  let transitions = 0;
  let restStates = 0;
  if (isWrong(model.view(first))) return counts(0);
  for (let depth = 0; level.length > 0; depth += 1) {
    const next: World[] = [];
    let wrongMove = false;
    for (const world of level) {
      const moves = model.moves(world);
      if (moves.length === 0) {
        restStates += 1;
        if (model.isStuck(world)) return counts(depth);
      }
      for (const move of moves) {
        transitions += 1;
        if (move === 'unexpected') wrongMove = true;
        else if (!seen.has(model.key(move))) {
          seen.add(model.key(move));
          next.push(move);
          if (isWrong(model.view(move))) wrongMove = true;
        }
      }
    }
    if (wrongMove) return counts(depth + 1);
    level = next;
  }
  return counts(undefined);

  function counts(wrongAfter: number | undefined): PlainCounts {
    return { states: seen.size, transitions, restStates, wrongAfter };
  }
}

class Model {
  readonly #spec: SystemSpec;
  readonly #options: Options;
  readonly #ids: readonly string[];
  readonly #known = new Map<string, Step>();
  readonly #steppers: Readonly<Record<string, Stepper>>;

  constructor(spec: SystemSpec, options: Options) {
    this.#spec = spec;
    this.#options = options;
    this.#ids = Object.keys(spec.actors);
    const directory = inertDirectory([...this.#ids, 'environment']);
    this.#steppers = Object.fromEntries(
      Object.entries(spec.actors).map(([id, { machine }]) => [
        id,
        createStepper(id, machine, directory),
      ]),
    );
  }

  initial(): World {
    const steps = Object.fromEntries(
      this.#ids.map((id) => [id, this.#stepper(id).initial(this.#spec.actors[id]?.input)]),
    );
    let world: World = { steps, flights: [], known: {}, nextId: 0 };
    for (const id of this.#ids) {
      for (const { to, message } of steps[id]?.sent ?? []) {
        world = this.#send(world, id, to, message);
      }
    }
    for (const { from, to, message } of this.#spec.initial) {
      world = this.#send(world, from, to, message);
    }
    return world;
  }

  view({ steps }: World): SystemView {
    return Object.fromEntries(Object.entries(steps).map(([id, { snapshot }]) => [id, snapshot]));
  }

  moves(world: World): readonly (World | 'unexpected')[] {
    const { lossy = false, duplicating = false, channels } = this.#options;
    const moves: (World | 'unexpected')[] = [];
    for (const flight of this.#heads(world)) {
      const how = this.#how(world, flight);
      if (how === 'deferred') continue;
      if (how === 'unexpected') moves.push('unexpected');
      else if (how === 'taken') {
        const stays = duplicating && channels === 'bag';
        moves.push(this.#deliver(world, flight, stays));
        if (duplicating && !stays) moves.push(this.#deliver(world, flight, true));
      }
      if (lossy) moves.push({ ...world, flights: world.flights.filter((each) => each !== flight) });
    }
    return moves.length > 0 ? moves : this.#timers(world);
  }

  /** Somebody puts a message off for ever, or would take one that waits behind one that is left. */
  isStuck(world: World): boolean {
    const heads = this.#heads(world);
    if (!this.#options.duplicating) {
      if (heads.some((each) => this.#how(world, each) === 'deferred')) return true;
    }
    const sameAsHead = (flight: Flight) => heads.some((head) => same(head, flight));
    return (
      this.#options.noOps === 'left' &&
      world.flights.some(
        (each) => !sameAsHead(each) && ['taken', 'unexpected'].includes(this.#how(world, each)),
      )
    );
  }

  key({ steps, flights, known }: World): string {
    const locals = this.#ids.map((id) => localText(steps[id] as Step));
    return JSON.stringify([locals, this.#network(flights, known)]);
  }

  #network(flights: readonly Flight[], known: World['known']): unknown {
    const text = ({ from, to, message }: Flight) => JSON.stringify([from, to, message]);
    switch (this.#options.channels) {
      case 'bag':
        return flights.map(text).sort();
      case 'mailbox':
        return this.#ids.map((id) => flights.filter(({ to }) => to === id).map(text));
      case 'causal': {
        const senders = [...this.#ids, 'environment'];
        const named = senders.flatMap((id) => flights.filter(({ from }) => from === id));
        const names = (past: ReadonlySet<number> | undefined) =>
          named.flatMap(({ id }, name) => (past?.has(id) ? [name] : []));
        return [
          named.map((each) => [text(each), names(each.past)]),
          this.#ids.map((id) => names(known[id])),
        ];
      }
      default:
        return flights.map((each) => [each.from, each.to, text(each)].join('>')).sort(byChannel);
    }
  }

  #heads({ flights }: World): readonly Flight[] {
    const { channels } = this.#options;
    return flights.filter((flight, n) => {
      const earlier = flights.slice(0, n);
      const { from, to, past } = flight;
      if (channels === 'bag') return !earlier.some((each) => same(each, flight));
      if (channels === 'mailbox') return !earlier.some((each) => each.to === to);
      if (channels === 'causal')
        return !flights.some((each) => each.to === to && past.has(each.id));
      return !earlier.some((each) => each.to === to && each.from === from);
    });
  }

  #how(world: World, { to, message }: Flight): 'deferred' | 'unexpected' | 'left' | 'taken' {
    const before = world.steps[to] as Step;
    const how = reception(before.snapshot, message);
    if (how !== 'handled') return how;
    if (this.#options.noOps !== 'left') return 'taken';
    const after = this.#step(to, before, message);
    const isSame = after.sent.length === 0 && localText(after) === localText(before);
    return isSame ? 'left' : 'taken';
  }

  #deliver(world: World, flight: Flight, stays: boolean): World {
    const { to, message, id, past } = flight;
    const step = this.#step(to, world.steps[to] as Step, message);
    const flights = stays ? world.flights : world.flights.filter((each) => each !== flight);
    const known = { ...world.known, [to]: new Set([...(world.known[to] ?? []), ...past, id]) };
    return this.#after({ ...world, flights, known }, to, step);
  }

  /** Machines are deterministic: each is asked once. */
  #step(id: string, before: Step, message: Message): Step {
    const key = `${id} ${localText(before)} ${JSON.stringify(message)}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const step = this.#stepper(id).deliver(before.snapshot, before.timers, message);
    this.#known.set(key, step);
    return step;
  }

  #timers(world: World): World[] {
    return this.#ids.flatMap((id) => {
      const { snapshot, timers } = world.steps[id] as Step;
      return timers.map((timer) =>
        this.#after(world, id, this.#stepper(id).fire(snapshot, timers, timer.id)),
      );
    });
  }

  #after(world: World, id: string, step: Step): World {
    let after: World = { ...world, steps: { ...world.steps, [id]: step } };
    for (const { to, message } of step.sent) after = this.#send(after, id, to, message);
    return after;
  }

  #send(world: World, from: string, to: string, message: Message): World {
    const { channels, duplicating } = this.#options;
    const id = world.nextId;
    const past = world.known[from] ?? new Set();
    const flight = { id, from, to, message, past };
    if (channels === 'bag' && duplicating && world.flights.some((each) => same(each, flight))) {
      return world;
    }
    const known = { ...world.known, [from]: new Set([...past, id]) };
    return { ...world, flights: [...world.flights, flight], known, nextId: id + 1 };
  }

  #stepper(id: string): Stepper {
    return this.#steppers[id] as Stepper;
  }
}

function same(a: Flight, b: Flight): boolean {
  if (a.from !== b.from || a.to !== b.to) return false;
  return a.message === b.message || JSON.stringify(a.message) === JSON.stringify(b.message);
}

const texts = new WeakMap<Step, string>();

function localText(step: Step): string {
  const known = texts.get(step);
  if (known !== undefined) return known;
  const { value, context } = step.snapshot as AnyMachineSnapshot;
  const text = JSON.stringify([value, context, step.timers]);
  texts.set(step, text);
  return text;
}

/** Sorts by channel; messages of one channel keep their order. */
function byChannel(a: string, b: string): number {
  const channel = (text: string) => text.split('>').slice(0, 2).join('>');
  return channel(a) < channel(b) ? -1 : channel(a) > channel(b) ? 1 : 0;
}
