/** A search that begins after some deliveries: their effect on the tables' initial state. */
import type { Envelope } from '../system/index.ts';
import { canonicalText } from './canonical.ts';
import { Cursor } from './cursor.ts';
import type { Tables } from './tables.ts';

/** The tables with the state after the deliveries as the initial one. Throws for a delivery that is not possible. */
export function afterPrefix(tables: Tables, prefix: readonly Envelope[]): Tables {
  const cursor = new Cursor(tables);
  for (const [n, envelope] of prefix.entries()) {
    const wanted = canonicalText(envelope);
    const moves = cursor.moves();
    const move = moves.find((each) => canonicalText(cursor.envelope(each)) === wanted);
    if (move === undefined) {
      const possible = moves.map((each) => textOf(cursor.envelope(each))).join(', ');
      const instead = possible === '' ? 'nothing can move' : `possible: ${possible}`;
      throw new Error(
        `step ${n + 1} of the prefix, ${textOf(envelope)}, is not possible; ${instead}`,
      );
    }
    const wrong = cursor.take(move);
    if (wrong !== undefined) {
      throw new Error(
        `step ${n + 1} of the prefix, ${textOf(envelope)}, violates ${wrong.property}`,
      );
    }
  }
  return { ...tables, initial: [...cursor.columns] };
}

function textOf({ from, to, message }: Envelope): string {
  return `${message.type} from ${from} to ${to}`;
}
