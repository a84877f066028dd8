/**
 * What comes to the VPCI bus driver of a guest: the PnP manager starts and removes the bus, the stacks above start,
 * use and remove its child, the host answers packets, lists, ejects and invalidates, and takes the channel away.
 */
import type { AnyMachineSnapshot } from 'xstate';
import { holds } from '../../../machines/pci/checks.ts';
import type { RequestName, VpciContext } from '../../../machines/vpci/context.ts';
import { lowestVersion, newestVersion } from '../../../machines/vpci/guards.ts';
import type { Stimulus } from '../../../src/generate/subject.ts';
import { interfaceSizeBytes } from '../../../src/wdk/interfaces.ts';
import { vendorBlocks } from '../../topology.ts';
import type { Alphabet, AnyMessage } from '../alphabet.ts';
import { callsOf, sentBy } from '../alphabet.ts';
import type { Place } from './place.ts';

const success = 'STATUS_SUCCESS';
const failure = 'STATUS_UNSUCCESSFUL';
const slot = 0;
/** Transactions that the host answers; a driver takes the lowest free id. */
const transactions = ['1', '2', '3'];

/** The packet that a request becomes, by the name of its answer. */
const answersTo: Readonly<Record<string, readonly RequestName[]>> = {
  'VPCI_QUERY_RESOURCE_REQUIREMENTS.completion': ['VPCI_QUERY_RESOURCE_REQUIREMENTS'],
  'VPCI_RESOURCES_ASSIGNED2.completion': ['IRP_MN_START_DEVICE'],
  'VPCI_POWER_STATE_CHANGE.completion': ['IRP_MN_SET_POWER'],
  'VPCI_READ_BLOCK.completion': ['ReadVfConfigBlock', 'IOCTL_VPCI_READ_BLOCK'],
  'VPCI_WRITE_BLOCK.completion': ['WriteVfConfigBlock', 'IOCTL_VPCI_WRITE_BLOCK'],
  'VpciConfigRead.return': ['GetBusData', 'IRP_MN_READ_CONFIG'],
  'VpciConfigWrite.return': ['SetBusData', 'IRP_MN_WRITE_CONFIG'],
};
const ofBus: Readonly<Record<string, readonly string[]>> = {
  'VPCI_QUERY_PROTOCOL_VERSION.completion': ['channel.negotiating'],
  'VPCI_FDO_D0_ENTRY.completion': ['channel.enteringD0'],
  'VPCI_FDO_D0_EXIT.completion': ['channel.leavingStaleD0', 'channel.leavingD0'],
};

