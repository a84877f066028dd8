/** Z47: two ways of shutting down each queue the release of one object; an unbind waits for a user it locks out. */
import type { AnyStateMachine } from 'xstate';
import { assign } from 'xstate';
import { noBugcheck } from '../../actors/properties/bugchecks.ts';
import type { VbdContext } from '../../machines/vbd/context.ts';
import { vbd } from '../../machines/vbd.ts';
import { reply, send } from '../../src/system/index.ts';
import { before, toSelf, varied } from './bench.ts';
import type { AnyMessage } from './bench-host.ts';
import {
  answersFor,
  beginAll,
  beginning,
  calledAndReturned,
  caller,
  cameUp,
  clientOf,
  contextOf,
  responder,
  stops,
} from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';
import { acquire, lock, release } from './lock.ts';

interface WithVf extends VbdContext {
  /** What stands behind a VF that was given to a program: in use, its release queued, or freed. */
  readonly vf: 'in use' | 'releasing' | 'freed';
}
interface Given {
  readonly context: WithVf;
  readonly event: AnyMessage;
}
const forFdo = ({ event }: Given) => event.deviceObject === 'FDO';
const isInUse = ({ context }: Given) => context.vf === 'in use';
const mark = (vf: WithVf['vf']) => assign({ vf } as never);
const closed = reply(({ event }: Given) => ({
  type: 'CloseHandle.done',
  id: event.id,
  status: 'STATUS_SUCCESS',
}));
const queueRelease = toSelf({ type: 'ReleaseVf' });

/** Both ways queue the release of a VF that is not freed. Who queues it marks it, under the lock, or nobody does. */
function releasing(marks: boolean): AnyStateMachine {
  const claim = { actions: [...(marks ? [mark('releasing')] : []), queueRelease] };
  return varied(vbd, {
    operating: (state) => ({
      ...state,
      states: {
        ...state.states,
        program: {
          initial: 'open',
          states: {
            open: {
              always: {
                guard: ({ context }: Given) => context.bugcheck !== null,
                target: '#vbd.bugcheck',
              },
              on: {
                CloseHandle: [
                  { guard: isInUse, actions: [...claim.actions, closed] },
                  { actions: closed },
                ],
                IRP_MN_REMOVE_DEVICE: {
                  guard: (given: Given) => forFdo(given) && isInUse(given),
                  ...claim,
                },
                ReleaseVf: [
                  {
                    guard: ({ context }: Given) => context.vf === 'freed',
                    actions: stops(
                      'an object is released once',
                      'the work item of the second shutdown releases what the first one has freed',
                    ),
                  },
                  { actions: mark('freed') },
                ],
              },
            },
          },
        },
      },
    }),
  });
}

const irp = { type: 'IRP_MN_REMOVE_DEVICE', id: 'pnp', irql: 'PASSIVE_LEVEL' };
const passDown = send('pci', irp);

/** The last user is gone when the function has been reset, which the lock of the device is needed for. */
const resetting = varied(vbd, {
  'operating.function': (state) => ({
    ...state,
    states: {
      ...state.states,
      awaitingUsers: {
        always: {
          guard: ({ context }: Given) => context.vf === 'freed',
          target: 'removing',
          actions: ['noteAbsence', 'dropInterfaces', 'forgetInterfaces', passDown],
        },
      },
    },
    on: {
      ...state.on,
      IRP_MN_REMOVE_DEVICE: { guard: forFdo, target: '.awaitingUsers', actions: 'rememberIrp' },
    },
  }),
  operating: (state) => ({
    ...state,
    states: {
      ...state.states,
      program: {
        initial: 'open',
        states: {
          open: {
            on: {
              CloseHandle: {
                target: 'resetting',
                actions: [closed, send('deviceLock', { type: 'Acquire' })],
              },
              // Only tried: who cannot have the lock closes without a reset.
              TryReset: { target: 'closed', actions: mark('freed') },
            },
          },
          resetting: {
            on: {
              Granted: {
                target: 'closed',
                actions: [mark('freed'), send('deviceLock', { type: 'Release' })],
              },
            },
          },
          closed: {},
        },
      },
    },
  }),
});
const trying = varied(resetting, {
  'operating.program.open': before('CloseHandle', {
    actions: [closed, toSelf({ type: 'TryReset' })],
  }),
});

const remove = {
  to: 'vbd',
  message: { ...irp, deviceObject: 'FDO' },
  until: 'IoCompleteRequest',
};

