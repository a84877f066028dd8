/**
 * Small random systems of interchangeable copies and one shared actor, repeatable by their seed. Copies talk to their
 * own partner, to the shared actor, to all other copies and to whoever spoke to them; messages name copies by id and by
 * number. And how such a system is renamed by hand, to hold the search against.
 */
import { assign, createMachine } from 'xstate';
import type { ExploreOptions, SymmetrySpec } from '../../src/explore/index.ts';
import type { Tables } from '../../src/explore/tables.ts';
import type { Envelope, Message, SystemSpec } from '../../src/system/index.ts';
import { messaging, to } from '../../src/system/index.ts';

type Random = (limit: number) => number;

function randomNumbers(seed: number): Random {
  let state = (seed * 0x9e3779b1 + 7) >>> 0;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
}

/** What a message says besides its type: who is meant, by id and by number. */
interface Said extends Message {
  readonly about: string;
  readonly index: number;
}

interface Context {
  readonly left: number;
  /** Own number; that of a shared actor is -1. */
  readonly index: number;
  readonly own: string;
  readonly partner: string;
  /** Who was last spoken of. */
  readonly last: string;
  readonly lastIndex: number;
  /** Everybody who was spoken of, sorted. */
  readonly seen: readonly string[];
}

const types = ['A', 'B', 'C'];
const stateNames = ['x', 'y', 'z'];
const { send } = messaging<Context, Said>();

export interface SymmetricSystem {
  readonly system: SystemSpec;
  readonly options: ExploreOptions & { readonly symmetry: SymmetrySpec };
}

/** `complete`: every state takes every message. */
export function symmetricSystem(seed: number, complete = false): SymmetricSystem {
  const random = randomNumbers(seed);
  const count = random(3) === 0 ? 3 : 2;
  const places = ['a', 'b'].slice(0, count === 3 ? 1 : 1 + random(2));
  const copies = Array.from({ length: count }, (_, n) => places.map((place) => `${place}${n}`));
  const everybody = copies.map(([first]) => first as string);
  const channels = (['fifo', 'fifo', 'bag', 'causal', 'mailbox'] as const)[random(5)];
  // What goes to all others goes to them in one order, which causal delivery can tell: no symmetry then.
  const others = channels === 'causal' ? [] : everybody;
  const machines = places.map(() => randomMachine(random, everybody, others, complete));
  const budget = count * places.length === 2 ? 1 + random(2) : 1;
  const copyActors = copies.flatMap((own, index) =>
    own.map((id, place) => {
      const partner = own[own.length - 1 - place] as string;
      return [id, { machine: machines[place], input: { own: id, partner, index, left: budget } }];
    }),
  );
  const shared = randomMachine(random, everybody, others, complete);
  const input = { own: 's', partner: 's', index: -1, left: 1 + random(2) };
  const type = () => types[random(types.length)] as string;
  const first = { type: type(), about: 's', index: -1 };
  // From themselves: what one sender sends to several is in one order, which causal delivery can tell.
  const initial: Envelope[] = everybody.map((id) => ({ from: id, to: id, message: first }));
  if (random(2) === 0) initial.push({ from: 'environment', to: 's', message: first });
  const system = {
    actors: { ...Object.fromEntries(copyActors), s: { machine: shared, input } },
    initial,
  } as SystemSpec;
  const rename = (message: Message, permutation: readonly number[]) => {
    const { index } = message as Said;
    return { ...message, index: permutation[index] ?? index } as Message;
  };
  return {
    system,
    options: {
      symmetry: { count, actors: copies, rename },
      ...(channels === undefined ? {} : { channels }),
      ...(random(5) === 0 ? { lossy: true } : {}),
      ...(random(4) === 0 ? { timers: 'any' as const } : {}),
    },
  };
}

type Receivers = (given: { readonly context: Context; readonly event: Said }) => readonly string[];

/** To whom: each of them depends on the copy only by what it holds. */
function receivers(everybody: readonly string[], others: readonly string[]): readonly Receivers[] {
  return [
    () => ['s'],
    ({ context }) => [context.partner],
    ({ event }) => [event.from === undefined || event.from === 'environment' ? 's' : event.from],
    ({ context }) => others.filter((id) => id !== context.own),
    ({ context }) => [context.last],
    ({ context }) => [everybody[context.lastIndex] ?? 's'],
  ];
}

