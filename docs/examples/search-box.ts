/**
 * A search box that asks a server. Does it ever show the results of an older question? What the promise may answer is
 * listed beside the machine (`invoked`), and every moment at which an answer may come is tried. It prints:
 *
 * ```text
 * as written: violated, 6 states
 *   'news of ship' is shown for 'ships'
 *   1. user -> box: TYPE
 *   2. user -> box: TYPE
 *   3. environment -> box: xstate.done.actor.find
 * swap 2 and 3 and it is right
 * with reenter: holds, 6 states
 * ```
 */
import { explain } from 'sriov-sim';
import { explore } from 'sriov-sim/explore';
import type { StateProperty, SystemSpec } from 'sriov-sim/system';
import { assign, fromPromise, setup } from 'xstate';

const searchBox = (reenter: boolean) =>
  setup({
    types: {} as {
      context: { question: string; shown: string };
      events: { type: 'TYPE'; text: string };
    },
    actors: {
      fetchNews: fromPromise(async ({ input }: { input: string }) => {
        const response = await fetch(`https://example.org/news?about=${input}`);
        return await response.text();
      }),
    },
    actions: {
      note: assign({ question: ({ context, event }) => context.question + event.text }),
    },
  }).createMachine({
    context: { question: '', shown: '' },
    initial: 'idle',
    states: {
      idle: { on: { TYPE: { target: 'searching', actions: 'note' } } },
      searching: {
        invoke: {
          id: 'find',
          src: 'fetchNews',
          input: ({ context }) => context.question,
          onDone: { target: 'idle', actions: assign({ shown: ({ event }) => event.output }) },
        },
        // A state that is entered again stops its promise and starts another one.
        on: { TYPE: { target: 'searching', reenter, actions: 'note' } },
      },
    },
  });

const system = (reenter: boolean): SystemSpec => ({
  actors: {
    box: {
      machine: searchBox(reenter),
      invoked: {
        find: { done: (question: string) => [`news of ${question}`] },
      },
    },
  },
  initial: ['ship', 's'].map((text) => ({
    from: 'user',
    to: 'box',
    message: { type: 'TYPE', text },
  })),
});

const upToDate: StateProperty = {
  kind: 'finally',
  name: 'UpToDate',
  rule: 'what is shown answers what was typed',
  source: 'whoever searches',
  reads: ['box'],
  check: ({ box }) => {
    const { question, shown } = box?.context ?? {};
    const isRight = shown === `news of ${question}`;
    return isRight ? undefined : `'${shown}' is shown for '${question}'`;
  },
};

for (const reenter of [false, true]) {
  const options = { properties: [upToDate] };
  const result = explore(system(reenter), options);
  const name = reenter ? 'with reenter' : 'as written';
  console.log(`${name}: ${result.verdict}, ${result.states} states`);
  if (result.verdict !== 'violated') continue;
  console.log(`  ${result.violation.detail}`);
  for (const [n, { from, to, message }] of result.schedule.entries()) {
    console.log(`  ${n + 1}. ${from} -> ${to}: ${message.type}`);
  }
  const { racingPair } = explain(system(reenter), options, result.schedule);
  console.log(`swap ${racingPair?.first} and ${racingPair?.second} and it is right`);
}
