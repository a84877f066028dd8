/** Z48: the host takes the VF's memory away before the guest has acknowledged the ejection. */
import { monitor, text, wrong } from '../../actors/properties/monitor.ts';
import { createVirtualizationStack } from '../../machines/vstack.ts';
import type { MonitorProperty } from '../../src/system/index.ts';
import { bugcheckText } from '../../src/wdk/bugcheck.ts';
import { varied } from './bench.ts';
import { adapterIs, runningGuest, slotIs, unassign } from './bench-guest.ts';
import { cameUp } from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';

interface Mapping {
  readonly freed: boolean;
  /** The driver knows that the hardware is gone, and touches nothing. */
  readonly warned: boolean;
}

/** Entry points in which a VF miniport talks to its hardware. */
const touching: readonly string[] = ['MiniportPause', 'MiniportHaltEx'];

const mappedUntilHalt: MonitorProperty = monitor<Mapping>({
  name: 'MappedUntilHalt',
  rule: 'a VF is freed only when its driver has been halted, or knows that the hardware is gone',
  source: 'Z48; vpci-protocol 8.4; C31',
  bugcheck: bugcheckText('PAGE_FAULT_IN_NONPAGED_AREA'),
  observes: ['NdisOidRequest', 'MiniportDevicePnPEventNotify', ...touching],
  initial: { freed: false, warned: false },
  next(memory, { to, message }) {
    if (message.type === 'MiniportDevicePnPEventNotify') return { ...memory, warned: true };
    if (!touching.includes(message.type)) {
      return text(message, 'oid') === 'OID_NIC_SWITCH_FREE_VF'
        ? { ...memory, freed: true }
        : memory;
    }
    return memory.freed && !memory.warned
      ? wrong(`${message.type} of ${to} reads a register of a VF whose BARs are unmapped`)
      : memory;
  },
});

/** Sends EJECT and tears down at once. */
const impatient = varied(createVirtualizationStack({ vfs: 1, guests: 1 }), {
  'operating.adapter0.ejecting': (state) => ({ ...state, always: 'detaching' }),
});

function system(vstack?: typeof impatient): ZooSystem {
  return runningGuest({
    ...(vstack === undefined ? {} : { vstack }),
    rules: [mappedUntilHalt],
    clients: { administrator: [unassign] },
    situations: [
      cameUp(
        'HostWaitsForGuest',
        'the guest removes its driver while the host waits for the acknowledgement',
        ['vstack', 'vpci.g0'],
        (view) => adapterIs(view, 'ejecting') && slotIs(view, { child: 'ejecting' }),
      ),
    ],
  });
}

export const z48: ZooEntry = {
  id: 'Z48',
  title: 'BARs are unmapped before the guest has acknowledged the ejection',
  source: 'OpenVMM issue #3077 (open, 2026-03-20); relatives: Cloud Hypervisor #4038 and #4039',
  story:
    'The host asks the guest to let the VF go and, without waiting, tears the VF down and unmaps its BARs. In the guest ' +
    "the ejection has only begun: PnP pauses and halts the driver, whose halt routine reads a register, and the guest's " +
    'kernel faults. The fix that is asked for: keep the mappings until EJECTION_COMPLETE, or until the minute is over. ' +
    'The other side of it: after that minute the host may take the VF, so the driver must survive it (as a surprise ' +
    'removal).',
  variation: 'vstack: does not wait for EJECTION_COMPLETE',
  estimatedDepth: 1,
  measuredDelays: 2,
  caughtBy: 'MappedUntilHalt',
  broken: () => system(impatient),
  fixed: () => system(),
};
