/** The virtual bus driver at work: its start, the private channel, and what it passes through (S10, S11). */
import { describe, expect, test } from 'vitest';
import { interfaceSizeBytes } from '../../src/wdk/interfaces.ts';
import type { Line } from './stage.ts';
import { names } from './stage.ts';
import {
  busInterface,
  call,
  childIrp,
  completed,
  failed,
  granted,
  irp,
  newVbd,
  ok,
  own,
  refused,
  serve,
  started,
  virtualization,
  vpciInterface,
} from './vbd-vocabulary.ts';

describe('start', () => {
  test.each([
    ['parent', virtualization, 'PCI_VIRTUALIZATION_INTERFACE', {}],
    ['guest', vpciInterface, 'VPCI_INTERFACE_STANDARD', { slot: 3 }],
  ] as const)(
    'in the %s: forwarded, both interfaces queried, completed',
    (partition, guid, structure, place) => {
      const driver = newVbd(partition);
      const query = {
        to: 'bus',
        type: 'IRP_MN_QUERY_INTERFACE',
        irql: 'PASSIVE_LEVEL',
        deviceObject: 'PDO',
        version: 1,
        status: 'STATUS_NOT_SUPPORTED',
        ...place,
      };
      const size = interfaceSizeBytes(structure);
      expect(driver.tell('pnp', irp('IRP_MN_START_DEVICE'))).toMatchObject([
        { to: 'bus', type: 'IRP_MN_START_DEVICE', deviceObject: 'PDO', ...place },
      ]);
      expect(driver.tell('bus', completed('IRP_MN_START_DEVICE'))).toMatchObject([
        { ...query, interfaceType: guid, size },
      ]);
      expect(driver.tell('bus', granted('interface'))).toMatchObject([
        {
          ...query,
          interfaceType: busInterface,
          size: interfaceSizeBytes('BUS_INTERFACE_STANDARD'),
        },
      ]);
      expect(driver.tell('bus', granted('interface'))).toMatchObject([
        { to: 'pnp', type: 'IoCompleteRequest', request: 'IRP_MN_START_DEVICE', status: ok },
      ]);
      expect(driver.context).toMatchObject({ present: true, held: [guid, busInterface] });
    },
  );

  test('fails when the bus refuses it, with the status of the bus', () => {
    const driver = newVbd();
    driver.tell('pnp', irp('IRP_MN_START_DEVICE'));
    const answer = driver.tell('bus', completed('IRP_MN_START_DEVICE', 'STATUS_NO_SUCH_DEVICE'));
    expect(answer).toMatchObject([{ to: 'pnp', status: 'STATUS_NO_SUCH_DEVICE' }]);
    expect(driver.context).toMatchObject({ present: false, held: [], irp: null });
  });

  test('fails without the first interface, holding nothing', () => {
    const driver = newVbd();
    driver.tell('pnp', irp('IRP_MN_START_DEVICE'));
    driver.tell('bus', completed('IRP_MN_START_DEVICE'));
    expect(driver.tell('bus', refused('interface'))).toMatchObject([{ to: 'pnp', status: failed }]);
    expect(driver.context).toMatchObject({ present: false, held: [] });
  });

  test('fails without the second interface, and gives the first one back', () => {
    const driver = newVbd();
    driver.tell('pnp', irp('IRP_MN_START_DEVICE'));
    driver.tell('bus', completed('IRP_MN_START_DEVICE'));
    driver.tell('bus', granted('interface'));
    expect(driver.tell('bus', refused('interface'))).toMatchObject([
      { to: 'bus', type: 'InterfaceDereference', interfaceType: virtualization },
      { to: 'pnp', request: 'IRP_MN_START_DEVICE', status: failed },
    ]);
    expect(driver.context).toMatchObject({ present: false, held: [] });
  });

  test('S11.3: an interface of another version is no interface', () => {
    const driver = newVbd();
    driver.tell('pnp', irp('IRP_MN_START_DEVICE'));
    driver.tell('bus', completed('IRP_MN_START_DEVICE'));
    const other = completed('IRP_MN_QUERY_INTERFACE', ok, 'interface', { version: 2 });
    expect(driver.tell('bus', other)).toMatchObject([{ to: 'pnp', status: failed }]);
  });

  test('a remove after a failed start is passed down and completed', () => {
    const driver = newVbd();
    driver.tell('pnp', irp('IRP_MN_START_DEVICE'));
    driver.tell('bus', completed('IRP_MN_START_DEVICE', failed));
    const passed = driver.tell('pnp', irp('IRP_MN_REMOVE_DEVICE'));
    expect(names(passed)).toEqual(['bus IRP_MN_REMOVE_DEVICE']);
    expect(driver.tell('bus', completed('IRP_MN_REMOVE_DEVICE'))).toMatchObject([
      { to: 'pnp', request: 'IRP_MN_REMOVE_DEVICE', status: ok },
    ]);
    expect(own(driver)).toBe('removed');
  });

  test('the child does not start before its bus has', () => {
    const driver = newVbd();
    const start = childIrp('IRP_MN_START_DEVICE');
    expect(driver.tell('ndis', start)).toMatchObject([{ status: 'STATUS_DEVICE_NOT_READY' }]);
    expect(started().tell('ndis', start)).toMatchObject([{ to: 'ndis', status: ok }]);
  });
});

