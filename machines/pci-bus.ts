/**
 * ┌────────────────────────────────────────────────────────────────────────────────────────────────┐
 * │ PCI bus driver, as the owner of the PF's physical device object (parent partition).            │
 * │                                                                                                │
 * │ When the PF starts it walks the extended capabilities, reads the SR-IOV capability and sizes   │
 * │ the VF BARs. It hands out GUID_PCI_VIRTUALIZATION_INTERFACE and GUID_BUS_INTERFACE_STANDARD    │
 * │ with a reference for each holder, carries their routines out on the device's registers, and    │
 * │ refuses a query-remove while a reference is out. It answers config IRPs and device power.      │
 * │                                                                                                │
 * │ Regions: PnP of the device object; the two interfaces; VF Enable; config space, one access at  │
 * │ a time; device power.                                                                          │
 * │                                                                                                │
 * │ Pages: wdm/nc-wdm-enable_virtualization and its siblings, kernel/irp-mn-query-interface; PCIe  │
 * │ base specification, single root I/O virtualization.                                            │
 * └────────────────────────────────────────────────────────────────────────────────────────────────┘
 */
import { setup } from 'xstate';
import { SRIOV_TIMING_MS } from '../src/wdk/sriov-capability.ts';
import { pciActions } from './pci/actions.ts';
import { noReference, notHeld, start, tooHigh } from './pci/candidates.ts';
import { configActions } from './pci/config-actions.ts';
import { configRegion } from './pci/config-region.ts';
import type { PciContext, PciEvent, PciInput } from './pci/context.ts';
import { pciGuards } from './pci/guards.ts';
import { powerActions } from './pci/power-actions.ts';
import { powerRegion } from './pci/power-region.ts';
import { virtualizationRegion } from './pci/virtualization-region.ts';

