/** Symmetry that is not there is refused, and the refusal names who breaks it, in which state, at which message. */

import { describe, expect, test } from 'vitest';
import { assign, createMachine } from 'xstate';
import type { ExploreOptions } from '../../src/explore/index.ts';
import { buildSymmetry, SymmetryBroken } from '../../src/explore/symmetry/index.ts';
import { buildTables } from '../../src/explore/tables.ts';
import type { Message, Property, SystemSpec } from '../../src/system/index.ts';
import { reply, send } from '../../src/system/index.ts';
import { searchPlain, searchSymmetric } from './symmetry-bfs.ts';

interface Given {
  readonly event: Message;
}

/** Asks the desk, twice if it is restless, and rests when it is answered. */
const guest = (restless = false) =>
  createMachine({
    initial: 'new',
    states: {
      new: { on: { Go: { target: 'asking', actions: send('desk', { type: 'Ask' }) } } },
      asking: {
        on: {
          Answer: restless
            ? { target: 'again', actions: send('desk', { type: 'Ask' }) }
            : { target: 'resting' },
        },
      },
      again: { on: { Answer: 'resting' } },
      resting: {},
    },
  } as never);

const answering = { actions: reply({ type: 'Answer' }) };
const fairDesk = createMachine({
  context: { asked: 0 },
  on: {
    Ask: {
      actions: [
        assign({
          asked: ({ context }: { context: { asked: number } }) => context.asked + 1,
        } as never),
        reply({ type: 'Answer' }),
      ],
    },
  },
} as never);
/** Notes who asked if the name is greater than another. */
const proudDesk = createMachine({
  context: { noble: false },
  on: {
    Ask: [
      {
        guard: ({ event }: Given) => (event.from ?? '') > 'guest0',
        actions: [assign({ noble: true } as never), reply({ type: 'Answer' })],
      },
      answering,
    ],
  },
} as never);

function hotel(desk = fairDesk, second = guest()): SystemSpec {
  const first = { type: 'Go' };
  return {
    actors: { guest0: { machine: guest() }, guest1: { machine: second }, desk: { machine: desk } },
    initial: ['guest0', 'guest1'].map((to) => ({ from: 'environment', to, message: first })),
  };
}

const copies = { count: 2, actors: [['guest0'], ['guest1']] };
const options = (properties: readonly Property[] = []): ExploreOptions => ({
  symmetry: copies,
  properties,
});

/** What the search ends with. */
function refusal(system: SystemSpec, given: ExploreOptions): { text: string; actor?: string } {
  try {
    searchSymmetric(system, given);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return error instanceof SymmetryBroken ? { text, actor: error.at.actor } : { text };
  }
  return { text: 'not refused' };
}

test('a fair hotel is symmetric', () => {
  expect(searchPlain(hotel(), {}).states).toHaveLength(16);
  expect(searchSymmetric(hotel(), options()).states).toHaveLength(10);
});

test('a copy that behaves differently is named, with its state and the message', () => {
  const { text } = refusal(hotel(fairDesk, guest(true)), options());
  expect(text).toMatchInlineSnapshot(
    `"'guest0' in 'asking', 'Answer' from desk ('guest1' in 'asking'): sends {"from":"guest1","type":"Ask"} to desk where it should be nothing"`,
  );
});

test('a shared machine that compares ids is named, with what differs', () => {
  const { text, actor } = refusal(hotel(proudDesk), options());
  expect(actor).toBe('desk');
  expect(text).toMatchInlineSnapshot(
    `"'desk' in its only state, 'Ask' from guest0: in its only state its 'noble' is true where it should be false"`,
  );
});

describe('a property that treats copies differently is named', () => {
  const base = { rule: 'test', source: 'test' } as const;
  const value = (id: string, state: string): Property => ({
    ...base,
    kind: 'always',
    name: 'FirstNeverRests',
    reads: [id],
    check: (view) => (view[id]?.value === state ? 'it rests' : undefined),
  });

  test('a predicate over one copy', () => {
    expect(refusal(hotel(), options([value('guest0', 'resting')])).text).toContain(
      'FirstNeverRests',
    );
  });

  test('a predicate that reads a copy and not the other', () => {
    const property: Property = {
      ...base,
      kind: 'always',
      name: 'FirstBeforeDesk',
      reads: ['guest0', 'desk'],
      check: () => undefined,
    };
    const given = options([property]);
    const refused = buildSymmetry(hotel(), given, buildTables(hotel(), given));
    expect(refused).toEqual({
      refused: "property 'FirstBeforeDesk' reads 'guest0' and not 'guest1'",
    });
  });

  test('a predicate over both', () => {
    const property: Property = {
      ...base,
      kind: 'sometimes',
      name: 'FirstIsFirst',
      reads: ['guest0', 'guest1'],
      check: ({ guest0, guest1 }) =>
        guest0?.value === 'resting' && guest1?.value === 'new' ? 'first' : undefined,
    };
    expect(refusal(hotel(), options([property]))).toMatchObject({ actor: 'FirstIsFirst' });
  });

  test('a predicate at the end', () => {
    const property: Property = {
      ...base,
      kind: 'finally',
      name: 'EndsAlike',
      reads: ['guest0', 'guest1'],
      check: (view) => (Object.keys(view)[0] === 'guest0' ? undefined : 'wrong way round'),
    };
    // It looks at the order of the view and not at the copies: the same for all of them.
    expect(refusal(hotel(), options([property])).text).toBe('not refused');
  });

  test('a monitor', () => {
    const machine = createMachine({
      initial: 'fine',
      states: {
        fine: {
          on: {
            observe: {
              guard: ({ event }: { event: { readonly from?: string } }) => event.from === 'guest1',
              target: 'wrong',
            },
          },
        },
        wrong: { tags: ['error'] },
      },
    } as never);
    const property: Property = {
      ...base,
      kind: 'monitor',
      name: 'OnlyTheFirstAsks',
      observes: ['Ask'],
      machine,
    };
    expect(refusal(hotel(), options([property]))).toMatchObject({ actor: 'OnlyTheFirstAsks' });
  });
});

test.each([
  [{ count: 2, actors: [['guest0']] }, "'count' is 2, and 'actors' has lists for 1 copies"],
  [{ count: 2, actors: [['guest0'], []] }, 'copies have different numbers of actors'],
  [{ count: 2, actors: [['guest0'], ['guest0']] }, "actor 'guest0' belongs to more than one copy"],
  [
    { count: 2, actors: [['guest0'], ['guest7']] },
    "actor 'guest7' of a copy does not exist; there are only guest0, guest1, desk",
  ],
])('copies that are not there are refused', (symmetry, refused) => {
  const given = { symmetry };
  expect(buildSymmetry(hotel(), given, buildTables(hotel(), given))).toEqual({ refused });
});

test('a system that begins asymmetrically is refused', () => {
  const { actors, initial } = hotel();
  const system = { actors, initial: initial.slice(0, 1) };
  expect(buildSymmetry(system, options(), buildTables(system, options()))).toEqual({
    refused: "what waits for 'guest0' at the beginning is not what waits for 'guest1', renamed",
  });
});

test('a renaming that is not one-to-one is refused', () => {
  const rename = (message: Message): Message => ({ ...message, type: 'Go' });
  const { text } = refusal(hotel(), { symmetry: { ...copies, rename } });
  expect(text).toContain("'rename' must be one-to-one");
});
