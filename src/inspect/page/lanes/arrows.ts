/** Finds the messages whose arrows cross some rows, also those that begin and end far outside. */
import type { ViewRun } from '../../view-data.ts';
import type { Rows } from '../model/align.ts';

export interface Arrow {
  readonly step: number;
  /** Row of the delivery. */
  readonly row: number;
  /** Row of the step that sent it; the delivery's own where that has none. */
  readonly fromRow: number;
}

const bucketRows = 32;

export class ArrowIndex {
  readonly #buckets: Arrow[][] = [];

  constructor(run: ViewRun, rows: Rows) {
    for (const { step, sentIn } of run.steps) {
      const row = rows.rowOf(step);
      if (row < 0) continue;
      const sentRow = sentIn === undefined ? -1 : rows.rowOf(sentIn);
      const arrow = { step, row, fromRow: sentRow < 0 ? row : sentRow };
      const first = Math.floor(Math.min(arrow.fromRow, row) / bucketRows);
      const last = Math.floor(row / bucketRows);
      for (let bucket = first; bucket <= last; bucket += 1) {
        let list = this.#buckets[bucket];
        if (list === undefined) {
          list = [];
          this.#buckets[bucket] = list;
        }
        list.push(arrow);
      }
    }
  }

  /** Those that touch the rows from `first` to `last`, by their steps. */
  crossing(first: number, last: number): readonly Arrow[] {
    const found = new Map<number, Arrow>();
    const end = Math.floor(last / bucketRows);
    for (let bucket = Math.max(0, Math.floor(first / bucketRows)); bucket <= end; bucket += 1) {
      for (const arrow of this.#buckets[bucket] ?? []) {
        if (arrow.row >= first && Math.min(arrow.fromRow, arrow.row) <= last) {
          found.set(arrow.step, arrow);
        }
      }
    }
    return [...found.values()].sort((a, b) => a.step - b.step);
  }
}
