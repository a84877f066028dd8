/**
 * The check that copies are interchangeable: whatever a component does, its image does the image of it. Asked once for
 * each component that the search expands and, unless there are too many permutations for that, for all images of it.
 */
import type { ActorTable } from '../actor-table.ts';
import { moveHead } from '../actor-table.ts';
import { canonicalText } from '../canonical.ts';
import { GrowingInts } from '../growing-ints.ts';
import type { Tables } from '../tables.ts';
import { unknown } from '../vocabulary.ts';
import type { Images } from './images.ts';
import type { Renaming } from './renaming.ts';
import { knownAt, put } from './renaming.ts';
import { difference, stateDifference, typeOf } from './words.ts';

interface Sent {
  readonly receiver: number;
  readonly bundle: number;
}

/** A move, in numbers that can be compared. */
interface Square {
  readonly envelope: number;
  /** The next component; a fault by its property. */
  readonly next: number | string;
  readonly observation: number;
  readonly sent: readonly Sent[];
}

type Kind = 'moves' | 'timers';

export class Squares {
  readonly #tables: Tables;
  readonly #images: Images;
  readonly #renamings: readonly Renaming[];
  readonly #isComplete: boolean;
  /** By actor: components whose moves, or timers, are checked. */
  readonly #checked: Readonly<Record<Kind, readonly GrowingInts[]>>;

  /** `isComplete`: images are checked like what the search itself uses. */
  constructor(tables: Tables, images: Images, renamings: readonly Renaming[], isComplete: boolean) {
    this.#tables = tables;
    this.#images = images;
    this.#renamings = renamings;
    this.#isComplete = isComplete;
    const lists = () => tables.actors.map(() => new GrowingInts());
    this.#checked = { moves: lists(), timers: lists() };
  }

