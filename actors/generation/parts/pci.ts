/**
 * What comes to the PCI bus driver: the stack above (NDIS, or the VBD) starts, queries and removes the device and calls
 * the routines of the interfaces; another driver holds an interface; the device answers as its registers would.
 */
import type { AnyMachineSnapshot } from 'xstate';
import { detection, walk } from '../../../machines/pci/capability.ts';
import { holds } from '../../../machines/pci/checks.ts';
import type { PciContext } from '../../../machines/pci/context.ts';
import { interfaceOf } from '../../../machines/pci/guards.ts';
import { interfaceSizeBytes } from '../../../src/wdk/interfaces.ts';
import { initialState, readConfig, runBatch } from '../../device/index.ts';
import type { Alphabet, AnyMessage } from '../alphabet.ts';
import { callsOf, sentBy } from '../alphabet.ts';
import type { Place } from './place.ts';

/** Those of the two interfaces. */
const routines = [
  'EnableVirtualization',
  'GetLocation',
  'GetResources',
  'GetVirtualFunctionProbedBars',
  'GetVirtualFunctionData',
  'SetVirtualFunctionData',
  'GetBusData',
  'SetBusData',
];
const allOnes = 0xffffffff;
const extendedSpace = 0x100;

export function pciAlphabet(place: Place): Alphabet {
  const above = callsOf(place.vbd ? 'vbd' : 'ndis', 'pci');
  const note = sentBy(place.vbd ? 'vbd' : 'ndis', 'pci');
  const holder = callsOf('holder', 'pci');
  const holderNote = sentBy('holder', 'pci');
  const irp = (type: string, fields = {}) =>
    above(type, idOf(type), { deviceObject: 'PDO', ...fields });
  const query = (name: 'PCI_VIRTUALIZATION_INTERFACE' | 'BUS_INTERFACE_STANDARD') => ({
    deviceObject: 'PDO',
    interfaceType: `GUID_${name}`,
    size: interfaceSizeBytes(name),
    version: 1,
    status: 'STATUS_NOT_SUPPORTED',
  });
  const virtualization = { interfaceType: 'GUID_PCI_VIRTUALIZATION_INTERFACE' };
  const bus = { interfaceType: 'GUID_BUS_INTERFACE_STANDARD' };
  const service = (type: string, fields = {}) => above(type, 'service', fields);
  const enable = (numVFs: number) => ({
    numVFs,
    enableVfMigration: false,
    enableMigrationInterrupt: false,
    enableVirtualization: numVFs > 0,
  });
  const vfSpace = { vf: 0, offset: 4, length: 2 };
  const config = { deviceObject: 'PDO', whichSpace: 'PCI_WHICHSPACE_CONFIG', offset: 4, length: 2 };
  return {
    actor: 'pci',
    concurrency: 1,
    urgent: ['IRP_MN_SURPRISE_REMOVAL', 'IRP_MN_REMOVE_DEVICE'],
    bounds: { totalVfs: place.device.sriov.totalVfs, numVfs: place.vfs, blocks: 0 },
    passedOn: [],
    base: [
      irp('IRP_MN_START_DEVICE'),
      irp('IRP_MN_QUERY_REMOVE_DEVICE'),
      irp('IRP_MN_CANCEL_REMOVE_DEVICE'),
      irp('IRP_MN_REMOVE_DEVICE'),
      irp('IRP_MN_SURPRISE_REMOVAL'),
      irp('IRP_MN_QUERY_STOP_DEVICE'),
      irp('IRP_MN_STOP_DEVICE'),
      irp('IRP_MN_CANCEL_STOP_DEVICE'),
      irp('IRP_MN_SET_POWER', { powerState: 'D3' }),
      irp('IRP_MN_SET_POWER', { powerState: 'D0' }),
      above('IRP_MN_QUERY_INTERFACE', 'virtualization', query('PCI_VIRTUALIZATION_INTERFACE')),
      note('InterfaceDereference', virtualization),
      service('EnableVirtualization', enable(place.vfs)),
      service('EnableVirtualization', enable(0)),
      service('GetVirtualFunctionData', vfSpace),
      service('SetVirtualFunctionData', { ...vfSpace, value: 6 }),
      service('GetVirtualFunctionProbedBars'),
      ...deviceAnswers(place),
    ],
    rare: [
      above('IRP_MN_QUERY_INTERFACE', 'standard', query('BUS_INTERFACE_STANDARD')),
      note('InterfaceDereference', bus),
      holder('IRP_MN_QUERY_INTERFACE', 'interface', query('BUS_INTERFACE_STANDARD')),
      holderNote('InterfaceDereference', { ...bus, id: 'interface' }),
      note('InterfaceReference', virtualization),
      irp('IRP_MN_QUERY_DEVICE_RELATIONS'),
      irp('IRP_MN_QUERY_CAPABILITIES', { version: 1 }),
      irp('IRP_MN_QUERY_CAPABILITIES', { version: 2 }),
      irp('IRP_MN_QUERY_POWER', { powerState: 'D3' }),
      above('IRP_MN_QUERY_INTERFACE', 'virtualization', {
        ...query('PCI_VIRTUALIZATION_INTERFACE'),
        version: 0,
      }),
      above('IRP_MN_QUERY_INTERFACE', 'virtualization', {
        ...query('PCI_VIRTUALIZATION_INTERFACE'),
        interfaceType: 'GUID_VPCI_INTERFACE_STANDARD',
      }),
      service('GetLocation', { vf: 0 }),
      service('GetResources'),
      service('EnableVirtualization', { ...enable(place.vfs), enableVfMigration: true }),
      service('EnableVirtualization', { ...enable(place.vfs), enableMigrationInterrupt: true }),
      above('EnableVirtualization', 'another', enable(place.vfs)),
      above('GetVirtualFunctionData', 'another', vfSpace),
      above('SetVirtualFunctionData', 'another', { ...vfSpace, value: 6 }),
      above('GetVirtualFunctionData', 'another', { ...vfSpace, vf: place.vfs }),
      above('SetVirtualFunctionData', 'another', { ...vfSpace, vf: place.vfs, value: 6 }),
      above('GetBusData', 'config', { offset: 4, length: 2 }),
      above('SetBusData', 'config', { offset: 4, length: 2, value: 6 }),
      above('IRP_MN_READ_CONFIG', 'configIrp', config),
      above('IRP_MN_WRITE_CONFIG', 'configIrp', { ...config, value: 6 }),
      above('IRP_MN_READ_CONFIG', 'configIrp', { ...config, whichSpace: 'PCI_WHICHSPACE_ROM' }),
      above('IRP_MN_WRITE_CONFIG', 'configIrp', {
        ...config,
        whichSpace: 'PCI_WHICHSPACE_ROM',
        value: 6,
      }),
    ],
    mayCome: (snapshot, message) => mayCome(snapshot, message, place),
    isUnusual: isMisuse,
  };
}