describe('the private channel (S10)', () => {
  test.each([
    ['parent', 'EnableVirtualization', { numVFs: 2, enableVirtualization: true }, { status: ok }],
    ['parent', 'GetVirtualFunctionData', { vf: 1, offset: 0, length: 4 }, { count: 4, value: 7 }],
    ['parent', 'SetVirtualFunctionData', { vf: 1, offset: 4, length: 2, value: 6 }, { count: 2 }],
    ['parent', 'GetLocation', { vf: 1 }, { status: ok, busNumber: 1 }],
    ['parent', 'GetResources', {}, { capturedBusNumbers: 1 }],
    ['parent', 'GetVirtualFunctionProbedBars', {}, { status: ok, bars: [0, 0, 0, 0, 0, 0] }],
    ['guest', 'ReadVfConfigBlock', { blockId: 1, length: 8 }, { status: ok, block: 'x' }],
    ['guest', 'WriteVfConfigBlock', { blockId: 1, length: 8, block: 'y' }, { status: ok }],
  ] as const)('%s: %s is served from a work item', (partition, routine, parameters, returned) => {
    const driver = started(partition);
    expect(driver.tell('miniport', call(routine, parameters))).toEqual([]);
    expect(driver.state).toContain('requests.dpcQueued');
    const place = partition === 'guest' ? { slot: 3 } : {};
    expect(serve(driver)).toEqual([
      {
        to: 'bus',
        from: 'vbd',
        type: routine,
        id: 'service',
        irql: 'PASSIVE_LEVEL',
        ...place,
        ...parameters,
      },
    ]);
    const answer = { type: `${routine}.return`, id: 'service', ...returned } as Line;
    const { status = ok, ...result } = returned as { status?: string };
    expect(driver.tell('bus', answer)).toEqual([
      { to: 'miniport', from: 'vbd', type: 'VbdCall.return', id: 'call', routine, status, result },
    ]);
    expect(driver.state).toContain('requests.idle');
  });

  test('a count of zero is a failure, and so is the status of the routine', () => {
    const driver = started();
    driver.tell('miniport', call('GetVirtualFunctionData', { vf: 9 }));
    serve(driver);
    const nothing = { type: 'GetVirtualFunctionData.return', id: 'service', count: 0 };
    expect(driver.tell('bus', nothing)).toMatchObject([{ status: failed }]);
    driver.tell('miniport', call('GetLocation', { vf: 9 }));
    serve(driver);
    const status = 'STATUS_INVALID_PARAMETER';
    const wrong = { type: 'GetLocation.return', id: 'service', status };
    expect(driver.tell('bus', wrong)).toMatchObject([{ status }]);
  });

  test('two requests at once are served one after the other, in their order', () => {
    const driver = started();
    driver.tell('miniport', call('GetLocation', { vf: 0 }, 'first'));
    driver.tell('other', call('GetResources', {}, 'second'));
    expect(serve(driver)).toMatchObject([{ type: 'GetLocation', vf: 0 }]);
    driver.tell('miniport', call('GetLocation', { vf: 1 }, 'third'));
    const location = { type: 'GetLocation.return', id: 'service', status: ok };
    expect(driver.tell('bus', location)).toMatchObject([{ to: 'miniport', id: 'first' }]);
    expect(serve(driver)).toMatchObject([{ type: 'GetResources' }]);
    const resources = { type: 'GetResources.return', id: 'service', capturedBusNumbers: 1 };
    expect(driver.tell('bus', resources)).toMatchObject([{ to: 'other', id: 'second' }]);
    expect(serve(driver)).toMatchObject([{ type: 'GetLocation', vf: 1 }]);
    expect(driver.tell('bus', location)).toMatchObject([{ to: 'miniport', id: 'third' }]);
    expect(driver.context.queue).toEqual([]);
  });

  test.each([
    ['parent', 'ReadVfConfigBlock'],
    ['parent', 'WriteVfConfigBlock'],
    ['parent', 'GetBusData'],
    ['guest', 'GetVirtualFunctionData'],
    ['guest', 'EnableVirtualization'],
  ] as const)('C03: in the %s, %s is refused, idle or busy', (partition, routine) => {
    const driver = started(partition);
    const status = 'STATUS_INVALID_DEVICE_REQUEST';
    expect(driver.tell('miniport', call(routine))).toMatchObject([{ to: 'miniport', status }]);
    const legal = partition === 'parent' ? 'GetResources' : 'ReadVfConfigBlock';
    driver.tell('miniport', call(legal, {}, 'legal'));
    expect(driver.tell('miniport', call(routine))).toMatchObject([{ id: 'call', status }]);
    expect(driver.context.queue).toHaveLength(1);
  });

  test('nothing is served before the start', () => {
    const answer = newVbd().tell('miniport', call('GetLocation', { vf: 0 }));
    expect(answer).toMatchObject([{ status: 'STATUS_DELETE_PENDING' }]);
  });
});

