import { expect, test } from 'vitest';
import { vfMiniport } from '../../machines/vf-miniport.ts';
import type { Bench, Loose, Sent } from './harness.ts';
import { bench } from './harness.ts';

const vfBench = (vbd: string | null = null) =>
  bench('vf', vfMiniport, { ndis: 'ndis', bus: 'vpci', vbd, slot: 0 }, [
    'ndis',
    'vpci',
    'vbd',
    'app',
    'other',
  ]);

const fromNdis = (type: string, rest: object = {}): Loose => ({
  type,
  from: 'ndis',
  id: type,
  irql: 'PASSIVE_LEVEL',
  ...rest,
});
const returned = (routine: string, status = 'NDIS_STATUS_SUCCESS', rest: object = {}): Loose => ({
  type: `${routine}.return`,
  from: 'ndis',
  id: 'x',
  status,
  ...rest,
});
const ask = (type: string, rest: object = {}, from = 'app'): Loose => ({
  type,
  from,
  id: 'q',
  way: 'ndis',
  blockId: 1,
  length: 64,
  block: 'w',
  ...rest,
});
const surprise = fromNdis('MiniportDevicePnPEventNotify', {
  event: 'NdisDevicePnPEventSurpriseRemoved',
});
const completes = (request: string, status: string, rest: object = {}): Loose => ({
  type: 'IoCompleteRequest',
  from: 'vpci',
  request,
  status,
  ...rest,
});
const invalidate = (blockMask: string) =>
  fromNdis('OID_SRIOV_VF_INVALIDATE_CONFIG_BLOCK', { id: 'oid', parameters: { blockMask } });
const types = (sent: readonly Sent[]) => sent.map(({ to, type }) => `${to} ${type}`);
const statuses = (sent: readonly Sent[]) => sent.map(({ status }) => status);

function paused(vbd?: string): Bench {
  const vf = vfBench(vbd ?? null);
  const set = returned('NdisMSetMiniportAttributes');
  vf.receiveAll(fromNdis('MiniportInitializeEx'), set, set, set);
  return vf;
}
function running(vbd?: string): Bench {
  const vf = paused(vbd);
  vf.receive(fromNdis('MiniportRestart'));
  return vf;
}

test('initialisation sets registration, general and hardware-assist attributes, in this order', () => {
  const vf = vfBench();
  const set = returned('NdisMSetMiniportAttributes');
  const steps = [fromNdis('MiniportInitializeEx'), set, set];
  expect(steps.flatMap((step) => vf.receive(step)).map(({ attributes }) => attributes)).toEqual([
    'registration',
    'general',
    'hardware-assist',
  ]);
  expect(vf.receive(set)).toMatchObject([{ type: 'MiniportInitializeEx.return' }]);
  const refused = vfBench();
  refused.receive(fromNdis('MiniportInitializeEx'));
  const failure = refused.receive(returned('NdisMSetMiniportAttributes', 'NDIS_STATUS_FAILURE'));
  expect(statuses(failure)).toEqual(['NDIS_STATUS_FAILURE']);
  expect(refused.key).toBe(vfBench().key);
});

test('applications are refused as the state of the adapter demands', () => {
  const answer = (vf: Bench) => statuses(vf.receive(ask('ReadBlock')))[0];
  expect(answer(vfBench())).toBe('NDIS_STATUS_ADAPTER_NOT_READY');
  expect(answer(paused())).toBe('NDIS_STATUS_PAUSED');
  const gone = running();
  gone.receive(surprise);
  expect(answer(gone)).toBe('NDIS_STATUS_NOT_ACCEPTED');
  const asleep = paused();
  asleep.receive(fromNdis('OID_PNP_SET_POWER', { parameters: { powerState: 'D3' } }));
  expect(answer(asleep)).toBe('NDIS_STATUS_LOW_POWER_STATE');
  const busy = running();
  busy.receive(ask('ReadBlock'));
  expect(answer(busy)).toBe('NDIS_STATUS_RESOURCES');
});

test('a block is read through NDIS, or through the VBD where there is one', () => {
  const vf = running();
  expect(types(vf.receive(ask('ReadBlock')))).toEqual(['ndis NdisMReadConfigBlock']);
  const block = { blockId: 1, block: 'b' };
  expect(vf.receive(returned('NdisMReadConfigBlock', 'NDIS_STATUS_SUCCESS', block))).toMatchObject([
    { to: 'app', type: 'ReadBlock.done', status: 'NDIS_STATUS_SUCCESS', value: 'b' },
  ]);
  const above = running('vbd');
  expect(above.receive(ask('WriteBlock'))).toMatchObject([
    { to: 'vbd', type: 'VbdCall', routine: 'WriteVfConfigBlock', parameters: { block: 'w' } },
  ]);
  const back = { routine: 'WriteVfConfigBlock', result: {}, from: 'vbd' };
  expect(above.receive(returned('VbdCall', 'STATUS_SUCCESS', back))).toMatchObject([
    { to: 'app', type: 'WriteBlock.done', status: 'STATUS_SUCCESS' },
  ]);
});

