import { expect, test } from 'vitest';
import { pnpGuest } from '../../machines/pnp-guest.ts';
import type { Bench, Loose, Sent } from './harness.ts';
import { bench } from './harness.ts';

const peers = ['vpci', 'vbd', 'ndis', 'host', 'app'];
const pnpBench = (stacks: readonly (readonly string[])[] = [['ndis']]) =>
  bench('pnp', pnpGuest, { bus: 'vpci', slots: [{ slot: 0, vf: 5, stacks }] }, peers);

const offer: Loose = { type: 'VMBUS_OFFER_CHANNEL', from: 'host' };
const rescind: Loose = { type: 'VMBUS_RESCIND_CHANNEL_OFFER', from: 'host' };
const stale: Loose = { type: 'IoInvalidateDeviceRelations', from: 'vpci' };
const eject: Loose = { type: 'IoRequestDeviceEject', from: 'vpci', slot: 0 };
const done = (status = 'STATUS_SUCCESS', rest: object = {}): Loose => ({
  type: 'IoCompleteRequest',
  from: 'vpci',
  id: 'pnp',
  request: '',
  status,
  ...rest,
});
const lists = (...serials: readonly number[]) =>
  done('STATUS_SUCCESS', { children: serials.map((serial) => ({ slot: 0, serial })) });
const interfaceIs = (enable: boolean): Loose => ({
  type: 'IoSetDeviceInterfaceState',
  from: 'ndis',
  vf: 5,
  enable,
});
const awaits = (present: boolean, id: string): Loose => ({
  type: 'AwaitDeviceInterface',
  from: 'app',
  id,
  vf: 5,
  present,
});
const types = (sent: readonly Sent[]) => sent.map(({ to, type }) => `${to} ${type}`);
const run = (pnp: Bench, ...messages: readonly Loose[]) =>
  messages.flatMap((message) => types(pnp.receive(message)));

/** The bus started, its child found and its stacks started. */
function started(stacks?: readonly (readonly string[])[]): Bench {
  const pnp = pnpBench(stacks);
  pnp.receiveAll(offer, done(), lists(1), ...(stacks ?? [['ndis']]).map(() => done()));
  return pnp;
}

test('an offer starts the bus, its children are queried, and their stacks are started from the bottom', () => {
  const pnp = pnpBench([['vbd'], ['ndis']]);
  expect(run(pnp, offer, done(), lists(1), done(), done())).toEqual([
    'vpci IRP_MN_START_DEVICE',
    'vpci IRP_MN_QUERY_DEVICE_RELATIONS',
    'vbd IRP_MN_START_DEVICE',
    'ndis IRP_MN_START_DEVICE',
  ]);
});

test('a bus that does not start is removed', () => {
  const pnp = pnpBench();
  expect(run(pnp, offer, done('STATUS_REVISION_MISMATCH'), done())).toEqual([
    'vpci IRP_MN_START_DEVICE',
    'vpci IRP_MN_REMOVE_DEVICE',
  ]);
  expect(pnp.key).toBe(pnpBench().key);
});

test('a stack that does not start is removed from the top, and not started again', () => {
  const pnp = pnpBench([['vbd'], ['ndis']]);
  pnp.receiveAll(offer, done(), lists(1), done());
  expect(run(pnp, done('STATUS_UNSUCCESSFUL'), done(), done())).toEqual([
    'ndis IRP_MN_REMOVE_DEVICE',
    'vbd IRP_MN_REMOVE_DEVICE',
  ]);
  expect(run(pnp, stale, lists(1))).toEqual(['vpci IRP_MN_QUERY_DEVICE_RELATIONS']);
});

test('an ejection asks everybody from the top down, and removes in the same order', () => {
  const pnp = started([['vbd'], ['ndis']]);
  expect(run(pnp, eject, done(), done(), done(), done())).toEqual([
    'ndis IRP_MN_QUERY_REMOVE_DEVICE',
    'vbd IRP_MN_QUERY_REMOVE_DEVICE',
    'ndis IRP_MN_REMOVE_DEVICE',
    'vbd IRP_MN_REMOVE_DEVICE',
  ]);
});

