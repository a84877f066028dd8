/**
 * What comes to the VF miniport: NDIS in the guest calls its entry points and hands it OIDs; an application asks for
 * blocks and configuration space; the driver below completes its IOCTLs, NDIS or the VBD its calls.
 */
import type { AnyMachineSnapshot } from 'xstate';
import { blocksOf } from '../../../machines/block-mask.ts';
import type { VfContext } from '../../../machines/vf/context.ts';
import type { Stimulus } from '../../../src/generate/subject.ts';
import { vendorBlocks } from '../../topology.ts';
import type { Alphabet, AnyMessage } from '../alphabet.ts';
import { callsOf, sentBy } from '../alphabet.ts';
import type { Place } from './place.ts';

const read = 'IOCTL_VPCI_READ_BLOCK';
const write = 'IOCTL_VPCI_WRITE_BLOCK';
/** The block that is read and written, and the one that the PF invalidates. */
const blockId = 1;
const staleBlock = 3;

export function vfAlphabet(place: Place): Alphabet {
  const ndis = 'ndis.vf0';
  const call = callsOf(ndis, 'vf0');
  const oid = (type: string, parameters = {}) => call(type, 'oid', { parameters });
  const below = sentBy(place.vbd ? 'vbd.vf0' : 'vpci.g0', 'vf0');
  const ask = sentBy('application', 'vf0');
  const block = { blockId, length: 16 };
  return {
    actor: 'vf0',
    bounds: { totalVfs: place.device.sriov.totalVfs, numVfs: place.vfs, blocks: vendorBlocks },
    concurrency: 2,
    urgent: ['CancelBlock'],
    passedOn: [],
    base: [
      call('MiniportInitializeEx', 'MiniportInitializeEx'),
      call('MiniportRestart', 'MiniportRestart'),
      call('MiniportPause', 'MiniportPause'),
      call('MiniportHaltEx', 'MiniportHaltEx', { haltAction: 'NdisHaltDeviceDisabled' }),
      call('MiniportDevicePnPEventNotify', 'notify', {
        event: 'NdisDevicePnPEventSurpriseRemoved',
      }),
      call('MiniportResetEx', 'MiniportResetEx'),
      oid('OID_PNP_SET_POWER', { powerState: 'D3' }),
      oid('OID_PNP_SET_POWER', { powerState: 'D0' }),
      oid('OID_SRIOV_VF_INVALIDATE_CONFIG_BLOCK', { blockMask: '0x8' }),
      sentBy(ndis, 'vf0')('MiniportCancelOidRequest', { irql: 'PASSIVE_LEVEL', requestId: 'oid' }),
      ask('ReadBlock', { id: 'call', way: 'ndis', ...block }),
      ask('ReadBlock', { id: 'read', way: 'ioctl', ...block }),
      ask('CancelBlock', { id: 'cancelRead', request: read }),
      ...answers(place),
      below('IoCallDriver.return', { id: 'read', request: read, status: 'STATUS_PENDING' }),
      below('IoCompleteRequest', {
        id: 'read',
        request: read,
        status: 'STATUS_SUCCESS',
        information: 16,
        value: 'a',
        blockId,
        slot: 0,
      }),
      below('IoCompleteRequest', {
        id: 'read',
        request: read,
        status: 'STATUS_CANCELLED',
        information: 0,
        slot: 0,
      }),
      below('IoCallDriver.return', { id: 'write', request: write, status: 'STATUS_PENDING' }),
      below('IoCompleteRequest', {
        id: 'write',
        request: write,
        status: 'STATUS_SUCCESS',
        information: 16,
        blockId,
        slot: 0,
      }),
    ],
    rare: [
      call('MiniportHaltEx', 'MiniportHaltEx', { haltAction: 'NdisHaltDeviceSurpriseRemoved' }),
      call('MiniportCheckForHangEx', 'MiniportCheckForHangEx'),
      call('MiniportShutdownEx', 'shutdown', { shutdownAction: 'NdisShutdownPowerOff' }),
      sentBy(ndis, 'vf0')('MiniportCancelOidRequest', {
        irql: 'PASSIVE_LEVEL',
        requestId: 'another',
      }),
      oid('OID_PNP_QUERY_POWER', { powerState: 'D3' }),
      oid('OID_SRIOV_VF_INVALIDATE_CONFIG_BLOCK', { blockMask: '0x0' }),
      oid('OID_SRIOV_VF_INVALIDATE_CONFIG_BLOCK', { blockMask: '0x18' }),
      ask('WriteBlock', { id: 'call', way: 'ndis', ...block, block: 'a' }),
      ask('WriteBlock', { id: 'write', way: 'ioctl', ...block, block: 'a' }),
      ask('CancelBlock', { id: 'cancelWrite', request: write }),
      ask('ReadConfig', { id: 'config', offset: 4, length: 2 }),
      ask('WriteConfig', { id: 'config', offset: 4, length: 2, value: 6 }),
      ask('ReadBlock', { id: 'another', way: 'ndis', ...block }),
      ask('ReadBlock', { id: 'another', way: 'ioctl', ...block }),
      ask('WriteBlock', { id: 'another', way: 'ndis', ...block, block: 'b' }),
      ask('WriteBlock', { id: 'another', way: 'ioctl', ...block, block: 'b' }),
      ask('ReadConfig', { id: 'another', offset: 0, length: 4 }),
      ask('WriteConfig', { id: 'another', offset: 4, length: 2, value: 4 }),
    ],
    mayCome,
    isUnusual: () => false,
  };
}

