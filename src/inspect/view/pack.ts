/**
 * The document as it lies in a page: what comes again and again is written once, in tables, and named by its number.
 * Runs in Node and in the browser.
 */
import type { ViewDocument, ViewRun, ViewStep } from '../view-data.ts';
import { viewFormat, viewVersion } from '../view-data.ts';

/** What comes again and again in the steps of a run. */
const tabled = ['instead', 'pending', 'held', 'sent', 'transitions', 'active'] as const;
type Tabled = (typeof tabled)[number];

type PackedStep = Omit<ViewStep, Tabled> & { readonly [K in Tabled]?: readonly number[] };

interface PackedRun extends Omit<ViewRun, 'steps'> {
  readonly steps: readonly PackedStep[];
  readonly tables: { readonly [K in Tabled]: readonly unknown[] };
}

interface PackedDocument extends Omit<ViewDocument, 'runs'> {
  readonly packed: true;
  readonly runs: readonly PackedRun[];
}

/** To be written as JSON. */
export function packed(document: ViewDocument): PackedDocument {
  return { ...document, packed: true, runs: document.runs.map(packRun) };
}

/** The document in what JSON was read as, packed or not. Equal items of the tables are one object. */
export function unpacked(value: unknown): ViewDocument {
  const { format, version } = (value ?? {}) as Partial<ViewDocument>;
  if (format !== viewFormat) throw new Error('this is not a document of the viewer');
  if (version !== viewVersion) {
    throw new Error(`the document has version ${String(version)}; this page reads ${viewVersion}`);
  }
  if (!('packed' in (value as object))) return value as ViewDocument;
  const { packed: _, runs, ...rest } = value as PackedDocument;
  return { ...rest, runs: runs.map(unpackRun) };
}

/** One run, as the server answers with it. */
export function packRun(run: ViewRun): PackedRun {
  const tables = Object.fromEntries(tabled.map((name) => [name, new Table()])) as {
    readonly [K in Tabled]: Table;
  };
  const steps = run.steps.map((step) => {
    const numbers = tabled.flatMap((name) => {
      const list: readonly unknown[] | undefined = step[name];
      return list === undefined ? [] : [[name, list.map((each) => tables[name].number(each))]];
    });
    return { ...step, ...Object.fromEntries(numbers) } as PackedStep;
  });
  const items = tabled.map((name) => [name, tables[name].items]);
  return { ...run, steps, tables: Object.fromEntries(items) };
}

export function unpackRun({ tables, ...run }: PackedRun): ViewRun {
  const steps = run.steps.map((step) => {
    const lists = tabled.flatMap((name) => {
      const numbers = step[name];
      return numbers === undefined ? [] : [[name, numbers.map((n) => tables[name][n])]];
    });
    return { ...step, ...Object.fromEntries(lists) } as ViewStep;
  });
  return { ...run, steps };
}

class Table {
  readonly items: unknown[] = [];
  readonly #numbers = new Map<string, number>();

  number(item: unknown): number {
    const key = JSON.stringify(item);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.items.length);
    this.items.push(item);
    return this.items.length - 1;
  }
}

/** The context after changes; the one before stays as it is. `isBack`: before them instead. */
export function applyChanges(
  context: unknown,
  changes: ViewStep['changes'],
  isBack = false,
): unknown {
  let result = context;
  for (const { path, before, after } of isBack ? changes.toReversed() : changes) {
    result = replaced(result, pathNames(path), isBack ? before : after);
  }
  return result;
}

/** The names in the path of a change. */
export function pathNames(path: string): readonly string[] {
  if (path === '') return [];
  const names = path.match(/(?:\\.|[^.\\])+/gsu) ?? [];
  return names.map((name) => (name === '\\e' ? '' : name.replace(/\\(.)/gsu, '$1')));
}

function replaced(container: unknown, names: readonly string[], value: unknown): unknown {
  const [name, ...inner] = names;
  if (name === undefined) return value;
  if (Array.isArray(container)) {
    const index = Number(name);
    if (inner.length === 0 && value === undefined) return container.slice(0, index);
    return Object.assign([...container], { [index]: replaced(container[index], inner, value) });
  }
  const fields = new Map<string, unknown>(Object.entries(container ?? {}));
  const field = replaced(fields.get(name), inner, value);
  if (field === undefined) fields.delete(name);
  else fields.set(name, field);
  // Also for a field called `__proto__`.
  return Object.fromEntries(fields);
}