  /** Checks all moves of a state; whether there are none. */
  visit(columns: Int32Array): boolean {
    if (this.#visit('moves', columns)) return false;
    // Timers fire when nothing else can move: asked for earlier, they would lead to what does not happen.
    return !this.#visit('timers', columns);
  }

  /** Finds the moves of a component, or its timers, and learns from them. */
  moves(kind: Kind, actor: number, component: number): number {
    const start = this.#start(kind, actor, component);
    this.#images.learn(actor, component, start);
    return start;
  }

  #visit(kind: Kind, columns: Int32Array): boolean {
    let canMove = false;
    for (const [actor, { code }] of this.#tables.actors.entries()) {
      const component = columns[actor] as number;
      this.#close(kind, actor, component);
      if ((code.items[this.#start(kind, actor, component)] as number) > 0) canMove = true;
    }
    return canMove;
  }

  #start(kind: Kind, actor: number, component: number): number {
    const table = this.#tables.actors[actor] as ActorTable;
    if (kind === 'timers') return table.timerMoves(component);
    return (table.offsets[component] as number) || table.compile(component);
  }

  #close(kind: Kind, actor: number, component: number): void {
    const checked = this.#checked[kind];
    if (knownAt(checked[actor] as GrowingInts, component) !== unknown) return;
    const open: [number, number][] = [[actor, component]];
    for (const [from, each] of open) {
      if (knownAt(checked[from] as GrowingInts, each) !== unknown) continue;
      put(checked[from] as GrowingInts, each, 1);
      this.moves(kind, from, each);
      for (const [generator, renaming] of this.#renamings.entries()) {
        const image = this.#images.component(generator, from, each);
        const other = renaming.name(from);
        this.#compare(kind, generator, [from, each], [other, image]);
        if (this.#isComplete) open.push([other, image]);
      }
    }
  }

  #compare(
    kind: Kind,
    generator: number,
    [actor, component]: readonly [number, number],
    [other, image]: readonly [number, number],
  ): void {
    const found = this.#moves(other, this.moves(kind, other, image));
    const own = this.#moves(actor, this.moves(kind, actor, component));
    const expected = own.map((each) => this.#renamed(generator, actor, each));
    const open = new Map<string, number>();
    for (const each of found) open.set(keyOf(each), (open.get(keyOf(each)) ?? 0) + 1);
    const missing = expected.findIndex((each) => {
      const left = open.get(keyOf(each)) ?? 0;
      open.set(keyOf(each), left - 1);
      return left === 0;
    });
    if (missing < 0 && found.length === own.length) return;
    const pair = { tables: this.#tables, actor, other, local: 0, image: 0 };
    pair.local = this.#local(actor, component);
    pair.image = this.#local(other, image);
    const wanted = expected[missing];
    if (wanted === undefined) {
      const extra = found.find((each) => (open.get(keyOf(each)) ?? 0) > 0) as Square;
      throw difference(pair, typeOf(this.#tables, extra.envelope), 'only the image takes it');
    }
    const instead = found.find(({ envelope }) => envelope === wanted.envelope);
    const message = typeOf(this.#tables, (own[missing] as Square).envelope);
    throw difference(pair, message, this.#what(other, wanted, instead));
  }

  #local(actor: number, component: number): number {
    return (this.#tables.actors[actor] as ActorTable).locals.items[component] as number;
  }

  #moves(actor: number, start: number): readonly Square[] {
    const { items } = (this.#tables.actors[actor] as ActorTable).code;
    const moves: Square[] = [];
    let at = start + 1;
    for (let n = 0; n < (items[start] as number); n += 1) {
      const next = items[at + 1] as number;
      const end = at + moveHead + 2 * (items[at + 3] as number);
      const sent: Sent[] = [];
      for (let out = at + moveHead; out < end; out += 2) {
        sent.push({ receiver: items[out] as number, bundle: items[out + 1] as number });
      }
      moves.push({
        envelope: items[at] as number,
        next: next < 0 ? this.#tables.vocabulary.violation(next).property : next,
        observation: items[at + 2] as number,
        sent,
      });
      at = end;
    }
    return moves;
  }

  #renamed(generator: number, actor: number, { next, observation, ...move }: Square): Square {
    const renaming = this.#renamings[generator] as Renaming;
    return {
      envelope: renaming.envelope(move.envelope),
      next: typeof next === 'string' ? next : this.#images.component(generator, actor, next),
      observation: observation === unknown ? unknown : renaming.observation(observation),
      sent: move.sent.map(({ receiver, bundle }) => {
        const image = renaming.name(receiver);
        const content = (this.#tables.actors[receiver] as ActorTable).bundleOf(bundle);
        const table = this.#tables.actors[image] as ActorTable;
        return { receiver: image, bundle: table.bundle(renaming.bundle(content)) };
      }),
    };
  }

  /** In which way the image of a move is not what it should be. */
  #what(actor: number, wanted: Square, found: Square | undefined): string {
    if (found === undefined) return 'its image is not taken there';
    if (keyOf({ ...wanted, sent: [] }) === keyOf({ ...found, sent: [] })) {
      const [should, does] = [wanted, found].map((each) => this.#sentText(each.sent));
      return `sends ${does} where it should be ${should}`;
    }
    if (typeof wanted.next === 'string' || typeof found.next === 'string') {
      const [should, does] = [wanted, found].map(({ next }) =>
        typeof next === 'string' ? next : 'no fault',
      );
      return `comes to ${does} where it should be ${should}`;
    }
    if (wanted.next === found.next) return 'a monitor does not see the same of it';
    const [should, does] = [wanted.next, found.next].map((next) => this.#local(actor, next));
    return stateDifference(this.#tables, actor, should as number, does as number);
  }

  #sentText(sent: readonly Sent[]): string {
    if (sent.length === 0) return 'nothing';
    const { vocabulary, actors } = this.#tables;
    return sent
      .map(({ receiver, bundle }) => {
        const { inFlight } = (actors[receiver] as ActorTable).bundleOf(bundle);
        const texts = inFlight.map(({ message }) => canonicalText(vocabulary.messageOf(message)));
        return `${texts.join(' then ')} to ${vocabulary.actors[receiver]}`;
      })
      .join(', ');
  }
}

function keyOf({ envelope, next, observation, sent }: Square): string {
  const bundles = sent.map(({ receiver, bundle }) => `${receiver}:${bundle}`).sort();
  return `${envelope} ${next} ${observation} ${bundles.join()}`;
}
