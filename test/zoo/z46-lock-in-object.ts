/** Z46: the lock that protects an object lies inside of the object. */
import { act } from '../../machines/vpci/act.ts';
import { createVpciBus } from '../../machines/vpci-bus.ts';
import { to } from '../../src/system/index.ts';
import { on, toSelf, varied } from './bench.ts';
import { bugcheck, ofSlot, runningGuest, slotIs, stop, unassign } from './bench-guest.ts';
import { caller, cameUp } from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';

const answer = act('*', ({ context }) => {
  const { vendorId } = context.children[0] ?? {};
  return { sent: [to('vcpu', { type: 'TrappedRead.return', value: vendorId ?? 0xffff } as never)] };
});

/** A read of config space that traps: the child is found in one step, and looked into under its lock in the next. */
function bus(lockIs: 'in the child' | 'in the bus') {
  const answered = { actions: ofSlot('answerTrap') };
  const freed = { target: bugcheck, actions: 'stopUseAfterFree' };
  return varied(
    createVpciBus({ slots: 1 }),
    {
      'operating.slot0.child': on({
        TrappedRead: { actions: toSelf({ type: 'TakeLock' }) },
        TakeLock: answered,
      }),
      'operating.slot0.absent': on({
        TrappedRead: answered,
        // With the lock in the bus, it is taken first, and the child looked for again.
        TakeLock: lockIs === 'in the bus' ? answered : freed,
      }),
    },
    {
      actions: {
        answerTrap: answer,
        stopUseAfterFree: stop(
          'PAGE_FAULT_IN_NONPAGED_AREA',
          'a lock lives at least as long as everybody who may take it (Z46)',
          'a trapped read takes the lock in a child that its removal has just freed',
        ),
      },
    },
  );
}

function system(lockIs: Parameters<typeof bus>[0]): ZooSystem {
  return runningGuest({
    vpci: bus(lockIs),
    clients: { administrator: [unassign] },
    others: {
      vcpu: caller([
        { to: 'vpci.g0', message: { type: 'TrappedRead' }, until: 'TrappedRead.return' },
      ]),
    },
    initial: [{ from: 'environment', to: 'vcpu', message: { type: 'Begin' } }],
    situations: [
      cameUp(
        'ReadAfterRemoval',
        'a read of config space is still to be answered when the child has left',
        ['vcpu', 'vpci.g0'],
        (view) => slotIs(view, 'absent') && view.vcpu?.matches({ calling: 'waiting' }) === true,
      ),
    ],
  });
}

export const z46: ZooEntry = {
  id: 'Z46',
  title: 'the lock lives inside the object that it protects',
  source: 'Xen vPCI, patch "vpci: move lock outside of struct vpci" (R. Pau Monne)',
  story:
    'A processor of the guest reads config space; the access traps, and the handler finds the object of the device. ' +
    'Before it has the lock of that object, the device is removed on another processor: the removal takes the lock, ' +
    'lets it go, and frees the object with the lock in it. The read then takes a lock in freed memory. The fix puts the ' +
    'lock into the owner, which outlives its children; who has it looks the object up again.',
  variation: 'vpci-bus: a trapped config read finds the child, and takes its lock one step later',
  estimatedDepth: 2,
  measuredDelays: 5,
  caughtBy: 'NoBugcheck',
  broken: () => system('in the child'),
  fixed: () => system('in the bus'),
};