/** What the registers of this device hold while it is started, and that nothing answers when it is gone. */
function deviceAnswers({ device, vfs }: Place) {
  const answer = sentBy('device', 'pci');
  const headers = new Set<number>();
  let capability = 0;
  for (let offset = extendedSpace; offset > 0; ) {
    const header = headerAt(device, offset);
    headers.add(header);
    const step = walk(offset, header);
    if (typeof step === 'object' && 'found' in step) capability = step.found;
    offset = typeof step === 'object' && 'next' in step ? step.next : 0;
  }
  const batch = { rid: device.pf.rid, accesses: detection(capability) };
  const scan = runBatch(device, initialState(device), batch).values;
  const { firstVfOffset, vfStride } = device.sriov;
  return [
    ...[...headers, allOnes].map((value) => answer('ConfigRead.return', { id: 'start', value })),
    answer('ConfigBatch.return', { id: 'start', values: scan }),
    answer('ConfigBatch.return', { id: 'enable', values: [vfs, firstVfOffset, vfStride] }),
    answer('ConfigBatch.return', { id: 'enable', values: [0] }),
    answer('ConfigBatch.return', { id: 'power', values: [0] }),
    answer('ConfigRead.return', { id: 'data', value: 4 }),
    answer('ConfigWrite.return', { id: 'data' }),
  ];
}

function headerAt(device: Place['device'], offset: number): number {
  return readConfig(device, initialState(device), device.pf.rid, offset, 4);
}

/** A reference that is given back, or an interface that is used, by somebody who does not hold it. */
function isMisuse(
  snapshot: AnyMachineSnapshot,
  { type, from, interfaceType }: AnyMessage,
): boolean {
  const { references } = snapshot.context as PciContext;
  if (type === 'InterfaceDereference' || type === 'InterfaceReference') {
    return !holds(references, from ?? '', String(interfaceType));
  }
  return routines.includes(type) && !holds(references, from ?? '', interfaceOf(type));
}

function mayCome(snapshot: AnyMachineSnapshot, message: AnyMessage, place: Place): boolean {
  const context = snapshot.context as PciContext;
  const { type, id } = message;
  const held = context.references[`${message.from} ${message.interfaceType}`] ?? 0;
  // Holders count for themselves: one reference each, a second one where it is passed on.
  if (type === 'IRP_MN_QUERY_INTERFACE') return held === 0;
  if (type === 'InterfaceReference') return held < 2;
  if (type === 'ConfigRead.return' && id === 'start') {
    const isThere = message.value === headerAt(place.device, context.walkOffset);
    return isThere || message.value === allOnes;
  }
  if (type === 'ConfigRead.return' || type === 'ConfigWrite.return') {
    const isWrite = context.data[0]?.value !== null;
    return context.data.length > 0 && isWrite === (type === 'ConfigWrite.return');
  }
  if (type === 'ConfigBatch.return' && id === 'enable') {
    const isFirst = snapshot.matches('operating.virtualization.enabling.writingNumVFs' as never);
    const wasAsked = context.enable !== null || !context.present;
    return wasAsked && isFirst === (message.values as readonly number[]).length > 1;
  }
  if (type === 'ConfigBatch.return' && id === 'power') {
    return context.power !== null || !context.present;
  }
  return true;
}

/** One IRP of each kind at a time; the news of a removal waits for none of them. */
function idOf(minor: string): string {
  if (minor.endsWith('_POWER')) return 'power';
  return minor === 'IRP_MN_SURPRISE_REMOVAL' ? 'removal' : 'irp';
}