function randomMachine(
  random: Random,
  everybody: readonly string[],
  others: readonly string[],
  complete: boolean,
) {
  const states = stateNames.slice(0, 1 + random(3));
  const target = () => states[random(states.length)] as string;
  const sending = () => {
    const choices = receivers(everybody, others);
    const chosen = choices[random(choices.length)] as Receivers;
    const type = types[random(types.length)] as string;
    return send('*', (given) =>
      chosen(given as never).map((id) =>
        to(id, { type, about: given.context.own, index: given.context.index } as never),
      ),
    );
  };
  const note = assign((({ context, event }: { context: Context; event: Said }) =>
    event.about === undefined
      ? {}
      : {
          last: event.about,
          lastIndex: event.index,
          seen: [...new Set([...context.seen, event.about])].sort(),
        }) as never);
  const spend = assign((({ context }: { context: Context }) => ({
    left: context.left - 1,
  })) as never);
  const canSpend = ({ context }: { context: Context }) => context.left > 0;
  const notes = random(2) === 0 ? [note] : [];
  const move = () => [
    { guard: canSpend, target: target(), actions: [...notes, spend, sending()] },
    { target: target(), actions: notes },
  ];
  const state = () => {
    const defer = random(8) === 0 && !complete ? types[random(types.length)] : undefined;
    const taken = types.filter(() => complete || random(30) > 0);
    return {
      on: Object.fromEntries(taken.map((type) => [type, move()])),
      ...(random(6) === 0
        ? { after: { 10: { guard: canSpend, target: target(), actions: [spend, sending()] } } }
        : {}),
      ...(defer === undefined ? {} : { meta: { defer: [defer] } }),
    };
  };
  return createMachine({
    context: (({ input }: { input: Partial<Context> }) => ({
      last: 's',
      lastIndex: -1,
      seen: [],
      ...input,
    })) as never,
    initial: target(),
    states: Object.fromEntries(states.map((name) => [name, state()])),
  } as never);
}

function permutationsOf(count: number): readonly (readonly number[])[] {
  if (count === 0) return [[]];
  return permutationsOf(count - 1).flatMap((rest) =>
    Array.from({ length: count }, (_, place) => rest.toSpliced(place, 0, count - 1)),
  );
}

/** The text that a global state and all its renamings have in common: the least of theirs. */
export function orbitText(
  { actors, vocabulary }: Tables,
  columns: Int32Array,
  { symmetry, channels }: SymmetricSystem['options'],
): string {
  const texts = permutationsOf(symmetry.count).map((permutation) => {
    const image = (value: unknown) => renamed(value, symmetry.actors, permutation);
    const entries = vocabulary.actors.map((id, n) => {
      const table = actors[n];
      if (table === undefined) throw new Error('no such actor');
      const { local, inbox } = table.value(columns[n] as number);
      const { value, context } = table.states.snapshot(local);
      const timers = table.states.timers(local).map(({ event }) => event.type);
      const counts = (past: readonly number[]) =>
        past
          .map((number, sender) => `${image(vocabulary.nameOf(sender))}:${number}`)
          .filter((text) => !text.endsWith(':0'))
          .sort();
      const waiting = inbox.inFlight.map(({ sender, message, past }) => [
        image(vocabulary.nameOf(sender)),
        image(vocabulary.messageOf(message)),
        counts(past),
      ]);
      const flight = waiting.map((each) => JSON.stringify(each));
      const bySender = waiting.map(([sender]) => String(sender));
      // Messages of one sender keep their order, unless the channel has none; a mailbox has one for all senders.
      const order =
        channels === 'mailbox'
          ? flight
          : channels === 'bag'
            ? flight.sort()
            : [...new Set(bySender)]
                .sort()
                .flatMap((sender) => flight.filter((_, each) => bySender[each] === sender));
      return [image(id), value, timers, image(context), counts(inbox.known), order] as const;
    });
    return JSON.stringify(entries.toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)));
  });
  return texts.sort()[0] as string;
}

/** The text that a local state of an actor and all its renamings have in common: the least of theirs. */
export function localOrbitText(
  { actors, vocabulary }: Tables,
  actor: number,
  local: number,
  { symmetry }: SymmetricSystem['options'],
): string {
  const states = actors[actor]?.states;
  if (states === undefined) throw new Error('no such actor');
  const { value, context } = states.snapshot(local);
  const timers = states.timers(local).map(({ event }) => event.type);
  const texts = permutationsOf(symmetry.count).map((permutation) => {
    const image = (each: unknown) => renamed(each, symmetry.actors, permutation);
    return JSON.stringify([image(vocabulary.actors[actor]), value, timers, image(context)]);
  });
  return texts.sort()[0] as string;
}

function renamed(
  value: unknown,
  copies: SymmetrySpec['actors'],
  permutation: readonly number[],
): unknown {
  if (typeof value === 'string') {
    const copy = copies.findIndex((own) => own.includes(value));
    const place = copies[copy]?.indexOf(value) ?? -1;
    return copies[permutation[copy] as number]?.[place] ?? value;
  }
  if (Array.isArray(value)) return value.map((each) => renamed(each, copies, permutation)).sort();
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [
        key,
        (key === 'index' || key === 'lastIndex') && typeof each === 'number'
          ? (permutation[each] ?? each)
          : renamed(each, copies, permutation),
      ]),
  );
}
