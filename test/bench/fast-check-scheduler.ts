/** fast-check's scheduler on the same system: each delivery is a task, and the scheduler picks the next at random. */
import type { Envelope, SystemSpec, SystemState } from '../../src/system/index.ts';

import { systemLogic } from '../../src/system/index.ts';
import type { Measured } from './measure.ts';

/** Runs the system `runs` times to its end; `seed` fixes the orders. */
export async function runFastCheck(
  spec: SystemSpec,
  model: string,
  runs: number,
  seed: number,
): Promise<Measured | undefined> {
  const fastCheck = await import('fast-check').catch(() => undefined);
  if (fastCheck === undefined) return undefined;
  const { assert, asyncProperty, scheduler } = fastCheck;
  const logic = systemLogic(spec);
  const scope = undefined as never;
  let transitions = 0;
  const began = performance.now();
  await assert(
    asyncProperty(scheduler(), async (s) => {
      let state: SystemState = logic.getInitialSnapshot(scope, undefined);
      const waiting = new Set<string>();
      const schedule = (channel: string, { from, to, message }: Envelope): void => {
        waiting.add(channel);
        void s.schedule(Promise.resolve(), channel).then(() => {
          waiting.delete(channel);
          transitions += 1;
          state = logic.transition(
            state,
            { type: 'deliver', from, to, message: message.type },
            scope,
          );
          scheduleHeads();
        });
      };
      const scheduleHeads = (): void => {
        for (const [channel, [first]] of Object.entries(state.channels)) {
          if (first !== undefined && !waiting.has(channel)) schedule(channel, first);
        }
      };
      scheduleHeads();
      while (s.count() > 0) await s.waitOne();
      return state.status === 'done';
    }),
    { numRuns: runs, seed },
  );
  const seconds = (performance.now() - began) / 1000;
  return { tool: 'fast-check scheduler', model, states: 0, transitions, seconds };
}
