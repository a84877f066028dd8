/** Z27: the removal of a device waits for the removal of what hangs below it, which waits for the lock of the first. */
import type { AnyStateMachine } from 'xstate';
import { assign } from 'xstate';
import type { VbdContext } from '../../machines/vbd/context.ts';
import { vbd } from '../../machines/vbd.ts';
import { send } from '../../src/system/index.ts';
import { varied } from './bench.ts';
import type { AnyMessage } from './bench-host.ts';
import {
  beginAll,
  beginning,
  calledAndReturned,
  caller,
  cameUp,
  contextOf,
  responder,
} from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';
import type { Lock } from './lock.ts';
import { acquire, lock, release } from './lock.ts';

const removalReturns = calledAndReturned(
  {
    name: 'RemoveIrpCompletes',
    rule: 'IRP_MN_REMOVE_DEVICE is completed',
    source: 'Z27; kernel-rules 37',
  },
  'vbd',
  'IRP_MN_REMOVE_DEVICE',
  ({ type }) => type === 'IoCompleteRequest',
);

interface Given {
  readonly event: AnyMessage;
}
const forFdo = ({ event }: Given) => event.deviceObject === 'FDO';
/** The thread that takes the child off its bus is at work. */
const atWork = ({ context }: { readonly context: VbdContext & { readonly works?: boolean } }) =>
  context.works === true;

/** The VBD takes its child off in a thread of its own, under the lock of the tree; its own removal waits for that. */
function withThread(usesLock: boolean): AnyStateMachine {
  const begin = usesLock
    ? { target: 'locking', actions: send('treeLock', { type: 'Acquire' }) }
    : { target: 'done', actions: assign({ works: false } as never) };
  return varied(vbd, {
    'operating.function': (state) => ({
      ...state,
      states: {
        ...state.states,
        awaitingThread: {
          always: {
            guard: (at: never) => !atWork(at),
            target: 'removing',
            actions: ['noteAbsence', 'dropInterfaces', 'forgetInterfaces', 'passIrpDown'],
          },
        },
      },
      on: {
        ...state.on,
        IRP_MN_REMOVE_DEVICE: { guard: forFdo, target: '.awaitingThread', actions: 'rememberIrp' },
      },
    }),
    operating: (state) => ({
      ...state,
      states: {
        ...state.states,
        thread: {
          initial: 'idle',
          states: {
            // The link of the child goes down: its own hot-plug handler begins.
            idle: {
              on: { LinkDown: { target: 'starting', actions: assign({ works: true } as never) } },
            },
            starting: { always: begin },
            locking: {
              on: {
                Granted: {
                  target: 'done',
                  actions: [
                    assign({ works: false } as never),
                    send('treeLock', { type: 'Release' }),
                  ],
                },
              },
            },
            done: {},
          },
        },
      },
    }),
  });
}

function system(usesLock: boolean): ZooSystem {
  const machine = withThread(usesLock);
  const context = {
    partition: 'parent',
    bus: 'pci',
    slot: null,
    present: true,
    irp: null,
    power: null,
    held: ['GUID_PCI_VIRTUALIZATION_INTERFACE', 'GUID_BUS_INTERFACE_STANDARD'],
    queue: [],
    bugcheck: null,
    works: false,
  };
  const remove = {
    type: 'IRP_MN_REMOVE_DEVICE',
    id: 'pnp',
    irql: 'PASSIVE_LEVEL',
    deviceObject: 'FDO',
  };
  const actors = {
    hotplug: caller([
      acquire('treeLock'),
      { to: 'vbd', message: remove, until: 'IoCompleteRequest' },
      release('treeLock'),
    ]),
    link: caller([{ to: 'vbd', message: { type: 'LinkDown' }, until: null }]),
    treeLock: lock,
    vbd: {
      machine: beginning(machine, {
        value: {
          operating: {
            function: 'started',
            child: 'started',
            power: 'idle',
            requests: 'idle',
            thread: 'idle',
          },
        },
        context,
      }),
    },
    pci: responder(
      {
        IRP_MN_REMOVE_DEVICE: ({ id, type }) => ({
          type: 'IoCompleteRequest',
          id,
          request: type,
          status: 'STATUS_SUCCESS',
        }),
      },
      ['InterfaceDereference'],
    ),
  };
  return {
    spec: { actors, initial: beginAll('hotplug', 'link') },
    properties: [
      removalReturns,
      cameUp(
        'BothAreRemoved',
        'the device is removed, and so is what hangs below it',
        ['hotplug', 'vbd', 'treeLock'],
        (view) => {
          const { works } = contextOf<{ readonly works: boolean }>(view, 'vbd');
          return (
            view.hotplug?.value === 'finished' &&
            !works &&
            contextOf<Lock>(view, 'treeLock').holders.length === 0
          );
        },
      ),
    ],
  };
}

export const z27: ZooEntry = {
  id: 'Z27',
  title: 'nested hot-removal deadlock',
  source:
    'Linux PCI, commit e3260237aaadc9799107ccb940c6688195c4518d, which describes the race; a relative in "pciehp: Fix ' +
    'AB-BA deadlock between reset_lock and device_lock"',
  story:
    'A port and the port below it are unplugged together. The removal of the upper one takes the lock of the device tree ' +
    'and waits until the driver below has let its device go. That driver is a bus driver itself: its own thread has heard ' +
    'of the unplug and waits for the same lock before it removes its child. Neither goes on. With the lower one first ' +
    'nothing happens. The text of the commit avoids the situation; here the mended thread does without the lock.',
  variation: 'vbd: its removal waits for a thread of its own that takes the lock the remover holds',
  estimatedDepth: 2,
  measuredDelays: 0,
  caughtBy: 'RemoveIrpCompletes',
  broken: () => system(true),
  fixed: () => system(false),
};
