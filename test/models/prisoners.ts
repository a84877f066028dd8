/**
 * Prisoners who find out by one lamp that all of them were in its cell: the TLA+ examples' `Prisoners_Single_Switch/
 * Prisoner` (Schanda; tlaplus/Examples, manifest of 0e018bc: 16 distinct states of three prisoners, and 62 where
 * nobody knows whether the lamp is on at the beginning). The last of them counts.
 */
import type { Specification, Step } from './labelled-steps.ts';
import { replaced } from './shared-memory.ts';

export interface Prison {
  readonly count: number;
  readonly isAnnounced: boolean;
  /** How often the others have put the lamp on. */
  readonly signalled: readonly number[];
  readonly isOn: boolean;
  readonly visited: readonly boolean[];
}

export function prisoners(count: number, isKnown: boolean): Specification<Prison> {
  const counter = count - 1;
  const most = isKnown ? 1 : 2;
  const enough = isKnown ? count : 2 * count - 1;
  const others = Array.from({ length: counter }, (_, n) => n);
  const initial = (isKnown ? [false] : [false, true]).map((isOn): Prison => {
    const visited = Array.from({ length: count }, () => false);
    return { count: 1, isAnnounced: false, signalled: others.map(() => 0), isOn, visited };
  });
  const steps = (now: Prison): readonly Step<Prison>[] => {
    const into = (who: number) => ({ ...now, visited: replaced(now.visited, who, true) });
    const counted = now.isOn ? now.count + 1 : now.count;
    const isAnnounced = counted >= enough;
    return [
      ['count', { ...into(counter), isOn: false, count: counted, isAnnounced }],
      ...others.map((who): Step<Prison> => {
        const times = now.signalled[who] ?? 0;
        if (now.isOn || times >= most) return [`visit ${who}`, into(who)];
        const signalled = replaced(now.signalled, who, times + 1);
        return [`visit ${who}`, { ...into(who), isOn: true, signalled }];
      }),
    ];
  };
  return { initial, steps };
}

/** Nobody announces what is not so. */
export function isTrue({ isAnnounced, visited }: Prison): boolean {
  return !isAnnounced || !visited.includes(false);
}
