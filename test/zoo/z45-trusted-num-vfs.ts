/** Z45: NumVFs is taken as it comes, and VFs are made that the device does not have. */
import type { AnyStateMachine } from 'xstate';
import type { PciContext } from '../../machines/pci/context.ts';
import { pciBus } from '../../machines/pci-bus.ts';
import type { StateProperty } from '../../src/system/index.ts';
import type { AnyMessage } from './bench-host.ts';
import { allFromRest, beginAll, caller, cameUp, contextOf, fromRest } from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';

const noMoreThanTotal: StateProperty = {
  kind: 'always',
  name: 'NumVFsWithinTotalVFs',
  rule: 'no more VFs are enabled than the device has (TotalVFs)',
  source: 'Z45; PCIe, single root I/O virtualization, NumVFs',
  reads: ['pci'],
  check(view) {
    const { numVFs, sriov } = contextOf<PciContext>(view, 'pci');
    const { totalVFs = 0 } = sriov ?? {};
    return numVFs > totalVFs ? `${numVFs} VFs are enabled; the device has ${totalVFs}` : undefined;
  },
};

const trusting = pciBus.provide({
  guards: {
    enableAccepted: ({ event }) => (event as unknown as AnyMessage).enableVirtualization === true,
  },
});

function system(machine: AnyStateMachine): ZooSystem {
  const enable = (numVFs: number) => ({
    to: 'pci',
    message: {
      type: 'EnableVirtualization',
      id: `enable${numVFs}`,
      irql: 'PASSIVE_LEVEL',
      numVFs,
      enableVfMigration: false,
      enableMigrationInterrupt: false,
      enableVirtualization: true,
    },
    until: 'EnableVirtualization.return',
  });
  const actors = {
    ndis: caller([enable(9), enable(8)]),
    pci: fromRest('pci', {
      machine,
      value: {
        operating: {
          pnp: 'started',
          interfaces: 'handingOut',
          virtualization: 'disabled',
          configSpace: 'idle',
          power: 'working',
        },
      },
      context: () => ({ numVFs: 0 }),
    }),
    ...allFromRest('device'),
  };
  return {
    spec: { actors, initial: beginAll('ndis') },
    timers: 'any',
    properties: [
      noMoreThanTotal,
      cameUp(
        'AllVfsEnabled',
        'as many VFs are enabled as the device has',
        ['pci'],
        (view) => contextOf<PciContext>(view, 'pci').numVFs === 8,
      ),
    ],
  };
}

export const z45: ZooEntry = {
  id: 'Z45',
  title: 'NumVFs is trusted',
  source:
    'QEMU, CVE-2024-26327 (a guest writes NumVFs above TotalVFs), CVE-2024-26328; redesign in cab1398a60eb',
  story:
    'NumVFs comes from whoever may write the SR-IOV capability, which in a virtual machine is the guest. VF Enable then ' +
    'makes that many VFs, in tables with room for TotalVFs: memory behind the table is overwritten. No race is needed. ' +
    'The number is checked when it takes effect, that is with VF Enable, and not only when it is written.',
  variation: 'pci-bus: EnableVirtualization takes any number of VFs',
  estimatedDepth: 0,
  measuredDelays: 0,
  caughtBy: 'NumVFsWithinTotalVFs',
  broken: () => system(trusting),
  fixed: () => system(pciBus),
};
