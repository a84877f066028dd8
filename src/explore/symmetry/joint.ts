/**
 * Properties of several actors together, and those asked at the end: their answer must be the same for a situation and
 * for its images. Each combination of local states is asked once, with all its images.
 */
import type { AnyMachineSnapshot } from 'xstate';
import type { StateProperty, SystemView } from '../../system/index.ts';
import type { ActorTable } from '../actor-table.ts';
import type { Tables } from '../tables.ts';
import { SymmetryBroken } from './broken.ts';
import type { Images } from './images.ts';
import type { Renaming } from './renaming.ts';

export class JointProperty {
  readonly #tables: Tables;
  readonly #images: Images;
  readonly #renamings: readonly Renaming[];
  readonly #property: StateProperty;
  readonly #reads: readonly number[];
  readonly #asked = new Set<string>();

  constructor(
    tables: Tables,
    images: Images,
    renamings: readonly Renaming[],
    property: StateProperty,
  ) {
    this.#tables = tables;
    this.#images = images;
    this.#renamings = renamings;
    this.#property = property;
    this.#reads = property.reads.map((id) => tables.vocabulary.actors.indexOf(id));
    const { actors } = tables.vocabulary;
    for (const actor of this.#reads) {
      const missing = renamings
        .map((renaming) => renaming.name(actor))
        .find((image) => !this.#reads.includes(image));
      if (missing === undefined) continue;
      const { name } = property;
      throw new SymmetryBroken(
        { actor: name },
        `property '${name}' reads '${actors[actor]}' and not '${actors[missing]}'`,
      );
    }
  }

  /** Asks for a state and all its images. */
  check(columns: Int32Array): void {
    const { actors } = this.#tables;
    const locals = this.#reads.map(
      (actor) => (actors[actor] as ActorTable).locals.items[columns[actor] as number] as number,
    );
    if (this.#asked.has(locals.join())) return;
    const answer = this.#holds(locals);
    const open = [locals];
    for (const each of open) {
      if (this.#asked.has(each.join())) continue;
      this.#asked.add(each.join());
      if (this.#holds(each) !== answer) {
        const { name } = this.#property;
        throw new SymmetryBroken(
          { actor: name },
          `property '${name}' treats copies differently: it says ${said(answer)} of a state and` +
            ` ${said(!answer)} of the same state renamed`,
        );
      }
      for (const [generator, renaming] of this.#renamings.entries()) {
        const image: number[] = [];
        for (const [place, actor] of this.#reads.entries()) {
          const target = this.#reads.indexOf(renaming.name(actor));
          image[target] = this.#images.local(generator, actor, each[place] as number);
        }
        open.push(image);
      }
    }
  }

  #holds(locals: readonly number[]): boolean {
    const view: Record<string, AnyMachineSnapshot> = {};
    for (const [place, actor] of this.#reads.entries()) {
      const { states } = this.#tables.actors[actor] as ActorTable;
      const id = this.#tables.vocabulary.actors[actor] as string;
      view[id] = states.snapshot(locals[place] as number);
    }
    return this.#property.check(view as SystemView) !== undefined;
  }
}

/** What an actor's own monitors say at the end: the same of a local state and of its images. */
export class OwnEnds {
  readonly #tables: Tables;
  readonly #images: Images;
  readonly #renamings: readonly Renaming[];
  readonly #asked = new Set<string>();

  constructor(tables: Tables, images: Images, renamings: readonly Renaming[]) {
    this.#tables = tables;
    this.#images = images;
    this.#renamings = renamings;
  }

  check(columns: Int32Array): void {
    for (const [actor, { locals }] of this.#tables.actors.entries()) {
      this.#check(actor, locals.items[columns[actor] as number] as number);
    }
  }

  #check(actor: number, local: number): void {
    if (this.#asked.has(`${actor} ${local}`)) return;
    const answer = this.#says(actor, local);
    const open: [number, number][] = [[actor, local]];
    for (const [from, each] of open) {
      if (this.#asked.has(`${from} ${each}`)) continue;
      this.#asked.add(`${from} ${each}`);
      const name = this.#says(from, each);
      if (name !== answer) {
        const property = name ?? answer ?? '';
        const { actors } = this.#tables.vocabulary;
        throw new SymmetryBroken(
          { actor: property },
          `property '${property}' treats '${actors[actor]}' and '${actors[from]}' differently at the end`,
        );
      }
      for (const [generator, renaming] of this.#renamings.entries()) {
        open.push([renaming.name(from), this.#images.local(generator, from, each)]);
      }
    }
  }

  #says(actor: number, local: number): string | undefined {
    const { states } = this.#tables.actors[actor] as ActorTable;
    const id = this.#tables.vocabulary.actors[actor] as string;
    return this.#tables.own.atEnd(states.monitors(local), id)?.property;
  }
}

function said(something: boolean): string {
  return something ? 'something' : 'nothing';
}
