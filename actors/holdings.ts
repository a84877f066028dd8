/**
 * What drivers hold of each other in a situation: references to interfaces, as their exporters count them. For the end
 * of a schedule that went wrong.
 */
import type { SystemView } from '../src/system/index.ts';

/** Counts by `holder interface`. */
type References = Readonly<Record<string, number>>;

/** Of a driver's context, whichever machine it is: everything may be missing in a user's own. */
interface Exporter {
  readonly references?: unknown;
  readonly children?: unknown;
}

/** One line for each reference count that is not zero. */
export function stackHoldings(view: SystemView): readonly string[] {
  return Object.entries(view).flatMap(([exporter, { context }]) => {
    const { references, children } = (context ?? {}) as Exporter;
    const ofChildren = Object.entries(record(children)).flatMap(([slot, child]) =>
      lines(`${exporter}, slot ${slot}`, record(child).references),
    );
    return [...lines(exporter, references), ...ofChildren];
  });
}

function lines(exporter: string, references: unknown): readonly string[] {
  return Object.entries(record(references) as References)
    .filter(([, count]) => typeof count === 'number' && count > 0)
    .map(([key, count]) => {
      const [holder, interfaceType = 'an interface'] = key.split(' ');
      return `${holder} holds ${count} ${count === 1 ? 'reference' : 'references'} to ${interfaceType} of ${exporter}`;
    });
}

function record(value: unknown): Readonly<Record<string, never>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, never>) : {};
}
