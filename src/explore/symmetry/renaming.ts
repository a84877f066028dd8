/** What an exchange of two copies makes of names, messages, envelopes and what monitors observe. By number. */
import type { Message, Outgoing } from '../../system/index.ts';
import { GrowingInts } from '../growing-ints.ts';
import type { Bundle, Inbox, InFlight, Past } from '../inbox.ts';
import { novelty } from '../novelty.ts';
import type { SymmetrySpec } from '../options.ts';
import type { Tables } from '../tables.ts';
import type { Vocabulary } from '../vocabulary.ts';
import { unknown } from '../vocabulary.ts';
import { SymmetryBroken } from './broken.ts';
import { exchange } from './permutations.ts';

export class Renaming {
  readonly #vocabulary: Vocabulary;
  readonly #watch: Tables['watch'];
  readonly #rename: (message: Message) => Message;
  /** By the number of an actor, that of its image; any other sender is its own image. */
  readonly actors: Int32Array;
  readonly #messages = new GrowingInts();
  readonly #envelopes = new GrowingInts();
  readonly #observations = new GrowingInts();

  constructor({ vocabulary, watch }: Tables, spec: SymmetrySpec, generator: number) {
    this.#vocabulary = vocabulary;
    this.#watch = watch;
    const permutation = exchange(spec.count, generator);
    const ids = new Map<string, string>();
    for (const [copy, own] of spec.actors.entries()) {
      const image = spec.actors[permutation[copy] as number] as readonly string[];
      for (const [place, id] of own.entries()) ids.set(id, image[place] as string);
    }
    this.actors = Int32Array.from(vocabulary.actors, (id) =>
      vocabulary.actors.indexOf(ids.get(id) ?? id),
    );
    this.#rename = (message) => {
      const renamed = withIds(message, ids) as Message;
      return spec.rename === undefined ? renamed : spec.rename(renamed, permutation);
    };
  }

  name(number: number): number {
    return number < this.actors.length ? (this.actors[number] as number) : number;
  }

  message(number: number): number {
    const known = knownAt(this.#messages, number);
    if (known !== unknown) return known;
    const image = this.#vocabulary.message(this.#rename(this.#vocabulary.messageOf(number)));
    const back = this.#vocabulary.message(this.#rename(this.#vocabulary.messageOf(image)));
    if (back !== number) {
      const { type } = this.#vocabulary.messageOf(number);
      throw new SymmetryBroken(
        { actor: 'rename', message: type },
        `renaming '${type}' twice by the same exchange gives ${text(this.#vocabulary.messageOf(back))}` +
          ` instead of ${text(this.#vocabulary.messageOf(number))}: 'rename' must be one-to-one`,
      );
    }
    put(this.#messages, number, image);
    return image;
  }

  envelope(number: number): number {
    const known = knownAt(this.#envelopes, number);
    if (known !== unknown) return known;
    const { from, to, message, lost, duplicate } = this.#vocabulary.envelopes.value(number);
    const fate = lost === true ? 'lost' : duplicate === true ? 'duplicate' : undefined;
    const image = this.#vocabulary.envelope(
      this.name(this.#vocabulary.name(from)),
      this.name(this.#vocabulary.name(to)),
      this.message(this.#vocabulary.message(message)),
      fate,
    );
    put(this.#envelopes, number, image);
    return image;
  }

  observation(number: number): number {
    const known = knownAt(this.#observations, number);
    if (known !== unknown) return known;
    const { from, sent = [], ...delivered } = this.#watch.observed(number);
    const image = this.#watch.observation(
      { ...this.#renamed(delivered), from: this.#renamedId(from) },
      sent.map((each) => this.#renamed(each)),
    );
    put(this.#observations, number, image);
    return image;
  }

  inFlight({ sender, message, past }: InFlight): InFlight {
    return { sender: this.name(sender), message: this.message(message), past: this.past(past) };
  }

  past(past: Past): Past {
    if (past.length === 0) return past;
    const counts: number[] = [];
    for (const [sender, count] of past.entries()) {
      if (count > 0) counts[this.name(sender)] = count;
    }
    return Array.from(counts, (count) => count ?? 0);
  }

  /** The inbox, not in the order of its channel model yet. */
  inbox({ inFlight, known }: Inbox): Inbox {
    return { inFlight: inFlight.map((each) => this.inFlight(each)), known: this.past(known) };
  }

  bundle({ inFlight, gone }: Bundle): Bundle {
    return {
      inFlight: inFlight.map((each) => this.inFlight(each)),
      ...(gone === undefined ? {} : { gone: { ...gone, sender: this.name(gone.sender) } }),
    };
  }

  #renamed({ to, message }: Outgoing): Outgoing {
    const vocabulary = this.#vocabulary;
    const image = this.message(vocabulary.message(message));
    return { to: this.#renamedId(to), message: vocabulary.messageOf(image) };
  }

  #renamedId(id: string): string {
    return this.#vocabulary.nameOf(this.name(this.#vocabulary.name(id)));
  }
}

/** The value with every text that is one of the ids replaced. */
function withIds(value: unknown, ids: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return ids.get(value) ?? value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((each) => withIds(each, ids));
  if (value instanceof Map) {
    return new Map([...value].map(([key, each]) => [withIds(key, ids), withIds(each, ids)]));
  }
  if (value instanceof Set) return new Set([...value].map((each) => withIds(each, ids)));
  if (ArrayBuffer.isView(value) || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withIds(each, ids)]));
}

function text(message: Message): string {
  return JSON.stringify(message);
}

/** The number at a place; `unknown` where nothing has been put yet. */
export function knownAt(list: GrowingInts, place: number): number {
  return place < list.length ? (list.items[place] as number) : unknown;
}

export function put(list: GrowingInts, place: number, value: number): void {
  novelty.count += 1;
  while (list.length <= place) list.push(unknown);
  list.items[place] = value;
}