function vbdAt(machine: AnyStateMachine) {
  const regions = { function: 'started', child: 'started', power: 'idle', requests: 'idle' };
  return {
    machine: beginning(machine, {
      value: { operating: { ...regions, program: 'open' } },
      context: {
        partition: 'parent',
        bus: 'pci',
        slot: null,
        present: true,
        irp: null,
        power: null,
        held: ['GUID_PCI_VIRTUALIZATION_INTERFACE', 'GUID_BUS_INTERFACE_STANDARD'],
        queue: [],
        bugcheck: null,
        vf: 'in use',
      },
    }),
  };
}

const pci = responder(
  {
    IRP_MN_REMOVE_DEVICE: ({ id, type }: { readonly id: string; readonly type: string }) => ({
      type: 'IoCompleteRequest',
      id,
      request: type,
      status: 'STATUS_SUCCESS',
    }),
  } as never,
  ['InterfaceDereference'],
);
const application = () => clientOf([['vbd', { type: 'CloseHandle' }]]);

function twoReleases(machine: AnyStateMachine): ZooSystem {
  const actors = { application: application(), pnp: caller([remove]), vbd: vbdAt(machine), pci };
  return {
    spec: { actors, initial: beginAll('application', 'pnp') },
    properties: [
      noBugcheck(['vbd']),
      answersFor(actors),
      cameUp(
        'ClosedAndRemoved',
        'the device is removed and the handle closed, and the VF is freed',
        ['vbd', 'pnp', 'application'],
        (view) =>
          view.pnp?.value === 'finished' &&
          view.application?.value === 'finished' &&
          contextOf<WithVf>(view, 'vbd').vf === 'freed',
      ),
    ],
  };
}

function unbind(machine: AnyStateMachine): ZooSystem {
  const actors = {
    application: application(),
    pnp: caller([acquire('deviceLock'), remove, release('deviceLock')]),
    deviceLock: lock,
    vbd: vbdAt(machine),
    pci,
  };
  return {
    spec: { actors, initial: beginAll('application', 'pnp') },
    properties: [
      calledAndReturned(
        {
          name: 'RemoveIrpCompletes',
          rule: 'IRP_MN_REMOVE_DEVICE is completed',
          source: 'Z47; kernel-rules 37',
        },
        'vbd',
        'IRP_MN_REMOVE_DEVICE',
        ({ type }) => type === 'IoCompleteRequest',
      ),
      answersFor(actors),
      cameUp(
        'RemovedWhileOpen',
        'the device is to be removed, and its handle is open',
        ['vbd'],
        (view) => view.vbd?.matches({ operating: { function: 'awaitingUsers' } }) === true,
      ),
    ],
  };
}

export const z47: ZooEntry = {
  id: 'Z47',
  title: 'two shutdown routes queue two releases',
  source: 'VFIO, Linux commit b68e7fa879cd3b1126a7c455d9da1b70299efc0d (Fix virqfd release race)',
  story:
    'What a program was given of a device is released by a work item, which two ways of shutting down queue: the handle ' +
    'is closed, or the device is taken away. Each looks whether the object is freed, and it is not as long as the work ' +
    'item has not run. Both queue one, and the second one frees it again. The fix marks the object under the lock when ' +
    'its release is queued, so that there is one.',
  variation:
    'vbd: closing a handle and IRP_MN_REMOVE_DEVICE both queue the release of a VF that is not freed yet',
  estimatedDepth: 2,
  measuredDelays: 0,
  caughtBy: 'NoBugcheck',
  broken: () => twoReleases(releasing(false)),
  fixed: () => twoReleases(releasing(true)),
};

export const z47b: ZooEntry = {
  id: 'Z47b',
  title: 'unbind waits for a user whom it locks out',
  source: 'VFIO, Linux commit d24cdbfd28b7 (vfio-pci: Avoid deadlock on remove)',
  story:
    'A device is unbound from its driver. The lock of the device is held, and the driver waits until the last user is ' +
    'gone. That user closes its handle; the driver wants to leave a clean function behind and resets it, for which it ' +
    'needs the lock of the device. The removal waits for the user, and the user for the removal. The fix only tries to ' +
    'get the lock: who cannot have it closes without a reset, since the removal resets the function anyway.',
  variation:
    'vbd: the last close of a VF takes the lock that the remover holds while it waits for the close',
  estimatedDepth: 2,
  measuredDelays: 0,
  caughtBy: 'RemoveIrpCompletes',
  broken: () => unbind(resetting),
  fixed: () => unbind(trying),
};
