/** Z56: a worker that waits for its own message is started again by something else. */
import type { AnyStateMachine } from 'xstate';
import { createVirtualizationStack } from '../../machines/vstack.ts';
import type { StateProperty } from '../../src/system/index.ts';
import { toSelf, varied } from './bench.ts';
import type { AnyMessage } from './bench-host.ts';
import { beginAll, caller, cameUp, fromRest, responder } from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';

const is = (view: Parameters<StateProperty['check']>[0], ...states: readonly string[]) =>
  states.some((worker) => view.vstack?.matches({ operating: { worker } }) === true);

const waitsForItsAnswer: StateProperty = {
  kind: 'always',
  name: 'WorkerWaitsForItsAnswer',
  rule: 'a worker that has asked for a change does not run before the change was made',
  source: 'Z56',
  reads: ['vstack'],
  check: (view) =>
    is(view, 'overtaken')
      ? 'the worker sent packets by the path that was being changed'
      : undefined,
};

const isVfArrival = ({ event }: { readonly event: AnyMessage }) => event.id === 'vf0';
const askForSwitch = toSelf({ type: 'IoQueueWorkItem', work: 'switch the data path' });

/**
 * The worker of the synthetic adapter. `whenVfArrives`: what the coordinator's restart does to one that has
 * stopped.
 */
const withWorker = (whenVfArrives: object) =>
  varied(createVirtualizationStack({ vfs: 1, guests: 1 }), {
    operating: (state) => ({
      ...state,
      states: {
        ...state.states,
        worker: {
          initial: 'running',
          states: {
            running: {
              // It stops itself, and leaves the rest to the coordinator.
              on: { SwitchDataPath: { target: 'stopped', actions: askForSwitch } },
            },
            stopped: { on: { IoQueueWorkItem: 'switched', ...whenVfArrives } },
            restarted: { on: { IoQueueWorkItem: 'overtaken' } },
            switched: {},
            overtaken: {},
          },
        },
      },
    }),
  });

const restarts = withWorker({
  ProtocolOidRequestComplete: { guard: isVfArrival, target: 'restarted' },
});
const waits = withWorker({ ProtocolOidRequestComplete: { guard: isVfArrival } });

function system(machine: AnyStateMachine): ZooSystem {
  const ids = {
    type: 'ProtocolOidRequestComplete',
    id: 'vf0',
    oid: 'OID_SRIOV_VF_VENDOR_DEVICE_ID',
    status: 'NDIS_STATUS_SUCCESS',
    result: { vendorId: 0x8086, deviceId: 0x10ca },
  };
  const actors = {
    'ndis.vf0': caller([
      { to: 'vstack', message: { type: 'SwitchDataPath', vf: 0, toVf: false }, until: null },
    ]),
    // The last OID of a VF's arrival is about to be answered.
    ndis: caller([{ to: 'vstack', message: ids, until: null }]),
    'vpci.g0': responder({}),
    'pnp.g0': responder({}, ['VMBUS_OFFER_CHANNEL']),
    vstack: fromRest('vstack', {
      machine,
      value: {
        operating: { binding: 'bound', adapter0: { attaching: 'queryingIds' }, channel0: 'closed' },
      },
      context: (context: { adapters: readonly object[] }) => ({
        adapters: context.adapters.map((each) => ({ ...each, onBus: false, started: false })),
        d0: [false],
      }),
    }),
  };
  return {
    spec: { actors, initial: beginAll('ndis.vf0', 'ndis') },
    properties: [
      waitsForItsAnswer,
      cameUp(
        'VfArrivesWhileWorkerWaits',
        'a VF has arrived while the worker waits',
        ['vstack'],
        (view) => {
          const arrived = view.vstack?.matches({ operating: { adapter0: 'assigned' } }) === true;
          return arrived && is(view, 'stopped');
        },
      ),
    ],
  };
}

export const z56: ZooEntry = {
  id: 'Z56',
  title: 'a worker is restarted while it waits for its own message',
  source: 'OpenVMM, commits 2fe9f1849fb9 (#958), 9f89c9e68646 (#1615), ad7af223d5ba (#2370)',
  story:
    'The worker of the synthetic adapter wants the data path switched: it sends the coordinator a message and stops. ' +
    'Before that message is handled, a VF arrives, for which the coordinator stops and starts all workers. Ours runs ' +
    'again and sends by the old path while its own message is still in the queue. It took three repairs; the last ' +
    'gives the worker a state "waiting" of its own, which only the answer ends. Any driver that is stopped for a ' +
    'reason needs to remember the reason.',
  variation:
    'vstack: a worker that waits for a switch of the data path is started again when a VF arrives',
  estimatedDepth: 2,
  measuredDelays: 0,
  caughtBy: 'WorkerWaitsForItsAnswer',
  broken: () => system(restarts),
  fixed: () => system(waits),
};
