/**
 * Processes that share variables and shake hands on channels without a buffer, as in DVE, the language of the BEEM
 * benchmark: a step is one of one process, or one of two together, of whom one sends on a channel and one receives.
 * Actors send and go on, so that a handshake is a step of one machine here.
 */
import type { Specification, Step } from './labelled-steps.ts';

/** What a handshake carries beside the channel: a number, or nothing. */
export interface Edge<V> {
  readonly from: string;
  readonly to: string;
  /** `channel!` sends, `channel?` receives; without it the process goes alone. */
  readonly sync?: `${string}!` | `${string}?`;
  readonly value?: number;
  readonly guard?: (variables: V) => boolean;
  /** What changes; `received` is what the sender's `value` was. */
  readonly effect?: (variables: V, received: number) => Partial<V>;
}

export interface Process<V> {
  readonly begin: string;
  readonly edges: readonly Edge<V>[];
}

export interface Configuration<V> {
  readonly at: readonly string[];
  readonly variables: V;
}

interface Enabled<V> {
  readonly process: number;
  readonly place: number;
  readonly edge: Edge<V>;
}

export function handshake<V>(
  processes: readonly Process<V>[],
  variables: V,
): Specification<Configuration<V>> {
  const enabled = ({ at, variables: now }: Configuration<V>): readonly Enabled<V>[] =>
    processes.flatMap(({ edges }, process) =>
      edges
        .map((edge, place) => ({ process, place, edge }))
        .filter(({ edge: { from, guard } }) => at[process] === from && guard?.(now) !== false),
    );
  /** The sender's effect comes first. */
  const taken = (now: Configuration<V>, together: readonly Enabled<V>[]): Configuration<V> => {
    const value = together[0]?.edge.value ?? 0;
    const at = now.at.map(
      (state, n) => together.find((each) => each.process === n)?.edge.to ?? state,
    );
    let after = now.variables;
    for (const { edge } of together) after = { ...after, ...edge.effect?.(after, value) };
    return { at, variables: after };
  };
  const steps = (now: Configuration<V>): readonly Step<Configuration<V>>[] => {
    const all = enabled(now);
    const label = ({ process, place }: Enabled<V>) => `${process}.${place}`;
    return all.flatMap((one): readonly Step<Configuration<V>>[] => {
      const { sync } = one.edge;
      if (sync === undefined) return [[label(one), taken(now, [one])]];
      if (sync.endsWith('?')) return [];
      const partner = `${sync.slice(0, -1)}?`;
      return all
        .filter(({ process, edge }) => process !== one.process && edge.sync === partner)
        .map((other) => [`${label(one)} ${label(other)}`, taken(now, [one, other])]);
    });
  };
  return { initial: [{ at: processes.map(({ begin }) => begin), variables }], steps };
}