test('the level of the request is the level of the call', () => {
  const [call] = running().receive(ask('ReadBlock', { irql: 'DISPATCH_LEVEL' }));
  expect(call).toMatchObject({ irql: 'DISPATCH_LEVEL' });
});

test('an IOCTL is cancelled by its creator, and may succeed all the same', () => {
  const vf = running();
  const request = 'IOCTL_VPCI_READ_BLOCK';
  vf.receive(ask('ReadBlock', { way: 'ioctl' }));
  vf.receive({ type: 'IoCallDriver.return', from: 'vpci', request, status: 'STATUS_PENDING' });
  expect(types(vf.receive(ask('CancelBlock', { request })))).toEqual([
    'vpci IoCancelIrp',
    'app CancelBlock.done',
  ]);
  expect(vf.receive(completes(request, 'STATUS_SUCCESS', { value: 'b' }))).toMatchObject([
    { type: 'ReadBlock.done', status: 'STATUS_SUCCESS', value: 'b' },
  ]);
  expect(statuses(vf.receive(ask('CancelBlock', { request })))).toEqual([
    'STATUS_INVALID_DEVICE_STATE',
  ]);
});

test('a read and a write can be pending together, two reads cannot', () => {
  const vf = running();
  const way = 'ioctl';
  const sent = [ask('ReadBlock', { way }), ask('WriteBlock', { way }), ask('ReadBlock', { way })];
  expect(sent.flatMap((message) => types(vf.receive(message)))).toEqual([
    'vpci IOCTL_VPCI_READ_BLOCK',
    'vpci IOCTL_VPCI_WRITE_BLOCK',
    'app ReadBlock.done',
  ]);
});

test('pause waits for the own calls, and surprise removal cancels the own IRPs', () => {
  const vf = running();
  vf.receiveAll(ask('ReadBlock', { way: 'ioctl' }), surprise);
  expect(vf.receive(fromNdis('MiniportPause'))).toMatchObject([{ status: 'NDIS_STATUS_PENDING' }]);
  const cancelled = completes('IOCTL_VPCI_READ_BLOCK', 'STATUS_CANCELLED');
  expect(types(vf.receive(cancelled))).toEqual(['app ReadBlock.done', 'ndis NdisMPauseComplete']);
});

test('a surprise removal while paused leaves restart, pause and halt as they are (Z60)', () => {
  const vf = paused();
  const steps = [surprise, fromNdis('MiniportRestart'), fromNdis('MiniportPause')];
  expect(steps.flatMap((step) => types(vf.receive(step)))).toEqual([
    'ndis MiniportDevicePnPEventNotify.return',
    'ndis MiniportRestart.return',
    'ndis MiniportPause.return',
  ]);
  vf.receive(fromNdis('MiniportHaltEx', { haltAction: 'NdisHaltDeviceSurpriseRemoved' }));
  expect(vf.key).toBe(vfBench().key);
});

test('an invalidation reads the named blocks again, one after the other, before it is completed', () => {
  const vf = running();
  expect(types(vf.receive(invalidate('0x5')))).toEqual([
    'ndis MiniportOidRequest.return',
    'ndis NdisMReadConfigBlock',
  ]);
  const back = (block: string) =>
    returned('NdisMReadConfigBlock', 'NDIS_STATUS_SUCCESS', { block });
  expect(vf.receive(back('a'))).toMatchObject([{ type: 'NdisMReadConfigBlock', blockId: 2 }]);
  expect(vf.receive(back('c'))).toMatchObject([
    { type: 'NdisMOidRequestComplete', status: 'NDIS_STATUS_SUCCESS' },
  ]);
  expect(vf.context.blocks).toEqual({ 0: 'a', 2: 'c' });
});

test('an invalidation waits for a call of an application', () => {
  const vf = running();
  vf.receive(ask('ReadBlock'));
  expect(types(vf.receive(invalidate('0x1')))).toEqual(['ndis MiniportOidRequest.return']);
  expect(types(vf.receive(returned('NdisMReadConfigBlock')))).toEqual([
    'app ReadBlock.done',
    'ndis NdisMReadConfigBlock',
  ]);
});

test('after the surprise event an OID is not accepted, and a pended one ends with its call', () => {
  const vf = running();
  vf.receiveAll(invalidate('0x3'), surprise);
  const ended = vf.receive(returned('NdisMReadConfigBlock', 'NDIS_STATUS_FAILURE'));
  expect(ended).toMatchObject([
    { type: 'NdisMOidRequestComplete', status: 'NDIS_STATUS_NOT_ACCEPTED' },
  ]);
  expect(statuses(vf.receive(invalidate('0x1')))).toEqual(['NDIS_STATUS_NOT_ACCEPTED']);
  const power = fromNdis('OID_PNP_SET_POWER', { parameters: { powerState: 'D3' } });
  expect(statuses(vf.receive(power))).toEqual(['NDIS_STATUS_NOT_ACCEPTED']);
});

