/**
 * What comes to a virtual bus driver: IRPs of the PnP manager for its own device object, of the miniport's stack for
 * its child, requests of the miniport over the private channel, and the answers of the bus below.
 */
import type { AnyMachineSnapshot } from 'xstate';
import type { VbdContext } from '../../../machines/vbd/context.ts';
import { served, wanted } from '../../../machines/vbd/context.ts';
import type { Stimulus } from '../../../src/generate/subject.ts';
import { interfaceSizeBytes } from '../../../src/wdk/interfaces.ts';
import type { Alphabet, AnyMessage } from '../alphabet.ts';
import { callsOf, sentBy } from '../alphabet.ts';
import type { Place } from './place.ts';

const ownMinors = [
  'IRP_MN_START_DEVICE',
  'IRP_MN_QUERY_REMOVE_DEVICE',
  'IRP_MN_CANCEL_REMOVE_DEVICE',
  'IRP_MN_REMOVE_DEVICE',
  'IRP_MN_SURPRISE_REMOVAL',
] as const;
const stopMinors = [
  'IRP_MN_QUERY_STOP_DEVICE',
  'IRP_MN_STOP_DEVICE',
  'IRP_MN_CANCEL_STOP_DEVICE',
] as const;

/** Parameters of the routines, and what they yield. */
const parametersOf: Readonly<Record<string, object>> = {
  EnableVirtualization: {
    numVFs: 1,
    enableVfMigration: false,
    enableMigrationInterrupt: false,
    enableVirtualization: true,
  },
  GetVirtualFunctionData: { vf: 0, offset: 4, length: 2 },
  SetVirtualFunctionData: { vf: 0, offset: 4, length: 2, value: 6 },
  GetLocation: { vf: 0 },
  GetResources: {},
  GetVirtualFunctionProbedBars: {},
  ReadVfConfigBlock: { blockId: 1, length: 16 },
  WriteVfConfigBlock: { blockId: 1, length: 16, block: 'a' },
};
const success = { status: 'STATUS_SUCCESS' };
const failure = { status: 'STATUS_UNSUCCESSFUL' };
const yields: Readonly<Record<string, readonly object[]>> = {
  EnableVirtualization: [success, failure],
  GetVirtualFunctionData: [{ count: 2, value: 4 }, { count: 0 }],
  SetVirtualFunctionData: [{ count: 2 }, { count: 0 }],
  GetLocation: [{ ...success, segmentNumber: 0, busNumber: 1, functionNumber: 128 }, failure],
  GetResources: [{ capturedBusNumbers: 0 }],
  GetVirtualFunctionProbedBars: [{ ...success, bars: [0, 0, 0, 0, 0, 0] }, failure],
  ReadVfConfigBlock: [
    { ...success, blockId: 1, block: 'a' },
    { ...failure, blockId: 1 },
  ],
  WriteVfConfigBlock: [
    { ...success, blockId: 1 },
    { ...failure, blockId: 1 },
  ],
};