describe('what passes through', () => {
  test.each(['parent', 'guest'] as const)(
    '%s: its own interface is not for its child',
    (partition) => {
      const driver = started(partition);
      const interfaceType = partition === 'parent' ? virtualization : vpciInterface;
      for (const status of ['STATUS_NOT_SUPPORTED', 'STATUS_INVALID_PARAMETER']) {
        const query = childIrp('IRP_MN_QUERY_INTERFACE', { interfaceType, status, size: 128 });
        expect(driver.tell('ndis', query)).toMatchObject([
          { to: 'ndis', type: 'IoCompleteRequest', status, information: 0 },
        ]);
      }
    },
  );

  test.each([
    childIrp('IRP_MN_QUERY_INTERFACE', { interfaceType: busInterface, size: 128 }),
    { type: 'InterfaceReference', interfaceType: busInterface },
    { type: 'InterfaceDereference', interfaceType: busInterface },
    { type: 'GetBusData', id: 'g', irql: 'DISPATCH_LEVEL', offset: 0, length: 4 },
    { type: 'SetBusData', id: 's', irql: 'DISPATCH_LEVEL', offset: 4, length: 2, value: 6 },
    { type: 'IOCTL_VPCI_READ_BLOCK', id: 'r', irql: 'PASSIVE_LEVEL', slot: 3, blockId: 1 },
    { type: 'IOCTL_VPCI_WRITE_BLOCK', id: 'w', irql: 'PASSIVE_LEVEL', slot: 3, blockId: 1 },
    { type: 'IOCTL_VPCI_INVALIDATE_BLOCK', id: 'i', irql: 'PASSIVE_LEVEL', slot: 3 },
    { type: 'IoCancelIrp', id: 'i', irql: 'DISPATCH_LEVEL' },
  ] as readonly Line[])('$type goes down unchanged, its requester still in `from`', (message) => {
    expect(started('guest').tell('ndis', message)).toEqual([
      { to: 'bus', ...message, from: 'ndis' },
    ]);
  });

  test('power goes down as its own IRP, and its end goes up', () => {
    const driver = started('guest');
    const down = childIrp('IRP_MN_SET_POWER', { id: 'power', powerState: 'D3', slot: 9 });
    expect(driver.tell('ndis', down)).toMatchObject([
      { to: 'bus', from: 'vbd', type: 'IRP_MN_SET_POWER', powerState: 'D3', slot: 3 },
    ]);
    expect(driver.state).toContain('power.passing');
    // Another IRP comes back meanwhile: it is not the one.
    driver.tell('pnp', irp('IRP_MN_QUERY_STOP_DEVICE'));
    driver.tell('bus', completed('IRP_MN_QUERY_STOP_DEVICE'));
    expect(driver.state).toContain('power.passing');
    const done = completed('IRP_MN_SET_POWER', 'STATUS_NO_SUCH_DEVICE', 'power');
    expect(driver.tell('bus', done)).toMatchObject([
      { to: 'ndis', id: 'power', request: 'IRP_MN_SET_POWER', status: 'STATUS_NO_SUCH_DEVICE' },
    ]);
    expect(driver.context.power).toBeNull();
  });

  test('bus relations name the child; a rebalance is passed down and its answer up', () => {
    const relations = started('guest').tell('pnp', irp('IRP_MN_QUERY_DEVICE_RELATIONS'));
    expect(relations).toMatchObject([{ to: 'pnp', status: ok, children: [{ slot: 3 }] }]);
    const driver = started();
    expect(names(driver.tell('pnp', irp('IRP_MN_QUERY_STOP_DEVICE')))).toEqual([
      'bus IRP_MN_QUERY_STOP_DEVICE',
    ]);
    const no = completed('IRP_MN_QUERY_STOP_DEVICE', failed);
    expect(driver.tell('bus', no)).toMatchObject([{ to: 'pnp', status: failed }]);
    expect(own(driver)).toBe('started');
  });
});
