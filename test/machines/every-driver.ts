/** Every driver in every situation that a few runs bring it into: for tests that hold for all of them alike. */
import type { AnyMachineSnapshot } from 'xstate';
import { runToEnd } from '../../src/trace/live.ts';
import { stackOf } from '../stack/run-scenario.ts';

export interface Situation {
  readonly actor: string;
  readonly snapshot: AnyMachineSnapshot;
}

const scenarios = ['demo', 'backchannel', 'query-remove', 'pf-surprise-removal', 'failover'];

/** Distinct situations of the drivers: one for each state value that a driver was in. */
export function situations(): readonly Situation[] {
  const found = new Map<string, Situation>();
  for (const name of scenarios) {
    for (const vbd of [true, false]) {
      const stack = stackOf(name, { vfs: 1, vbd });
      const { views } = runToEnd(stack.spec, { seed: 1 });
      for (const view of views.values()) {
        for (const [actor, snapshot] of Object.entries(view)) {
          found.set(`${actor} ${JSON.stringify(snapshot.value)}`, { actor, snapshot });
        }
      }
    }
  }
  return [...found.values()];
}
