/** Small random monitors, repeatable by their seed: what they remember of deliveries is a number below four. */
import { assign, setup } from 'xstate';
import type { Message, MonitorProperty, Outgoing } from '../../src/system/index.ts';

interface Seen {
  readonly type: 'observe';
  readonly from: string;
  readonly to: string;
  readonly message: Message;
  readonly sent?: readonly Outgoing[];
}

const memories = 4;

/** A number below the limit that depends on the text and the seed alone. */
function scatter(seed: number, text: string, limit: number): number {
  let hash = (seed * 0x9e3779b1) | 0;
  for (const letter of text) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193);
  return ((hash ^ (hash >>> 15)) >>> 0) % limit;
}

/** `mild`: breaks its rule rarely, so that whole systems are searched. */
export function randomMonitor(seed: number, mild: boolean): MonitorProperty {
  const next = (memory: number, { from, to, message, sent }: Seen) => {
    const answers = sent?.map((each) => `${each.to} ${each.message.type}`).join() ?? 'unseen';
    const text = `${memory} ${from} ${to} ${message.type} ${answers}`;
    const wrong = scatter(seed + 1, text, mild ? 400 : 40) === 0;
    return wrong ? 'wrong' : scatter(seed, text, memories);
  };
  const machine = setup({
    types: {} as { context: { readonly memory: number }; events: Seen },
  }).createMachine({
    context: { memory: 0 },
    initial: 'watching',
    states: {
      watching: {
        on: {
          observe: [
            {
              guard: ({ context, event }) => next(context.memory, event) === 'wrong',
              target: 'violated',
            },
            {
              actions: assign(({ context, event }) => ({
                memory: next(context.memory, event) as number,
              })),
            },
          ],
        },
      },
      violated: { tags: 'error', on: { observe: {} } },
    },
  });
  const types = ['A', 'B', 'C'].filter((type) => scatter(seed, `observes ${type}`, 3) > 0);
  const last = scatter(seed, 'finally', mild ? 40 : 8);
  return {
    kind: 'monitor',
    name: `Random${seed}`,
    rule: 'none',
    source: 'this test',
    observes: scatter(seed, 'all', 4) === 0 ? '*' : types,
    ...(scatter(seed, 'each', 3) > 0 ? { each: true } : {}),
    ...(scatter(seed, 'sends', 2) > 0 ? { sends: true } : {}),
    machine,
    finally: ({ context }) => (context.memory === last ? `it remembers ${last}` : undefined),
  };
}
