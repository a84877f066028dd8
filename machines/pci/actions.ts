/** What the PCI bus driver does, by name. */
import type { Outgoing } from '../../src/system/index.ts';
import { messaging, sender, to } from '../../src/system/index.ts';
import { CONFIG_SPACE_BYTES, EXTENDED_CAPABILITY } from '../../src/wdk/config-space.ts';
import { INTERFACE } from '../../src/wdk/interfaces.ts';
import type { NtStatus } from '../../src/wdk/ntstatus.ts';
import { irqlBugcheck } from '../common.ts';
import type { ConfigAccess } from '../messages/index.ts';
import { plainPnpMinors } from '../messages/pnp-minors.ts';
import {
  capturedBuses,
  controlOff,
  controlOn,
  detected,
  detection,
  field,
  restoreBars,
  walk,
} from './capability.ts';
import { counted, location, queryInterfaceStatus } from './checks.ts';
import type { PciContext, PciEvent } from './context.ts';
import { exported } from './context.ts';
import { interfaceOf, statusOfEnable } from './guards.ts';

const { send, reply, assign } = messaging<PciContext, PciEvent>();

const irps = [...plainPnpMinors, 'IRP_MN_QUERY_CAPABILITIES'] as const;

const complete = (status: NtStatus) =>
  reply(irps, ({ event }) => ({
    type: 'IoCompleteRequest',
    id: event.id,
    request: event.type,
    status,
  }));

const batch = (context: PciContext, id: string, accesses: readonly ConfigAccess[]): Outgoing =>
  to(context.device, { type: 'ConfigBatch', id, rid: context.pfRid, accesses } as never);

const finishEnable = (status: NtStatus) =>
  send('*', ({ context }) => {
    const call = context.enable;
    if (call === null || call.answered) return undefined;
    const answer = { type: 'EnableVirtualization.return', id: call.id, status } as const;
    return to(call.from, answer);
  });