export const pciBus = setup({
  types: {} as { context: PciContext; events: PciEvent; input: PciInput },
  guards: pciGuards,
  actions: { ...pciActions, ...configActions, ...powerActions },
  delays: {
    afterVfEnableSet: SRIOV_TIMING_MS.afterVFEnableSet.value,
    afterVfEnableCleared: SRIOV_TIMING_MS.afterVFEnableCleared.value,
  },
}).createMachine({
  id: 'pci',
  context: ({ input }) => ({
    ...input,
    powerControl: input.powerControl ?? null,
    readings: input.readings ?? {},
    sriov: null,
    walkOffset: 0,
    scanned: [],
    references: {},
    start: null,
    enable: null,
    power: null,
    numVFs: 0,
    data: [],
    present: true,
    bugcheck: null,
  }),
  initial: 'operating',
  states: {
    operating: {
      type: 'parallel',
      states: {
        pnp: {
          initial: 'notStarted',
          states: {
            notStarted: {
              on: {
                IRP_MN_START_DEVICE: start,
              },
            },
            starting: {
              initial: 'walkingCapabilities',
              onDone: { target: 'started', actions: ['completeStart', 'forgetStart'] },
              on: {
                // Surprise removal can come in any PnP state after AddDevice: the start fails
                // first.
                IRP_MN_SURPRISE_REMOVAL: [
                  tooHigh,
                  {
                    target: 'surpriseRemoved',
                    actions: ['failStart', 'forgetStart', 'noteAbsence', 'completeIrp'],
                    meta: { requirements: ['kernel-rules 42'] },
                  },
                ],
              },
              states: {
                walkingCapabilities: {
                  on: {
                    'ConfigRead.return': [
                      // Nothing answers: the device is not there.
                      {
                        guard: 'readAllOnes',
                        target: '#pci.operating.pnp.notStarted',
                        actions: ['failStart', 'forgetStart'],
                      },
                      { guard: 'capabilityFound', target: 'reading', actions: 'readCapability' },
                      {
                        guard: 'listGoesOn',
                        target: 'walkingCapabilities',
                        reenter: true,
                        actions: ['followList', 'readCapabilityHeader'],
                      },
                      // No SR-IOV capability: the device starts without one.
                      { guard: 'isStart', target: 'found' },
                    ],
                  },
                },
                reading: {
                  on: {
                    'ConfigBatch.return': {
                      guard: 'isStart',
                      target: 'restoringBars',
                      actions: ['rememberScan', 'restoreVfBars'],
                    },
                  },
                },
                restoringBars: {
                  on: {
                    'ConfigBatch.return': {
                      guard: 'isStart',
                      target: 'found',
                      actions: 'rememberCapability',
                    },
                  },
                },
                found: { type: 'final' },
              },
            },
            started: {
              on: {
                // Can arrive while already started, with new resources.
                IRP_MN_START_DEVICE: [tooHigh, { actions: 'completeIrp' }],
                IRP_MN_QUERY_REMOVE_DEVICE: [
                  tooHigh,
                  {
                    guard: 'isReferenced',
                    actions: 'refuseIrp',
                    meta: { requirements: ['kernel-rules 41', 'S11.7'] },
                  },
                  { target: 'removePending', actions: 'completeIrp' },
                ],
                IRP_MN_QUERY_STOP_DEVICE: [
                  tooHigh,
                  // VF BARs may not move while VF Enable is set: no rebalance then.
                  { guard: 'vfsAreOn', actions: 'refuseIrp', meta: { requirements: ['S16.3'] } },
                  { target: 'stopPending', actions: 'completeIrp' },
                ],
              },
            },
            removePending: {
              meta: { requirements: ['S16.2'] },
              on: {
                IRP_MN_CANCEL_REMOVE_DEVICE: [
                  tooHigh,
                  {
                    target: 'started',
                    actions: 'completeIrp',
                    meta: { requirements: ['kernel-rules 47', 'kernel-rules 49'] },
                  },
                ],
              },
            },
            stopPending: {
              meta: { requirements: ['S16.3'] },
              on: {
                IRP_MN_STOP_DEVICE: [tooHigh, { target: 'stopped', actions: 'completeIrp' }],
                IRP_MN_CANCEL_STOP_DEVICE: [tooHigh, { target: 'started', actions: 'completeIrp' }],
              },
            },
            stopped: {
              on: {
                IRP_MN_START_DEVICE: [tooHigh, { target: 'started', actions: 'completeIrp' }],
              },
            },
            surpriseRemoved: {
              meta: { requirements: ['kernel-rules 43', 'kernel-rules 44'] },
              on: { IRP_MN_SURPRISE_REMOVAL: [tooHigh, { actions: 'completeIrp' }] },
            },
            removed: {
              on: {
                IRP_MN_START_DEVICE: start,
                // A second remove IRP for the same PDO is survived (kernel rule 45).
                IRP_MN_REMOVE_DEVICE: [tooHigh, { actions: 'completeIrp' }],
              },
            },
          },
          on: {
            // Spurious instances just succeed.
            IRP_MN_CANCEL_REMOVE_DEVICE: [tooHigh, { actions: 'completeIrp' }],
            IRP_MN_CANCEL_STOP_DEVICE: [tooHigh, { actions: 'completeIrp' }],
            IRP_MN_QUERY_REMOVE_DEVICE: [
              tooHigh,
              { guard: 'isReferenced', actions: 'refuseIrp' },
              { actions: 'completeIrp' },
            ],
            IRP_MN_QUERY_STOP_DEVICE: [tooHigh, { actions: 'completeIrp' }],
            IRP_MN_STOP_DEVICE: [tooHigh, { actions: 'completeIrp' }],
            IRP_MN_START_DEVICE: [tooHigh, { actions: 'completeNotReady' }],
            IRP_MN_QUERY_DEVICE_RELATIONS: [tooHigh, { actions: 'completeIrp' }],
            // Right after enumeration, and again when the stack has been started.
            IRP_MN_QUERY_CAPABILITIES: [
              tooHigh,
              { guard: 'isOtherVersion', actions: 'refuseIrp' },
              {
                actions: 'completeCapabilities',
                meta: { requirements: ['IRP_MN_QUERY_CAPABILITIES'] },
              },
            ],
            IRP_MN_SURPRISE_REMOVAL: [
              tooHigh,
              {
                target: '.surpriseRemoved',
                actions: ['noteAbsence', 'completeIrp'],
                meta: { requirements: ['kernel-rules 42', 'kernel-rules 47'] },
              },
            ],
            // C36: STATUS_SUCCESS, never a failure, for the remove of a child that is gone as well.
            IRP_MN_REMOVE_DEVICE: [
              tooHigh,
              {
                target: '.removed',
                actions: ['noteAbsence', 'forgetCapability', 'completeIrp'],
                meta: { requirements: ['kernel-rules 47', 'C36'] },
              },
            ],
          },
        },

        interfaces: {
          initial: 'handingOut',
          states: {
            handingOut: {
              on: {
                IRP_MN_QUERY_INTERFACE: [
                  tooHigh,
                  {
                    guard: 'exportsInterface',
                    actions: ['takeReference', 'answerQueryInterface'],
                    meta: { requirements: ['S11.2', 'kernel-rules 50'] },
                  },
                  // The status stays as it was, or says what was wrong with size or version.
                  { actions: 'answerQueryInterface', meta: { requirements: ['S11.2'] } },
                ],
                InterfaceReference: [
                  notHeld,
                  { actions: 'addReference', meta: { requirements: ['S11.5'] } },
                ],
                InterfaceDereference: [
                  notHeld,
                  {
                    actions: ['dropReference', 'returnDereference'],
                    meta: { requirements: ['S11.6', 'kernel-rules 51'] },
                  },
                ],
                GetLocation: [
                  tooHigh,
                  noReference,
                  { actions: 'returnLocation', meta: { requirements: ['S2.4', 'C10'] } },
                ],
                GetResources: [tooHigh, noReference, { actions: 'returnResources' }],
                GetVirtualFunctionProbedBars: [
                  tooHigh,
                  noReference,
                  { actions: 'returnProbedBars', meta: { requirements: ['C11'] } },
                ],
              },
            },
          },
        },

        virtualization: virtualizationRegion,
        configSpace: configRegion,
        power: powerRegion,
      },
    },
    /** The machine is down: whatever still arrives meets nobody. */
    bugcheck: { tags: ['bugcheck'], on: { '*': {} } },
  },
});