export function vpciAlphabet(place: Place): Alphabet {
  const actor = 'vpci.g0';
  const { device } = place;
  const pnp = callsOf('pnp.g0', actor);
  const above = callsOf(place.vbd ? 'vbd.vf0' : 'ndis.vf0', actor);
  const note = sentBy(place.vbd ? 'vbd.vf0' : 'ndis.vf0', actor);
  const driver = callsOf('vf0', actor);
  const host = sentBy('vstack', actor);
  const bus = (type: string) => pnp(type, 'pnp', { deviceObject: 'FDO' });
  const child = (type: string, fields = {}) =>
    above(type, type === 'IRP_MN_SURPRISE_REMOVAL' ? 'removal' : 'irp', {
      deviceObject: 'PDO',
      slot,
      ...fields,
    });
  const query = (name: 'VPCI_INTERFACE_STANDARD' | 'BUS_INTERFACE_STANDARD') => ({
    deviceObject: 'PDO',
    slot,
    interfaceType: `GUID_${name}`,
    size: interfaceSizeBytes(name),
    version: 1,
    status: 'STATUS_NOT_SUPPORTED',
  });
  const vpciInterface = { interfaceType: 'GUID_VPCI_INTERFACE_STANDARD', slot };
  const busInterface = { interfaceType: 'GUID_BUS_INTERFACE_STANDARD', slot };
  const block = { slot, blockId: 1, length: 16 };
  const config = { slot, offset: 4, length: 2 };
  const configIrp = { deviceObject: 'PDO', whichSpace: 'PCI_WHICHSPACE_CONFIG', ...config };
  const listed = (serial: number) => ({
    slot,
    vendorId: device.pf.vendorId,
    deviceId: device.sriov.vfDeviceId,
    serial,
  });
  return {
    actor,
    bounds: { totalVfs: device.sriov.totalVfs, numVfs: place.vfs, blocks: vendorBlocks },
    concurrency: 1,
    urgent: ['IRP_MN_SURPRISE_REMOVAL', 'IRP_MN_REMOVE_DEVICE'],
    passedOn: [],
    base: [
      bus('IRP_MN_START_DEVICE'),
      bus('IRP_MN_QUERY_DEVICE_RELATIONS'),
      bus('IRP_MN_REMOVE_DEVICE'),
      child('IRP_MN_START_DEVICE'),
      child('IRP_MN_REMOVE_DEVICE'),
      above('IRP_MN_QUERY_INTERFACE', 'query', query('VPCI_INTERFACE_STANDARD')),
      note('InterfaceDereference', vpciInterface),
      driver('IOCTL_VPCI_READ_BLOCK', 'read', { ...block, outputBufferLength: 16 }),
      sentBy('vf0', actor)('IoCancelIrp', { id: 'read', irql: 'DISPATCH_LEVEL' }),
      host('VPCI_BUS_RELATIONS2', { children: [listed(1)] }),
      host('VPCI_BUS_RELATIONS2', { children: [] }),
      host('VPCI_EJECT', { slot }),
      host('VMBUS_RESCIND_CHANNEL_OFFER'),
      host('VPCI_INVALIDATE_BLOCK', { slot, blockMask: '0x8' }),
      ...answers(place),
    ],
    rare: [
      ...[
        'IRP_MN_QUERY_CAPABILITIES',
        'IRP_MN_QUERY_REMOVE_DEVICE',
        'IRP_MN_CANCEL_REMOVE_DEVICE',
        'IRP_MN_CANCEL_STOP_DEVICE',
        'IRP_MN_QUERY_STOP_DEVICE',
      ].flatMap((type) => [bus(type), child(type, versionOf(type))]),
      pnp('IRP_MN_SURPRISE_REMOVAL', 'removal', { deviceObject: 'FDO' }),
      child('IRP_MN_SURPRISE_REMOVAL'),
      child('IRP_MN_QUERY_DEVICE_RELATIONS'),
      child('IRP_MN_QUERY_POWER', { powerState: 'D3' }),
      child('IRP_MN_SET_POWER', { powerState: 'D3' }),
      child('IRP_MN_SET_POWER', { powerState: 'D0' }),
      above('IRP_MN_QUERY_INTERFACE', 'query', query('BUS_INTERFACE_STANDARD')),
      note('InterfaceReference', vpciInterface),
      note('InterfaceDereference', busInterface),
      above('ReadVfConfigBlock', 'call', block),
      above('WriteVfConfigBlock', 'call', { ...block, block: 'a' }),
      above('GetBusData', 'config', config),
      above('SetBusData', 'config', { ...config, value: 6 }),
      above('IRP_MN_READ_CONFIG', 'configIrp', configIrp),
      above('IRP_MN_WRITE_CONFIG', 'configIrp', { ...configIrp, value: 6 }),
      above('IRP_MN_READ_CONFIG', 'configIrp', { ...configIrp, whichSpace: 'PCI_WHICHSPACE_ROM' }),
      driver('IOCTL_VPCI_WRITE_BLOCK', 'write', { ...block, block: 'a' }),
      ...badBlocks(above, driver),
      above('IOCTL_VPCI_INVALIDATE_BLOCK', 'invalidate', { slot }),
      above('IOCTL_VPCI_INVALIDATE_BLOCK', 'another', { slot }),
      host('VPCI_BUS_RELATIONS2', { children: [listed(2)] }),
    ],
    mayCome,
    isUnusual,
    limits: { GetBusData: 'APC_LEVEL', SetBusData: 'APC_LEVEL' },
  };
}