export const pciActions = {
  stopOverIrql: assign('*', ({ event }) => ({ bugcheck: irqlBugcheck(event) })),
  stopUseAfterDereference: assign('*', ({ event }) => ({
    bugcheck: {
      code: 'PAGE_FAULT_IN_NONPAGED_AREA' as const,
      rule: 'no call through an interface after InterfaceDereference',
      message: `${event.from} called ${event.type} without a reference to ${interfaceOf(event.type)}`,
    },
  })),
  stopReferenceUnderflow: assign('*', ({ event }) => ({
    bugcheck: {
      code: 'REFERENCE_BY_POINTER' as const,
      rule: 'one InterfaceDereference per reference',
      message: `${event.from} called ${event.type} for an interface of which it holds no reference`,
    },
  })),

  // Start: find the capability, read it, size the VF BARs.
  rememberStart: assign('IRP_MN_START_DEVICE', ({ event }) => ({
    start: { from: sender(event), id: event.id },
    walkOffset: EXTENDED_CAPABILITY.firstOffset,
    present: true,
  })),
  readCapabilityHeader: send('*', ({ context }) =>
    to(context.device, {
      type: 'ConfigRead',
      id: 'start',
      rid: context.pfRid,
      offset: context.walkOffset,
      length: 4,
    } as never),
  ),
  followList: assign('ConfigRead.return', ({ context, event }) => {
    const step = walk(context.walkOffset, event.value);
    const next = typeof step === 'object' && 'next' in step ? step.next : 0;
    return { walkOffset: Math.min(next, CONFIG_SPACE_BYTES.extended - 4) };
  }),
  readCapability: send('*', ({ context }) =>
    batch(context, 'start', detection(context.walkOffset)),
  ),
  rememberScan: assign('ConfigBatch.return', ({ event }) => ({ scanned: event.values })),
  restoreVfBars: send('*', ({ context }) =>
    batch(context, 'start', restoreBars(context.walkOffset, context.scanned)),
  ),
  rememberCapability: assign('*', ({ context }) => ({
    sriov: detected(context.walkOffset, context.scanned),
  })),
  completeStart: send('*', ({ context }) => {
    if (context.start === null) return undefined;
    const { from, id } = context.start;
    const request = 'IRP_MN_START_DEVICE';
    return to(from, { type: 'IoCompleteRequest', id, request, status: 'STATUS_SUCCESS' } as never);
  }),
  forgetStart: assign('*', () => ({ start: null, walkOffset: 0, scanned: [] })),
  failStart: send('*', ({ context }) => {
    if (context.start === null) return undefined;
    const { from, id } = context.start;
    const request = 'IRP_MN_START_DEVICE';
    const status = 'STATUS_NO_SUCH_DEVICE';
    return to(from, { type: 'IoCompleteRequest', id, request, status } as never);
  }),

  // Other IRPs.
  completeIrp: complete('STATUS_SUCCESS'),
  refuseIrp: complete('STATUS_UNSUCCESSFUL'),
  completeNotReady: complete('STATUS_DEVICE_NOT_READY'),
  completeCapabilities: reply('IRP_MN_QUERY_CAPABILITIES', ({ event }) => ({
    type: 'IoCompleteRequest',
    id: event.id,
    request: event.type,
    status: 'STATUS_SUCCESS',
    capabilities: { removable: false, ejectSupported: false, surpriseRemovalOk: true },
  })),
  noteAbsence: assign('*', () => ({ present: false, numVFs: 0 })),
  forgetCapability: assign('*', () => ({ sriov: null })),
  takeReference: assign('IRP_MN_QUERY_INTERFACE', ({ context, event }) => ({
    references: counted(context.references, sender(event), event.interfaceType, 1),
  })),
  addReference: assign('InterfaceReference', ({ context, event }) => ({
    references: counted(context.references, sender(event), event.interfaceType, 1),
  })),
  dropReference: assign('InterfaceDereference', ({ context, event }) => ({
    references: counted(context.references, sender(event), event.interfaceType, -1),
  })),
  // Void: within the stack the order of the channel says enough, and nobody waits for the return.
  returnDereference: send('InterfaceDereference', ({ event }) =>
    'id' in event
      ? to(sender(event), { type: 'InterfaceDereference.return', id: event.id } as never)
      : undefined,
  ),
  answerQueryInterface: reply('IRP_MN_QUERY_INTERFACE', ({ event }) => {
    const status = queryInterfaceStatus(event, exported);
    const name = exported.find((each) => INTERFACE[each].guid === event.interfaceType);
    return {
      type: 'IoCompleteRequest',
      id: event.id,
      request: event.type,
      status,
      information: 0,
      ...(status === 'STATUS_SUCCESS' && name ? { version: INTERFACE[name].version } : {}),
    };
  }),

  // Routines that need no register.
  returnLocation: reply('GetLocation', ({ context, event }) => ({
    type: 'GetLocation.return',
    id: event.id,
    ...location(event, context.segment, context.pfRid, context.sriov, context.readings),
  })),
  returnResources: reply('GetResources', ({ context, event }) => ({
    type: 'GetResources.return',
    id: event.id,
    capturedBusNumbers: context.sriov === null ? 0 : capturedBuses(context.pfRid, context.sriov),
  })),
  // C11: one page says the VF's BARs, another the physical device's. Taken: the VF BAR registers of
  // the SR-IOV capability, which are one set for the device (so no VF number is needed) and are
  // what a guest must size.
  returnProbedBars: reply('GetVirtualFunctionProbedBars', ({ context, event }) => ({
    type: 'GetVirtualFunctionProbedBars.return',
    id: event.id,
    ...(context.sriov === null
      ? { status: 'STATUS_INVALID_DEVICE_STATE' }
      : { status: 'STATUS_SUCCESS', bars: context.sriov.probedBars }),
  })),

  // EnableVirtualization.
  refuseEnable: reply('EnableVirtualization', ({ context, event }) => ({
    type: 'EnableVirtualization.return',
    id: event.id,
    status: statusOfEnable(context, event),
  })),
  rememberEnable: assign('EnableVirtualization', ({ event }) => ({
    enable: {
      from: sender(event),
      id: event.id,
      irql: event.irql,
      numVFs: event.numVFs,
      migration: event.enableVfMigration,
      migrationInterrupt: event.enableMigrationInterrupt,
      answered: false,
    },
  })),
  writeNumVFs: send('*', ({ context }) =>
    context.sriov === null
      ? undefined
      : batch(context, 'enable', [
          field(context.sriov.offset, 'NumVFs', context.enable?.numVFs ?? 0),
          // Both may change with NumVFs and with ARI Capable Hierarchy, so they are read again.
          field(context.sriov.offset, 'FirstVFOffset'),
          field(context.sriov.offset, 'VFStride'),
        ]),
  ),
  rememberOffsets: assign('ConfigBatch.return', ({ context, event }) => {
    const [, firstVFOffset, vfStride] = event.values;
    if (context.sriov === null || firstVFOffset === undefined || vfStride === undefined) return {};
    if (!context.present) return {};
    return { sriov: { ...context.sriov, firstVFOffset, vfStride } };
  }),
  setVfEnable: send('*', ({ context }) => {
    if (context.sriov === null || context.enable === null) return undefined;
    const { migration, migrationInterrupt } = context.enable;
    const control = controlOn(migration, migrationInterrupt);
    return batch(context, 'enable', [field(context.sriov.offset, 'Control', control)]);
  }),
  clearVfEnable: send('*', ({ context }) =>
    context.sriov === null
      ? undefined
      : batch(context, 'enable', [field(context.sriov.offset, 'Control', controlOff)]),
  ),
  clearNumVFs: send('*', ({ context }) =>
    context.sriov === null
      ? undefined
      : batch(context, 'enable', [field(context.sriov.offset, 'NumVFs', 0)]),
  ),
  returnEnable: finishEnable('STATUS_SUCCESS'),
  failEnable: finishEnable('STATUS_INVALID_DEVICE_STATE'),
  // C37: one page lets callers wait at PASSIVE_LEVEL only. Taken: up to APC_LEVEL, as the wait
  // routine's page has it. At DISPATCH_LEVEL the caller cannot wait: it is answered at once, and
  // the VFs stay out of reach until they settle.
  returnEnableEarly: send('*', ({ context }) => {
    const call = context.enable;
    if (call === null || call.irql !== 'DISPATCH_LEVEL') return undefined;
    const answer = { type: 'EnableVirtualization.return', id: call.id, status: 'STATUS_SUCCESS' };
    return to(call.from, answer);
  }),
  noteAnswered: assign('*', ({ context }) => ({
    enable:
      context.enable === null || context.enable.irql !== 'DISPATCH_LEVEL'
        ? context.enable
        : { ...context.enable, answered: true },
  })),
  noteVfsOn: assign('*', ({ context }) => ({ numVFs: context.enable?.numVFs ?? 0 })),
  noteVfsOff: assign('*', () => ({ numVFs: 0 })),
  forgetEnable: assign('*', () => ({ enable: null })),
};
