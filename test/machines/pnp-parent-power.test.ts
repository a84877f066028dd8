/** Power of the PF, as the parent's PnP manager asks for it, and on its way through a VBD (S13). */
import { describe, expect, test } from 'vitest';
import { pnpParent } from '../../machines/pnp-parent.ts';
import type { Line } from './stage.ts';
import { names, onStage } from './stage.ts';
import { call, childIrp, irp, newVbd, started } from './vbd-vocabulary.ts';

const done = (request: string, status = 'STATUS_SUCCESS'): Line => ({
  type: 'IoCompleteRequest',
  id: 'irp',
  request,
  status,
});

describe('the PnP manager', () => {
  const ask = (powerState: 'D0' | 'D3'): Line => ({ type: 'SetAdapterPower', id: 'p', powerState });
  function awake() {
    const stacks = ['vbd', 'ndis'];
    const pnp = onStage('pnp', pnpParent, { device: 'device', stacks }, ['admin', ...stacks]);
    pnp.tell('admin', { type: 'StartDevice', id: 's' });
    pnp.tell('vbd', done('IRP_MN_START_DEVICE'));
    pnp.tell('vbd', done('IRP_MN_QUERY_DEVICE_RELATIONS'));
    pnp.tell('ndis', done('IRP_MN_START_DEVICE'));
    return pnp;
  }

  test('asks the top stack before it lets the device sleep, and not before it wakes it', () => {
    const pnp = awake();
    expect(pnp.tell('admin', ask('D3'))).toMatchObject([
      { to: 'ndis', type: 'IRP_MN_QUERY_POWER', powerState: 'D3', deviceObject: 'FDO' },
    ]);
    expect(pnp.tell('ndis', done('IRP_MN_QUERY_POWER'))).toMatchObject([
      { to: 'ndis', type: 'IRP_MN_SET_POWER', powerState: 'D3' },
    ]);
    expect(names(pnp.tell('ndis', done('IRP_MN_SET_POWER')))).toEqual([
      'admin SetAdapterPower.done',
    ]);
    expect(pnp.tell('admin', ask('D0'))).toMatchObject([
      { to: 'ndis', type: 'IRP_MN_SET_POWER', powerState: 'D0' },
    ]);
  });

  test('takes a query that was refused back with D0', () => {
    const pnp = awake();
    pnp.tell('admin', ask('D3'));
    expect(pnp.tell('ndis', done('IRP_MN_QUERY_POWER', 'STATUS_DEVICE_BUSY'))).toMatchObject([
      { to: 'ndis', type: 'IRP_MN_SET_POWER', powerState: 'D0' },
    ]);
    expect(pnp.tell('ndis', done('IRP_MN_SET_POWER'))).toMatchObject([
      { type: 'SetAdapterPower.done', status: 'STATUS_UNSUCCESSFUL' },
    ]);
  });

  test('has no power to set where nothing is started', () => {
    const pnp = onStage('pnp', pnpParent, { device: 'device', stacks: ['ndis'] }, [
      'admin',
      'ndis',
    ]);
    expect(pnp.tell('admin', ask('D3'))).toMatchObject([
      { type: 'SetAdapterPower.done', status: 'STATUS_INVALID_DEVICE_STATE' },
    ]);
  });
});

describe('the virtual bus driver', () => {
  const query = 'IRP_MN_QUERY_POWER';

  test('passes a query down, unless its miniport has requests out', () => {
    const driver = started();
    const message = childIrp(query, { powerState: 'D3' });
    expect(driver.tell('ndis', message)).toEqual([{ ...message, to: 'bus', from: 'ndis' }]);
    driver.tell('miniport', call('GetLocation', { vf: 0 }));
    expect(driver.tell('ndis', message)).toMatchObject([
      { to: 'ndis', type: 'IoCompleteRequest', request: query, status: 'STATUS_UNSUCCESSFUL' },
    ]);
  });

  const config = { whichSpace: 'PCI_WHICHSPACE_CONFIG', offset: 0, length: 4 };
  test.each([
    ['IRP_MN_READ_CONFIG', config],
    ['IRP_MN_WRITE_CONFIG', { ...config, value: 1 }],
    ['IRP_MN_QUERY_CAPABILITIES', { version: 1 }],
    ['IRP_MN_QUERY_INTERFACE', { interfaceType: 'GUID_VPCI_INTERFACE_STANDARD' }],
  ])('has no business with %s to its own device object: it goes down', (type, more) => {
    const message = irp(type, more);
    expect(newVbd('guest').tell('other', message)).toEqual([
      { ...message, to: 'bus', from: 'other', deviceObject: 'PDO', slot: 3 },
    ]);
  });
});