/** Block requests that are refused whatever the state: buffers, lengths, and the wrong major function. */
function badBlocks(above: Caller, driver: Caller): readonly Stimulus[] {
  const block = { slot, blockId: 1, length: 16 };
  const device = { majorFunction: 'IRP_MJ_DEVICE_CONTROL' };
  return [
    driver('IOCTL_VPCI_READ_BLOCK', 'read', { ...block, outputBufferLength: 8 }),
    driver('IOCTL_VPCI_READ_BLOCK', 'read', { ...block, outputBufferLength: 32 }),
    driver('IOCTL_VPCI_READ_BLOCK', 'read', { ...block, outputBufferLength: 16, ...device }),
    driver('IOCTL_VPCI_WRITE_BLOCK', 'write', { ...block, block: 'a', inputBufferLength: 8 }),
    above('IOCTL_VPCI_INVALIDATE_BLOCK', 'invalidate', { slot, ...device }),
    above('ReadVfConfigBlock', 'call', { ...block, length: 129 }),
    above('WriteVfConfigBlock', 'call', { ...block, length: 129, block: 'a' }),
  ];
}
type Caller = ReturnType<typeof callsOf>;

/** IRP_MN_QUERY_CAPABILITIES carries the version of its structure. */
function versionOf(minor: string): object {
  return minor === 'IRP_MN_QUERY_CAPABILITIES' ? { version: 1 } : {};
}

/** Each way in which the host answers a packet. */
function answers({ device }: Place): readonly Stimulus[] {
  const host = sentBy('vstack', 'vpci.g0');
  const version = 'VPCI_QUERY_PROTOCOL_VERSION.completion';
  const bars = device.sriov.vfBars.map(() => 0);
  return transactions.flatMap((id) => [
    host(version, { id, status: success, version: newestVersion }),
    host(version, { id, status: 'STATUS_REVISION_MISMATCH', version: lowestVersion }),
    host(version, { id, status: failure, version: newestVersion }),
    host('VPCI_FDO_D0_ENTRY.completion', { id, status: success }),
    host('VPCI_FDO_D0_ENTRY.completion', { id, status: 'STATUS_INVALID_DEVICE_STATE' }),
    host('VPCI_FDO_D0_EXIT.completion', { id, status: success }),
    ...['VPCI_QUERY_RESOURCE_REQUIREMENTS', 'VPCI_RESOURCES_ASSIGNED2'].flatMap((packet) => [
      host(`${packet}.completion`, {
        id,
        slot,
        status: success,
        ...(packet === 'VPCI_QUERY_RESOURCE_REQUIREMENTS' ? { bars } : {}),
      }),
      host(`${packet}.completion`, { id, slot, status: failure }),
    ]),
    host('VPCI_POWER_STATE_CHANGE.completion', { id, slot, status: success }),
    host('VPCI_READ_BLOCK.completion', { id, slot, status: success, blockId: 1, block: 'a' }),
    host('VPCI_READ_BLOCK.completion', { id, slot, status: failure, blockId: 1 }),
    host('VPCI_WRITE_BLOCK.completion', { id, slot, status: success, blockId: 1 }),
    host('VpciConfigRead.return', { id, count: 2, value: 4 }),
    host('VpciConfigWrite.return', { id, count: 2 }),
  ]);
}

