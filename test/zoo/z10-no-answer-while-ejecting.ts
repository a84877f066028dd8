/** Z10: a host that ejects no longer answers, and a driver waits for its answer. */
import { stateIn } from 'xstate';
import { act } from '../../machines/vpci/act.ts';
import { changed } from '../../machines/vpci/requests.ts';
import { createVpciBus } from '../../machines/vpci-bus.ts';
import { createVirtualizationStack } from '../../machines/vstack.ts';
import { before, varied } from './bench.ts';
import { adapterIs, busContext, runningGuest, unassign, writeSync } from './bench-guest.ts';
import { cameUp } from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';

/** Once it has sent EJECT, the host drops what the guest still asks. */
const silentHost = varied(createVirtualizationStack({ vfs: 1, guests: 1 }), {
  'operating.channel0.d0': before('VPCI_WRITE_BLOCK', {
    guard: stateIn({ operating: { adapter0: 'ejecting' } }),
  }),
});

/** The bus waits for the answer and for nothing else: neither EJECT nor the loss of the device ends the wait. */
const patient = createVpciBus({ slots: 1 }).provide({
  actions: {
    failOutstanding: act('*', () => ({})),
    lose: act('*', ({ context, slot }) => ({
      change: changed(context, slot, { gone: true, assigned: false }),
    })),
  } as never,
});

function system(vpci?: typeof patient): ZooSystem {
  return runningGuest({
    vstack: silentHost,
    ...(vpci === undefined ? {} : { vpci }),
    clients: { administrator: [unassign], application: [writeSync] },
    situations: [
      cameUp(
        'WriteMeetsSilence',
        'a write is under way when the host has begun to eject',
        ['vstack', 'vpci.g0'],
        (view) =>
          adapterIs(view, 'ejecting') &&
          busContext(view).outstanding.some(({ request }) => request === 'WriteVfConfigBlock'),
      ),
    ],
  });
}

export const z10: ZooEntry = {
  id: 'Z10',
  title: 'the host stops answering requests once it has started ejecting',
  source:
    'Linux pci-hyperv, commit de0aa7b2f97d348ba7d1e17a00744c989baa0cb6 (Fix 2 hang issues in hv_compose_msi_msg()); ' +
    'precursor 80bfeeb9dd6b',
  story:
    'The host decides to eject the VF. Its driver does not know yet and asks for something (an interrupt there, a block ' +
    'write here); the host drops the request, because the device is on its way out. The bus driver waits for the answer ' +
    'and for nothing else, so that the caller never returns, and the removal that would end the wait waits for the ' +
    'caller. The fix: the wait ends with the answer, with EJECT, or with the loss of the device, whichever is first.',
  variation: 'vpci-bus: EJECT and the loss of the device do not end what is outstanding',
  estimatedDepth: 1,
  measuredDelays: 3,
  caughtBy: 'NothingLost',
  broken: () => system(patient as never),
  fixed: () => system(),
};