/** Each way in which a call of the miniport can come back. */
function answers({ vbd }: Place): readonly Stimulus[] {
  const answer = sentBy('ndis.vf0', 'vf0');
  const attributes = (status: string) =>
    answer('NdisMSetMiniportAttributes.return', { id: 'attributes', status });
  return [
    attributes('NDIS_STATUS_SUCCESS'),
    attributes('NDIS_STATUS_FAILURE'),
    ...[blockId, staleBlock].flatMap((block) => returned('Read', block, { block: 'a' })),
    ...returned('Write', blockId, {}),
    answer('NdisMGetBusData.return', { id: 'config', count: 2, value: 4 }),
    answer('NdisMGetBusData.return', { id: 'config', count: 0 }),
    answer('NdisMSetBusData.return', { id: 'config', count: 2 }),
  ];

  function returned(kind: 'Read' | 'Write', number: number, content: object): readonly Stimulus[] {
    if (vbd) {
      const routine = `${kind}VfConfigBlock`;
      const channel = (status: string, result: object) =>
        sentBy('vbd.vf0', 'vf0')('VbdCall.return', { id: 'block', routine, status, result });
      return [
        channel('STATUS_SUCCESS', { blockId: number, ...content }),
        channel('STATUS_DEVICE_NOT_CONNECTED', { blockId: number }),
      ];
    }
    const type = `NdisM${kind}ConfigBlock.return`;
    return [
      answer(type, { id: 'block', status: 'NDIS_STATUS_SUCCESS', blockId: number, ...content }),
      answer(type, { id: 'block', status: 'NDIS_STATUS_FAILURE', blockId: number }),
    ];
  }
}

function mayCome(snapshot: AnyMachineSnapshot, message: AnyMessage): boolean {
  const context = snapshot.context as VfContext;
  const { type } = message;
  // NDIS hands out one OID at a time, and calls an entry point only when the one before has ended.
  if (type.startsWith('OID_')) return context.oid === null;
  const isAt = (state: string) => snapshot.matches(`operating.${state}` as never);
  if (type.startsWith('Miniport') && isAt('adapter.Pausing')) {
    return !['MiniportRestart', 'MiniportHaltEx', 'MiniportPause'].includes(type);
  }
  if (isBlockReturn(type)) return fits(context, message, isAt);
  return true;
}

function isBlockReturn(type: string): boolean {
  return type === 'VbdCall.return' || type.endsWith('ConfigBlock.return');
}

/** A block that comes back is the one that was asked for. */
function fits(context: VfContext, message: AnyMessage, isAt: (state: string) => boolean): boolean {
  const { blockId: number } = (message.result ?? message) as { readonly blockId?: unknown };
  const isRead = message.type.startsWith('NdisMRead') || message.routine === 'ReadVfConfigBlock';
  if (isAt('blockCall.writing')) return !isRead;
  if (isAt('blockCall.readingAgain')) return isRead && number === blocksOf(context.stale)[0];
  return isAt('blockCall.reading') && isRead && number === blockId;
}