test('a refused query-remove is cancelled from the bottom up, and the ejection is given up', () => {
  const pnp = started([['vbd'], ['ndis']]);
  expect(run(pnp, eject, done(), done('STATUS_UNSUCCESSFUL'), done(), done())).toEqual([
    'ndis IRP_MN_QUERY_REMOVE_DEVICE',
    'vbd IRP_MN_QUERY_REMOVE_DEVICE',
    'vbd IRP_MN_CANCEL_REMOVE_DEVICE',
    'ndis IRP_MN_CANCEL_REMOVE_DEVICE',
  ]);
  expect(pnp.context.devices).toMatchObject([{ state: 'started', eject: false }]);
});

test('a child that no stack was built on is removed at its physical device object', () => {
  const pnp = pnpBench([]);
  pnp.receiveAll(offer, done(), lists(1));
  expect(pnp.receive(eject)).toMatchObject([
    { to: 'vpci', type: 'IRP_MN_REMOVE_DEVICE', deviceObject: 'PDO', slot: 0 },
  ]);
});

test('a child that is left out, or has another serial number, is removed by surprise', () => {
  for (const answer of [lists(), lists(2)]) {
    const pnp = started();
    expect(run(pnp, stale, answer, done(), done()).slice(0, 3)).toEqual([
      'vpci IRP_MN_QUERY_DEVICE_RELATIONS',
      'ndis IRP_MN_SURPRISE_REMOVAL',
      'ndis IRP_MN_REMOVE_DEVICE',
    ]);
  }
});

test('a rescind removes the children by surprise, then the bus, and all is as before', () => {
  const pnp = started();
  expect(run(pnp, rescind, done(), done(), done(), rescind, done())).toEqual([
    'ndis IRP_MN_SURPRISE_REMOVAL',
    'ndis IRP_MN_REMOVE_DEVICE',
    'vpci IRP_MN_SURPRISE_REMOVAL',
    'vpci IRP_MN_REMOVE_DEVICE',
  ]);
  expect(pnp.key).toBe(pnpBench().key);
  expect(run(pnp, offer)).toEqual(['vpci IRP_MN_START_DEVICE']);
});

test('news that comes during an IRP waits for its completion', () => {
  const pnp = pnpBench();
  expect(run(pnp, offer, rescind, stale)).toEqual(['vpci IRP_MN_START_DEVICE']);
  expect(run(pnp, done(), done(), done())).toEqual([
    'vpci IRP_MN_SURPRISE_REMOVAL',
    'vpci IRP_MN_REMOVE_DEVICE',
  ]);
});

test('applications are told when a device interface arrives and when it goes', () => {
  const pnp = pnpBench();
  expect(pnp.receive(awaits(false, 'now'))).toMatchObject([{ id: 'now' }]);
  expect(pnp.receive(awaits(true, 'later'))).toEqual([]);
  expect(pnp.receive(interfaceIs(true))).toMatchObject([{ to: 'app', id: 'later' }]);
  pnp.receive(awaits(false, 'gone'));
  expect(pnp.receive(interfaceIs(false))).toMatchObject([{ id: 'gone' }]);
  expect(pnp.key).toBe(pnpBench().key);
});

test('power goes to the top of the topmost stack, one request at a time, and fails without a device', () => {
  const power = (powerState: string): Loose => ({
    type: 'SetDevicePower',
    from: 'app',
    id: powerState,
    vf: 5,
    powerState,
  });
  const pnp = started([['vbd'], ['ndis']]);
  expect(run(pnp, power('D3'), power('D0'), done(), done())).toEqual([
    'ndis IRP_MN_SET_POWER',
    'app SetDevicePower.done',
    'ndis IRP_MN_SET_POWER',
    'app SetDevicePower.done',
  ]);
  expect(pnpBench().receive(power('D3'))).toMatchObject([{ status: 'STATUS_NO_SUCH_DEVICE' }]);
});
