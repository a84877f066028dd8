/**
 * Symmetry: of all states that are equal up to a renaming of interchangeable copies, one is kept. Reading order:
 * permutations, renaming (of messages), images (of states, by derivation), squares (the check), representative.
 * Nothing is believed: a copy that behaves in another way than the others breaks the symmetry, and the search says so.
 */
import type { StateProperty, SystemSpec } from '../../system/index.ts';
import { channelsOf } from '../channels/index.ts';
import type { ExploreOptions, SymmetrySpec } from '../options.ts';
import type { Tables } from '../tables.ts';
import { SymmetryBroken } from './broken.ts';
import { Images } from './images.ts';
import { JointProperty, OwnEnds } from './joint.ts';
import { Ranks } from './ranks.ts';
import { Renaming } from './renaming.ts';
import type { Representative } from './representative.ts';
import { representativeOf } from './representative.ts';
import { wrongSpec } from './spec.ts';
import { Squares } from './squares.ts';

export { SymmetryBroken } from './broken.ts';
export { unfolded } from './unfold.ts';

/** Up to this many copies every image of what the search uses is checked as well: at most 120 of each. */
const mostChecked = 5;

/** Columns are those of the tables: component ids of the actors and, last, the state of the monitors. */
export class Symmetry {
  readonly #squares: Squares;
  readonly #images: Images;
  readonly #renamings: readonly Renaming[];
  readonly #representative: Representative;
  readonly #always: readonly JointProperty[];
  readonly #finally: readonly JointProperty[];
  readonly #ownEnds: OwnEnds;

  constructor(
    system: SystemSpec,
    options: ExploreOptions,
    tables: Tables,
    spec: SymmetrySpec,
    start: ArrayLike<number>,
  ) {
    const renamings = Array.from(
      { length: spec.count - 1 },
      (_, generator) => new Renaming(tables, spec, generator),
    );
    const images = new Images(tables, start, channelsOf(options), renamings);
    this.#images = images;
    this.#renamings = renamings;
    this.#squares = new Squares(tables, images, renamings, spec.count <= mostChecked);
    const watch = tables.actors.length;
    const columns = {
      targets: renamings.map(({ actors }) => Int32Array.from([...actors, watch])),
      image: (generator: number, column: number, component: number) =>
        column === watch
          ? images.watch(generator, component)
          : images.component(generator, column, component),
    };
    const order = columnOrder(Object.keys(system.actors), spec);
    const ranks = new Ranks(tables, options.channels === 'bag');
    this.#representative = representativeOf(spec.count, columns, ranks, order);
    const joint = (kinds: readonly string[]) =>
      (options.properties ?? [])
        .filter((each): each is StateProperty => kinds.includes(each.kind))
        .filter(
          ({ kind, each, reads }) => kind === 'finally' || (each !== true && reads.length > 1),
        )
        .map((property) => new JointProperty(tables, images, renamings, property));
    this.#always = joint(['always', 'sometimes']);
    this.#finally = joint(['finally']);
    this.#ownEnds = new OwnEnds(tables, images, renamings);
  }

  /** Replaces a state by the representative of its orbit. It must be a successor of a visited state. */
  canonicalize(columns: Int32Array): void {
    this.#representative.least(columns);
  }

  /** Whether every image of a component of a visited state is known, with its moves. */
  get hasAllImages(): boolean {
    return this.#renamings.length < mostChecked;
  }

  /** All images of a component of a visited state, itself among them: actor and component in turn. */
  orbit(actor: number, component: number): readonly (readonly [number, number])[] {
    const orbit: [number, number][] = [[actor, component]];
    // The list grows while it is walked.
    for (const [from, each] of orbit) {
      for (const [generator, renaming] of this.#renamings.entries()) {
        const other = renaming.name(from);
        const image = this.#images.component(generator, from, each);
        if (orbit.some(([a, b]) => a === other && b === image)) continue;
        orbit.push([other, image]);
      }
    }
    return orbit;
  }

  /**
   * Checks what the state can do, and what properties say of it: once for each state that is kept, before it is
   * expanded. Throws {@link SymmetryBroken}.
   */
  visit(columns: Int32Array): void {
    const atRest = this.#squares.visit(columns);
    for (const property of this.#always) property.check(columns);
    if (!atRest) return;
    for (const property of this.#finally) property.check(columns);
    this.#ownEnds.check(columns);
  }
}

/**
 * The symmetry that the options ask for, or why the system does not have it. `start`: the state in which the search
 * begins, as columns; symmetry may begin there, where a prefix has done what is done in one order.
 */
export function buildSymmetry(
  system: SystemSpec,
  options: ExploreOptions,
  tables: Tables,
  start: ArrayLike<number> = tables.initial,
): Symmetry | { readonly refused: string } {
  const { symmetry: spec, boundary } = options;
  if (boundary !== undefined) {
    return { refused: 'whether the boundary makes no difference between the copies is not known' };
  }
  if (spec === undefined) return { refused: 'no interchangeable copies are named' };
  const wrong = wrongSpec(spec, Object.keys(system.actors));
  if (wrong !== undefined) return { refused: wrong };
  if (Array.from(start).some((component) => component < 0)) {
    return { refused: 'a machine fails at once' };
  }
  try {
    return new Symmetry(system, options, tables, spec, start);
  } catch (error) {
    if (error instanceof SymmetryBroken) return { refused: error.message };
    throw error;
  }
}

/** Columns of copies first: they tell renamings apart. */
function columnOrder(ids: readonly string[], { actors }: SymmetrySpec): readonly number[] {
  const places = actors[0]?.map((_, place) => actors.map((own) => own[place] as string)) ?? [];
  const ofCopies = places.flat();
  const shared = ids.filter((id) => !ofCopies.includes(id));
  return [...[...ofCopies, ...shared].map((id) => ids.indexOf(id)), ids.length];
}
