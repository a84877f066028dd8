/** The imports of a generated file: under their own names where these are free, in the order of formatters. */
import { camel, reserved } from './constant-names.ts';
import { stringOf } from './source-text.ts';

/** Where an expression comes from that the file cannot spell out: a machine, a function. */
export interface Imported {
  /** `sriov-sim`, or a path relative to the file that is written, such as `./door.ts`. */
  readonly from: string;
  /** The export's name; `default` too. */
  readonly exported: string;
  /** The arguments, where what is exported is a function that makes it. */
  readonly call?: readonly unknown[];
}

const word = /^[A-Za-z_$][\w$]*$/;

export class Imports {
  readonly #all: readonly Imported[];
  readonly #locals = new Map<string, string>();

  /** Names what is imported; the names are added to `taken`. `main`: what a default export is called after. */
  constructor(all: readonly Imported[], taken: Set<string>, main: string) {
    this.#all = [...new Map(all.map((each) => [keyOf(each), each])).values()];
    for (const each of this.#all) {
      const { exported } = each;
      const own = exported === 'default' ? `${camel(main)}Machine` : exported;
      const base = word.test(own) && !reserved.has(own) ? own : 'imported';
      let local = taken.has(base) ? `${base}Machine` : base;
      for (let n = 2; taken.has(local); n += 1) local = `${base}Machine${n}`;
      taken.add(local);
      this.#locals.set(keyOf(each), local);
    }
  }

  local(each: Imported): string {
    return this.#locals.get(keyOf(each)) ?? each.exported;
  }

  /** With these named ones besides, under their own names. */
  text(besides: readonly Imported[]): string {
    const wanted = [...this.#all, ...besides];
    const merged = [...new Map(wanted.map((each) => [keyOf(each), each])).values()];
    const modules = [...new Set(merged.map(({ from }) => from))].sort(byModule);
    return modules
      .map((module) => {
        const ofModule = merged.filter(({ from }) => from === module);
        const main = ofModule.filter(({ exported }) => exported === 'default');
        const named = ofModule
          .filter(({ exported }) => exported !== 'default')
          .map((each) => this.#specifier(each))
          .sort();
        const clauses = [
          ...main.map((each) => this.local(each)),
          ...(named.length === 0 ? [] : [`{ ${named.join(', ')} }`]),
        ];
        return `import ${clauses.join(', ')} from ${stringOf(module)};`;
      })
      .join('\n');
  }

  #specifier(each: Imported): string {
    const local = this.local(each);
    const { exported } = each;
    if (local === exported) return exported;
    return `${word.test(exported) ? exported : stringOf(exported)} as ${local}`;
  }
}

function keyOf({ from, exported }: Imported): string {
  return JSON.stringify([from, exported]);
}

/** Packages first, then files, as formatters sort them. */
function byModule(a: string, b: string): number {
  const rank = (name: string) => (name.startsWith('.') ? 1 : 0);
  return rank(a) - rank(b) || (a < b ? -1 : a > b ? 1 : 0);
}
