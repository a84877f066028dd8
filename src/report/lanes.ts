/** The lanes of a run: one narrow column for each kind of driver, with an arrow from sender to receiver. */

/** An actor and where it stands. A topology's lanes have this shape. */
export interface ReportLane {
  readonly id: string;
  /** Kind of driver in a word: actors with the same label and partition share a column. */
  readonly label: string;
  readonly partition: 'parent' | 'guest' | 'client';
  readonly guest?: number;
  readonly vf?: number;
}

interface Column {
  readonly label: string;
  readonly partition: ReportLane['partition'];
  readonly ids: readonly string[];
  /** Where the column begins, and where its marks stand. */
  readonly start: number;
  readonly mark: number;
}

const shortLabels: Readonly<Record<string, string>> = {
  vstack: 'vst',
  device: 'dev',
  holder: 'hold',
  tester: 'test',
};

export class LaneGrid {
  readonly columns: readonly Column[];
  readonly width: number;
  readonly #lanes: ReadonlyMap<string, ReportLane>;
  readonly #separators: readonly number[];

  constructor(lanes: readonly ReportLane[]) {
    this.#lanes = new Map(lanes.map((lane) => [lane.id, lane]));
    const columns: Column[] = [];
    const separators: number[] = [];
    let at = 0;
    for (const partition of new Set(lanes.map((lane) => lane.partition))) {
      const groups = groupsOf(lanes.filter((lane) => lane.partition === partition));
      if (columns.length > 0) {
        separators.push(at);
        at += 2;
      }
      for (const [label, ids] of groups) {
        columns.push({ label, partition, ids, start: at, mark: at + (label.length > 2 ? 1 : 0) });
        at += label.length + 1;
      }
    }
    this.columns = columns;
    this.#separators = separators;
    this.width = at;
  }

  /** The labels, above their columns. */
  header(): string {
    const line = this.#blank();
    for (const { label, start } of this.columns) put(line, start, label);
    return line.join('');
  }

  /** The arrow from sender to receiver; one mark where both share a column or the sender has none. */
  arrow(from: string, to: string): string {
    const line = this.#blank();
    const source = this.#markOf(from);
    const target = this.#markOf(to);
    for (const { mark } of this.columns) put(line, mark, '·');
    if (target === undefined) return line.join('');
    if (source === undefined || source === target) put(line, target, '●');
    else {
      const [left, right] = source < target ? [source, target] : [target, source];
      for (let at = left + 1; at < right; at += 1) put(line, at, '─');
      put(line, source, source < target ? '├' : '┤');
      put(line, target, source < target ? '▶' : '◀');
    }
    return line.join('');
  }

  /** Which one of several, in a word: the client's id, `vf2`, `g1`; undefined where the column says it all. */
  instance(id: string): string | undefined {
    const lane = this.#lanes.get(id);
    if (lane === undefined) return undefined;
    if (lane.partition === 'client') return id;
    const column = this.columns.find(({ ids }) => ids.includes(id));
    if (column === undefined || column.ids.length === 1) return undefined;
    return lane.vf === undefined ? `g${lane.guest ?? 0}` : `vf${lane.vf}`;
  }

  /** Name of the kind of driver, for counting: `guest vpci`, `pf`, `client`. */
  kind(id: string): string {
    const lane = this.#lanes.get(id);
    if (lane === undefined) return id;
    if (lane.partition === 'client') return 'clients';
    return lane.partition === 'guest' ? `guest ${lane.label}` : lane.label;
  }

  #markOf(id: string): number | undefined {
    return this.columns.find(({ ids }) => ids.includes(id))?.mark;
  }

  #blank(): string[] {
    const line = Array.from({ length: this.width }, () => ' ');
    for (const at of this.#separators) put(line, at, '│');
    return line;
  }
}

/** Ids by label, in the order of the lanes; all clients under one. */
function groupsOf(lanes: readonly ReportLane[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const { id, label, partition } of lanes) {
    const name = partition === 'client' ? 'cl' : (shortLabels[label] ?? label);
    groups.set(name, [...(groups.get(name) ?? []), id]);
  }
  return groups;
}

function put(line: string[], at: number, text: string): void {
  for (const [index, char] of [...text].entries()) line[at + index] = char;
}
