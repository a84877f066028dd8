/** Z55: the first signal comes before the receiver has made the port for it. */
import { invalidationNotLost } from '../../actors/properties/invalidations.ts';
import { createVpciBus } from '../../machines/vpci-bus.ts';
import { before, varied } from './bench.ts';
import { awaitVf, busContext, freshGuest, informed, slotIs } from './bench-guest.ts';
import { cameUp } from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';

const isArmed = ({ context }: { context: ReturnType<typeof busContext> }) =>
  context.outstanding.some(
    ({ request, cancelRoutine }) =>
      request === 'IOCTL_VPCI_INVALIDATE_BLOCK' && cancelRoutine === true,
  );

/** Hands an invalidation to the IRP that waits for it; where none waits, nobody is told. */
const deaf = varied(
  createVpciBus({ slots: 1 }),
  {
    'operating.slot0.child': before('VPCI_INVALIDATE_BLOCK', {
      guard: 'isNotArmed',
    }),
  },
  { guards: { isNotArmed: (at: Parameters<typeof isArmed>[0]) => !isArmed(at) } },
);

function system(vpci?: typeof deaf): ZooSystem {
  const allocated = {
    from: 'ndis',
    to: 'vstack',
    message: {
      type: 'ProtocolOidRequestComplete',
      id: 'vf0',
      oid: 'OID_NIC_SWITCH_ALLOCATE_VF',
      status: 'NDIS_STATUS_SUCCESS',
      result: { vf: 0 },
    },
  };
  return freshGuest({
    ...(vpci === undefined ? {} : { vpci }),
    rules: [informed(invalidationNotLost(1), [allocated])],
    clients: {
      application: [awaitVf],
      hardware: [['ndis', { type: 'UpdateBlock', vf: 0, blockId: 0, block: 'new' }]],
    },
    situations: [
      cameUp(
        'InvalidatedBeforeArmed',
        'a block of a started child is invalidated, and no IRP waits for the news',
        ['vpci.g0'],
        (view) =>
          slotIs(view, { child: 'started' }) &&
          !isArmed({ context: busContext(view) }) &&
          busContext(view).children[0]?.invalidated !== '0x0',
      ),
    ],
  });
}

export const z55: ZooEntry = {
  id: 'Z55',
  title: 'the event port is created after the peer may already signal',
  source:
    'OpenVMM, commit e85384dec1f0b14d560c278de34d355b93c7ee3a (#717), and again 943b003a74eb25cbfbe3e598a3e620cd0fad0c74 ' +
    '(#1850)',
  story:
    'The open request has reached the device, which may signal from now on, and does. The receiver creates the port ' +
    'for the signal only when the open is complete: the first signal is lost, and the receiver waits for it. Here the ' +
    'PF invalidates a block of a VF that has been initialised, before NDIS has sent the IRP that would carry the news. ' +
    'The fix: the port exists before the peer is told; or what comes too early is kept until somebody listens, as our ' +
    'bus does. The same mistake was made twice.',
  variation: 'vpci-bus: drops an invalidation that finds no IOCTL_VPCI_INVALIDATE_BLOCK pended',
  estimatedDepth: 1,
  measuredDelays: 8,
  caughtBy: 'InvalidationNotLost',
  broken: () => system(deaf),
  fixed: () => system(),
};