export function vbdAlphabet(place: Place): Alphabet {
  const { partition } = place;
  const isGuest = partition === 'guest';
  const actor = isGuest ? 'vbd.vf0' : 'vbd';
  const slot = isGuest ? { slot: 0 } : {};
  const pnp = callsOf(isGuest ? 'pnp.g0' : 'pnp', actor);
  const above = callsOf(isGuest ? 'ndis.vf0' : 'ndis', actor);
  const note = sentBy(isGuest ? 'ndis.vf0' : 'ndis', actor);
  const miniport = callsOf(isGuest ? 'vf0' : 'pf', actor);
  const own = (type: string) => pnp(type, 'pnp', { deviceObject: 'FDO', ...slot });
  const child = (type: string, fields = {}) =>
    above(type, 'irp', { deviceObject: 'PDO', ...slot, ...fields });
  const query = (interfaceType: string, deviceObject = 'PDO') => ({
    deviceObject,
    ...slot,
    interfaceType,
    size: interfaceSizeBytes('BUS_INTERFACE_STANDARD'),
    version: 1,
    status: 'STATUS_NOT_SUPPORTED',
  });
  const [first = '', ...others] = served[partition];
  const request = (routine: string, id = 'request') =>
    miniport('VbdCall', id, { routine, parameters: parametersOf[routine] ?? {} });
  const [serving] = wanted[partition];
  const bus = { interfaceType: 'GUID_BUS_INTERFACE_STANDARD', ...slot };
  const config = {
    deviceObject: 'PDO',
    ...slot,
    whichSpace: 'PCI_WHICHSPACE_CONFIG',
    offset: 4,
    length: 2,
  };
  const ioctl = (type: string, id: string, fields: object) =>
    miniport(type, id, { slot: 0, ...fields });
  return {
    actor,
    bounds: { totalVfs: place.device.sriov.totalVfs, numVfs: place.vfs, blocks: 0 },
    concurrency: 1,
    urgent: ['IRP_MN_SURPRISE_REMOVAL', 'IRP_MN_REMOVE_DEVICE', 'IRP_MN_QUERY_REMOVE_DEVICE'],
    passedOn: [
      'IRP_MN_QUERY_POWER',
      'IRP_MN_QUERY_CAPABILITIES',
      'IRP_MN_QUERY_INTERFACE',
      'IRP_MN_READ_CONFIG',
      'IRP_MN_WRITE_CONFIG',
      'GetBusData',
      'SetBusData',
      'IOCTL_VPCI_READ_BLOCK',
      'IOCTL_VPCI_WRITE_BLOCK',
      'IOCTL_VPCI_INVALIDATE_BLOCK',
    ],
    base: [
      ...ownMinors.map(own),
      child('IRP_MN_START_DEVICE'),
      child('IRP_MN_QUERY_REMOVE_DEVICE'),
      child('IRP_MN_REMOVE_DEVICE'),
      request(first),
      ...answers(place, actor),
    ],
    rare: [
      ...stopMinors.map(own),
      ...stopMinors.map((type) => child(type)),
      own('IRP_MN_QUERY_DEVICE_RELATIONS'),
      child('IRP_MN_CANCEL_REMOVE_DEVICE'),
      child('IRP_MN_SURPRISE_REMOVAL'),
      child('IRP_MN_SET_POWER', { powerState: 'D3' }),
      child('IRP_MN_SET_POWER', { powerState: 'D0' }),
      child('IRP_MN_QUERY_POWER', { powerState: 'D3' }),
      child('IRP_MN_QUERY_CAPABILITIES', { version: 1 }),
      above('IRP_MN_QUERY_INTERFACE', 'query', query('GUID_BUS_INTERFACE_STANDARD')),
      above('IRP_MN_QUERY_INTERFACE', 'query', query(serving)),
      above('IRP_MN_QUERY_INTERFACE', 'query', query(serving, 'FDO')),
      note('InterfaceReference', bus),
      note('InterfaceDereference', bus),
      above('GetBusData', 'config', { ...slot, offset: 4, length: 2 }),
      above('SetBusData', 'config', { ...slot, offset: 4, length: 2, value: 6 }),
      above('IRP_MN_READ_CONFIG', 'configIrp', config),
      above('IRP_MN_WRITE_CONFIG', 'configIrp', { ...config, value: 6 }),
      ...others.map((routine) => request(routine)),
      request(first, 'second'),
      request('GetDeviceLocation'),
      ...(isGuest
        ? [
            ioctl('IOCTL_VPCI_READ_BLOCK', 'read', {
              blockId: 1,
              length: 16,
              outputBufferLength: 16,
            }),
            ioctl('IOCTL_VPCI_WRITE_BLOCK', 'write', { blockId: 1, length: 16, block: 'a' }),
            above('IOCTL_VPCI_INVALIDATE_BLOCK', 'invalidate', { slot: 0 }),
            sentBy('vf0', actor)('IoCancelIrp', { id: 'read', irql: 'DISPATCH_LEVEL' }),
          ]
        : []),
    ],
    mayCome,
    isUnusual: () => false,
  };
}

/** Each way in which what was passed down or called below can come back. */
function answers({ partition }: Place, actor: string): readonly Stimulus[] {
  const answer = sentBy(partition === 'guest' ? 'vpci.g0' : 'pci', actor);
  const completed = (id: string, request: string, fields: object) =>
    answer('IoCompleteRequest', { id, request, ...fields });
  return [
    ...[...ownMinors, ...stopMinors].map((minor) => completed('pnp', minor, success)),
    ...['IRP_MN_START_DEVICE', 'IRP_MN_QUERY_REMOVE_DEVICE', 'IRP_MN_QUERY_STOP_DEVICE'].map(
      (minor) => completed('pnp', minor, failure),
    ),
    completed('irp', 'IRP_MN_SET_POWER', success),
    ...['interface', 'service'].flatMap((id) => [
      completed(id, 'IRP_MN_QUERY_INTERFACE', { ...success, information: 0, version: 1 }),
      completed(id, 'IRP_MN_QUERY_INTERFACE', { status: 'STATUS_NOT_SUPPORTED', information: 0 }),
    ]),
    ...served[partition].flatMap((routine) =>
      (yields[routine] ?? []).map((fields) =>
        answer(`${routine}.return`, { id: 'service', ...fields }),
      ),
    ),
  ];
}

function mayCome(snapshot: AnyMachineSnapshot, message: AnyMessage): boolean {
  const context = snapshot.context as VbdContext;
  const { type, id } = message;
  if (type.endsWith('.return')) return type === `${context.queue[0]?.routine}.return`;
  if (type === 'IoCompleteRequest' && id === 'irp') return context.power !== null;
  // The PnP manager has one IRP under way for a device object, whatever the news.
  if (message.deviceObject === 'FDO' && type !== 'IRP_MN_QUERY_INTERFACE') {
    return context.irp === null;
  }
  return true;
}
