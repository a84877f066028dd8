/**
 * Two-phase commit among actors, as in the examples of TraceForge: a manager asks each participant to prepare, each
 * votes yes or no (its own choice: an outside event), and the manager tells all of them what was decided when it has
 * every vote. Traces: 2^N votes times N! orders of their coming; 2^N where the order in which votes come does not
 * count.
 */
import { createMachine } from 'xstate';
import type { Message, SystemSpec } from '../../src/system/index.ts';
import { messaging, send, to } from '../../src/system/index.ts';

interface Vote extends Message {
  readonly type: 'Vote';
  readonly yes: boolean;
}

const participant = createMachine({
  initial: 'working',
  states: {
    working: { on: { Prepare: 'asked' } },
    asked: {
      on: {
        VoteYes: { target: 'waiting', actions: send('manager', { type: 'Vote', yes: true }) },
        VoteNo: { target: 'waiting', actions: send('manager', { type: 'Vote', yes: false }) },
      },
    },
    waiting: { on: { Commit: 'committed', Abort: 'aborted' } },
    committed: {},
    aborted: {},
  },
} as never);

/** Counts votes; it does not remember whose they were. */
function manager(ids: readonly string[]) {
  interface Count extends Record<string, unknown> {
    readonly votes: number;
    readonly allYes: boolean;
  }
  const { assign, send: sendTo, when } = messaging<Count, Vote>();
  const count = assign('Vote', ({ context, event }) => ({
    votes: context.votes + 1,
    allYes: context.allYes && event.yes,
  }));
  return createMachine({
    context: { votes: 0, allYes: true },
    on: {
      Vote: [
        {
          guard: when('*', ({ context }) => context.votes + 1 === ids.length),
          actions: [
            count,
            sendTo('*', ({ context }) =>
              ids.map((id) => to(id, { type: context.allYes ? 'Commit' : 'Abort' })),
            ),
          ],
        },
        { actions: count },
      ],
    },
  } as never);
}

export function commitActors(count: number): SystemSpec {
  const ids = Array.from({ length: count }, (_, n) => `participant${n}`);
  const events = [{ type: 'VoteYes' }, { type: 'VoteNo' }];
  return {
    actors: {
      manager: { machine: manager(ids) },
      ...Object.fromEntries(ids.map((id) => [id, { machine: participant, events }])),
    },
    initial: ids.map((id) => ({ from: 'manager', to: id, message: { type: 'Prepare' } })),
  };
}
