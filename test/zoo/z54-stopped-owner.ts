/** Z54: a reset waits for the answer of somebody whom it has stopped before. */
import type { AnyStateMachine } from 'xstate';
import { assign, createMachine } from 'xstate';
import type { VstackContext } from '../../machines/vstack/context.ts';
import { createVirtualizationStack } from '../../machines/vstack.ts';
import { reply, send } from '../../src/system/index.ts';
import { varied } from './bench.ts';
import type { AnyMessage } from './bench-host.ts';
import {
  answersFor,
  beginAll,
  caller,
  cameUp,
  clientOf,
  contextOf,
  fromRest,
} from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';

type Given = { readonly context: VstackContext; readonly event: AnyMessage };

const resetDone = send('administrator', {
  type: 'ResetVm.done',
  id: 'step1',
  status: 'STATUS_SUCCESS',
});

/** The reset of a virtual machine: first the device's task is stopped, then the bus is reset, which `settles`. */
const withReset = (settles: object) =>
  varied(createVirtualizationStack({ vfs: 1, guests: 1 }), {
    operating: (state) => ({
      ...state,
      states: {
        ...state.states,
        reset: {
          initial: 'none',
          states: {
            none: {
              on: { ResetVm: { target: 'stopping', actions: send('ndis', { type: 'Stop' }) } },
            },
            stopping: { on: { Stopped: 'resettingBus' } },
            resettingBus: { always: settles },
            done: {},
          },
        },
      },
    }),
  });

/** The bus waits for every request that is still under way. */
const waitsForAll = withReset({
  guard: ({ context }: Given) => context.relays.length === 0,
  target: 'done',
  actions: resetDone,
});
/** What is under way is given up, since who would answer it has stopped. */
const givesUp = withReset({
  target: 'done',
  actions: [assign({ relays: [] } as never), resetDone],
});

/** The task that serves the PF's adapter: once it has stopped, requests stay unread. */
const task = createMachine({
  initial: 'running',
  states: {
    running: {
      on: {
        NdisOidRequest: {
          actions: reply(({ event }: { readonly event: AnyMessage }) => ({
            type: 'ProtocolOidRequestComplete',
            id: event.id,
            oid: event.oid,
            status: 'NDIS_STATUS_SUCCESS',
            result: { block: 'content' },
          })),
        },
        Stop: { target: 'stopped', actions: reply({ type: 'Stopped' }) },
      },
    },
    stopped: { on: { NdisOidRequest: {} } },
  },
} as never);

function system(machine: AnyStateMachine): ZooSystem {
  const read = { type: 'VPCI_READ_BLOCK', id: '1', slot: 0, blockId: 1, length: 16 };
  const actors = {
    administrator: clientOf([['vstack', { type: 'ResetVm' }]]),
    'vpci.g0': caller(
      [{ to: 'vstack', message: read, until: null }],
      ['VPCI_READ_BLOCK.completion'],
    ),
    vstack: fromRest('vstack', { machine }),
    ndis: { machine: task },
  };
  return {
    spec: { actors, initial: beginAll('administrator', 'vpci.g0') },
    properties: [
      answersFor(actors),
      cameUp(
        'RequestToStoppedTask',
        'a request is under way to a task that has stopped',
        ['vstack', 'ndis'],
        (view) =>
          view.ndis?.value === 'stopped' &&
          contextOf<VstackContext>(view, 'vstack').relays.length > 0,
      ),
    ],
  };
}

export const z54: ZooEntry = {
  id: 'Z54',
  title: 'reset waits for an answer that a stopped owner never gives',
  source: 'OpenVMM, commit 9a7dbd58e5e9 (#3491)',
  story:
    'The reset of a virtual machine first stops the tasks of its devices and then resets the bus. In between the guest ' +
    'sends a request, which the bus passes on to a task that has stopped. The reset of the bus waits until every ' +
    'request under way is answered, so it waits for ever. The fix lets the reset end such requests itself: who is ' +
    'stopped cannot be waited for.',
  variation:
    'vstack: has a reset that stops the PF side first and then waits for the relays that are under way',
  estimatedDepth: 2,
  measuredDelays: 0,
  caughtBy: 'NothingLost',
  broken: () => system(waitsForAll),
  fixed: () => system(givesUp),
};