test('a cancelled OID is aborted when the call under way has returned', () => {
  const vf = running();
  vf.receive(invalidate('0x3'));
  const cancel = { type: 'MiniportCancelOidRequest', from: 'ndis', irql: 'DISPATCH_LEVEL' };
  expect(vf.receive({ ...cancel, requestId: 'other' })).toEqual([]);
  expect(vf.receive({ ...cancel, requestId: 'oid' })).toEqual([]);
  expect(statuses(vf.receive(returned('NdisMReadConfigBlock')))).toEqual([
    'NDIS_STATUS_REQUEST_ABORTED',
  ]);
});

test('a reset ends a pended OID before it completes, and leaves the adapter running', () => {
  const vf = running();
  const reset = fromNdis('MiniportResetEx');
  expect(statuses(vf.receive(reset))).toEqual(['NDIS_STATUS_SUCCESS']);
  vf.receive(invalidate('0x3'));
  expect(statuses(vf.receive(reset))).toEqual(['NDIS_STATUS_PENDING']);
  expect(statuses(vf.receive(reset))).toEqual(['NDIS_STATUS_RESET_IN_PROGRESS']);
  expect(vf.receive(returned('NdisMReadConfigBlock'))).toMatchObject([
    { type: 'NdisMOidRequestComplete', status: 'NDIS_STATUS_REQUEST_ABORTED' },
    { type: 'NdisMResetComplete', status: 'NDIS_STATUS_SUCCESS' },
  ]);
  expect(types(vf.receive(ask('ReadBlock')))).toEqual(['ndis NdisMReadConfigBlock']);
});

test('a pause may overlap a reset, and either ends first (kernel rule 76)', () => {
  const vf = running();
  vf.receiveAll(invalidate('0x1'), fromNdis('MiniportResetEx'));
  expect(statuses(vf.receive(fromNdis('MiniportPause')))).toEqual(['NDIS_STATUS_PENDING']);
  expect(types(vf.receive(returned('NdisMReadConfigBlock')))).toEqual(
    expect.arrayContaining(['ndis NdisMResetComplete', 'ndis NdisMPauseComplete']),
  );
});

test('it never hangs, and an adapter that is not up is not asked', () => {
  const hang = fromNdis('MiniportCheckForHangEx');
  expect(running().receive(hang)).toMatchObject([{ hung: false }]);
  expect(vfBench().reception(hang)).toBe('unexpected');
  expect(vfBench().reception(fromNdis('MiniportResetEx'))).toBe('unexpected');
});

test('after the shutdown applications are refused, and NDIS calls nothing more', () => {
  const vf = running();
  vf.receive(ask('ReadBlock', { way: 'ioctl' }));
  const shutdown = fromNdis('MiniportShutdownEx', { shutdownAction: 'NdisShutdownPowerOff' });
  expect(types(vf.receive(shutdown))).toEqual(['ndis MiniportShutdownEx.return']);
  expect(statuses(vf.receive(ask('WriteBlock')))).toEqual(['NDIS_STATUS_ADAPTER_NOT_READY']);
  for (const entry of ['MiniportPause', 'MiniportRestart', 'MiniportHaltEx', 'MiniportResetEx']) {
    expect(vf.reception(fromNdis(entry))).toBe('unexpected');
  }
  const late = completes('IOCTL_VPCI_READ_BLOCK', 'STATUS_SUCCESS', { value: 'b' });
  expect(types(vf.receive(late))).toEqual(['app ReadBlock.done']);
});

test('the question for power is answered with success, and changes nothing', () => {
  const vf = running();
  const query = fromNdis('OID_PNP_QUERY_POWER', { parameters: { powerState: 'D3' } });
  expect(statuses(vf.receive(query))).toEqual(['NDIS_STATUS_SUCCESS']);
  expect(vf.key).toBe(running().key);
  vf.receive(surprise);
  expect(statuses(vf.receive(query))).toEqual(['NDIS_STATUS_NOT_ACCEPTED']);
});

test('an invalidation in too short a buffer is refused with the bytes that it needs (C07)', () => {
  const short = { id: 'oid', parameters: { blockMask: '0x1', bufferBytes: 15 } };
  const oid = fromNdis('OID_SRIOV_VF_INVALIDATE_CONFIG_BLOCK', short);
  expect(running().receive(oid)).toMatchObject([
    { status: 'NDIS_STATUS_INVALID_LENGTH', result: { bytesNeeded: 16 } },
  ]);
});