function mayCome(snapshot: AnyMachineSnapshot, message: AnyMessage): boolean {
  const context = snapshot.context as VpciContext;
  const { type, from } = message;
  if (type in answersTo || type in ofBus)
    return isAwaited(snapshot, message) || isLate(context, message);
  // The rest of a life is the same after a detour at its beginning: it is looked at without.
  const isDetour = context.version !== newestVersion || context.d0Retried;
  if (isDetour && message.deviceObject !== 'FDO') return isOnDetour(snapshot, type);
  // The host answers what was given up before long, and before it is asked for more.
  if (context.abandoned.length > 0 && asksHost(message)) return false;
  if (type.startsWith('VPCI_')) return context.link !== 'closed';
  // One reference for each interface, a second one where it is passed on.
  const held = context.children[slot]?.references[`${from} ${message.interfaceType}`] ?? 0;
  if (type === 'IRP_MN_QUERY_INTERFACE') return held === 0;
  if (type === 'InterfaceReference') return held < 2;
  return true;
}

/** What may come on a detour: the end of the channel, and news while D0 is left in a former owner's place. */
function isOnDetour(snapshot: AnyMachineSnapshot, type: string): boolean {
  const isLeaving = snapshot.matches('operating.channel.leavingStaleD0' as never);
  const isNews = type === 'VPCI_BUS_RELATIONS2' || type === 'VPCI_EJECT';
  return type === 'VMBUS_RESCIND_CHANNEL_OFFER' || (isLeaving && isNews);
}

/** Whether a packet to the host may come of it. */
function asksHost({ type, deviceObject }: AnyMessage): boolean {
  return (
    type.startsWith('IOCTL_') ||
    type.endsWith('VfConfigBlock') ||
    type.endsWith('BusData') ||
    type.endsWith('_CONFIG') ||
    type === 'IRP_MN_START_DEVICE' ||
    type === 'IRP_MN_SET_POWER' ||
    type === 'VPCI_BUS_RELATIONS2' ||
    (type === 'IRP_MN_REMOVE_DEVICE' && deviceObject === 'FDO')
  );
}

/** The host answers what it was asked, once, and with the answer to that packet. */
function isAwaited(snapshot: AnyMachineSnapshot, { type, id }: AnyMessage): boolean {
  const context = snapshot.context as VpciContext;
  const asked = context.outstanding.find(({ transaction }) => String(transaction) === id);
  if (asked !== undefined) return answersTo[type]?.includes(asked.request) === true;
  const isOfBus = String(context.busTransaction) === id;
  const isAt = (state: string) => snapshot.matches(`operating.${state}` as never);
  return isOfBus && ofBus[type]?.some(isAt) === true;
}

/** Nobody waits for it any more. Which packet it was is not kept, so that it may be any. */
function isLate(context: VpciContext, { id }: AnyMessage): boolean {
  return (
    context.abandoned.map(String).includes(String(id)) || (context.link === 'lost' && id === '1')
  );
}

function isUnusual(snapshot: AnyMachineSnapshot, message: AnyMessage): boolean {
  const context = snapshot.context as VpciContext;
  const { type, from, id } = message;
  // One kind of late answer stands for all where an id has to be freed.
  if (type in answersTo || type in ofBus) {
    const frees = context.abandoned.map(String).includes(String(id));
    return isLate(context, message) && !(frees && type === 'VPCI_READ_BLOCK.completion');
  }
  // Invalidations that nobody waits for are kept: one shows it.
  const isArmed = context.outstanding.some((each) => each.request.endsWith('INVALIDATE_BLOCK'));
  if (type === 'VPCI_INVALIDATE_BLOCK' && !isArmed) return true;
  if (type.startsWith('VPCI_') || type.startsWith('VMBUS_')) return context.link === 'lost';
  const references = context.children[slot]?.references ?? {};
  if (type === 'InterfaceDereference' || type === 'InterfaceReference') {
    return !holds(references, from ?? '', String(message.interfaceType));
  }
  if (type.endsWith('VfConfigBlock')) {
    return !holds(references, from ?? '', 'GUID_VPCI_INTERFACE_STANDARD');
  }
  return type.endsWith('BusData') && !holds(references, from ?? '', 'GUID_BUS_INTERFACE_STANDARD');
}
