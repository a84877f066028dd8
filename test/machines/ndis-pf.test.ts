import { describe, expect, test } from 'vitest';
import {
  attributes,
  below,
  cache,
  granted,
  initializing,
  irp,
  newNdis,
  newVf,
  oidReturns,
  PASSIVE,
  protocolReturns,
  request,
  returns,
  SUCCESS,
  started,
} from './ndis-pf-world.ts';
import type { Fields, Sent } from './pf-drive.ts';
import { brief } from './pf-drive.ts';

describe('NDIS, start', () => {
  test('bus first, interfaces, initialisation, then the switch and the protocol', () => {
    const ndis = newNdis();
    const sent: Sent[] = [
      ...irp(ndis, 'IRP_MN_START_DEVICE'),
      ...below(ndis, 'IRP_MN_START_DEVICE'),
      ...granted(ndis, 'virtualization'),
      ...granted(ndis, 'standard'),
      ...returns(ndis, 'MiniportInitializeEx', SUCCESS),
    ];
    expect(brief(sent)).toEqual([
      'pci IRP_MN_START_DEVICE',
      'pci IRP_MN_QUERY_INTERFACE STATUS_NOT_SUPPORTED',
      'pci IRP_MN_QUERY_INTERFACE STATUS_NOT_SUPPORTED',
      'pf MiniportInitializeEx',
      'pnp IoCompleteRequest STATUS_SUCCESS',
      'pf MiniportRestart',
    ]);
    expect(sent[1]).toMatchObject({
      irql: PASSIVE,
      deviceObject: 'PDO',
      interfaceType: 'GUID_PCI_VIRTUALIZATION_INTERFACE',
      size: 80,
      version: 1,
    });
  });

  test('attributes are taken in the order registration, general, hardware-assist only', () => {
    const ndis = initializing();
    const status = (kind: string) => attributes(ndis, kind)[0]?.status;
    expect(status('general')).toBe('NDIS_STATUS_FAILURE');
    expect(status('registration')).toBe(SUCCESS);
    expect(status('hardware-assist')).toBe('NDIS_STATUS_FAILURE');
    expect(status('general')).toBe(SUCCESS);
    expect(status('hardware-assist')).toBe(SUCCESS);
    returns(ndis, 'MiniportInitializeEx', SUCCESS);
    expect(status('registration')).toBe('NDIS_STATUS_FAILURE');
  });

  test('the switch of the registry is created, then the protocol is bound with its VFs', () => {
    const ndis = initializing();
    attributes(ndis, 'registration');
    attributes(ndis, 'general');
    attributes(ndis, 'hardware-assist');
    returns(ndis, 'MiniportInitializeEx', SUCCESS);
    const [create] = returns(ndis, 'MiniportRestart', SUCCESS);
    const name = 'OID_NIC_SWITCH_CREATE_SWITCH';
    expect(create).toMatchObject({ type: name, parameters: { switchId: 0, numVFs: 2 } });
    const [bind] = oidReturns(ndis, 'ndis', name, SUCCESS);
    expect(bind).toMatchObject({ to: 'vstack', type: 'ProtocolBindAdapterEx', numVFs: 2 });
  });

  test('when the switch cannot be created the adapter is bound without VFs', () => {
    const ndis = initializing();
    attributes(ndis, 'registration');
    attributes(ndis, 'general');
    attributes(ndis, 'hardware-assist');
    returns(ndis, 'MiniportInitializeEx', SUCCESS);
    returns(ndis, 'MiniportRestart', SUCCESS);
    const name = 'OID_NIC_SWITCH_CREATE_SWITCH';
    const [bind] = oidReturns(ndis, 'ndis', name, 'NDIS_STATUS_INVALID_PARAMETER');
    expect(bind).toMatchObject({ type: 'ProtocolBindAdapterEx', numVFs: 0 });
    protocolReturns(ndis, 'ProtocolBindAdapterEx', 'bind');
    expect(request(ndis, 'x', 'OID_NIC_SWITCH_ALLOCATE_VF', newVf)[0]?.status).toBe(
      'NDIS_STATUS_NOT_SUPPORTED',
    );
  });

  test('a miniport that fails to initialise is released, and the start fails', () => {
    const ndis = initializing();
    expect(brief(returns(ndis, 'MiniportInitializeEx', 'NDIS_STATUS_FAILURE'))).toEqual([
      'pci InterfaceDereference',
      'pci InterfaceDereference',
      'pnp IoCompleteRequest STATUS_UNSUCCESSFUL',
    ]);
    expect(brief(irp(ndis, 'IRP_MN_REMOVE_DEVICE'))).toEqual(['pci IRP_MN_REMOVE_DEVICE']);
    expect(brief(below(ndis, 'IRP_MN_REMOVE_DEVICE'))).toEqual([
      'pnp IoCompleteRequest STATUS_SUCCESS',
    ]);
  });

  test('an interface of another version than asked for is given back at once', () => {
    const ndis = newNdis();
    irp(ndis, 'IRP_MN_START_DEVICE');
    below(ndis, 'IRP_MN_START_DEVICE');
    expect(brief(granted(ndis, 'virtualization', 'STATUS_SUCCESS', 0))).toEqual([
      'pci InterfaceDereference',
      'pci IRP_MN_QUERY_INTERFACE STATUS_NOT_SUPPORTED',
    ]);
    expect(cache(ndis).interfaces.virtualization).toBe(false);
  });
});

describe('NDIS, services for the miniport', () => {
  const enable = {
    type: 'NdisMEnableVirtualization',
    id: 'c',
    irql: PASSIVE,
    numVFs: 2,
    enableVfMigration: false,
    enableMigrationInterrupt: false,
    enableVirtualization: true,
  };
  const services: readonly [Fields & { type: string }, Fields][] = [
    [enable, { status: 'NDIS_STATUS_NOT_SUPPORTED' }],
    [{ type: 'NdisMGetVirtualFunctionBusData', vf: 0, offset: 0, length: 4 }, { count: 0 }],
    [
      { type: 'NdisMSetVirtualFunctionBusData', vf: 0, offset: 0, length: 4, value: 1 },
      { count: 0 },
    ],
    [{ type: 'NdisMGetVirtualFunctionLocation', vf: 0 }, {}],
    [{ type: 'NdisMQueryProbedBars' }, { status: 'NDIS_STATUS_NOT_SUPPORTED' }],
  ];

  test.each(services)('%j fails where a VBD keeps the interface to itself', (call, answer) => {
    const ndis = started('STATUS_NOT_SUPPORTED');
    const sent = ndis.deliver('pf', { id: 'c', irql: PASSIVE, ...call });
    expect(sent).toEqual([{ to: 'pf', type: `${call.type}.return`, id: 'c', ...answer }]);
  });

  test.each([
    ['STATUS_SUCCESS', SUCCESS],
    ['STATUS_INVALID_DEVICE_STATE', 'NDIS_STATUS_FAILURE'],
    ['STATUS_INVALID_PARAMETER', 'NDIS_STATUS_FAILURE'],
  ])('EnableVirtualization %s is %s from NdisMEnableVirtualization', (below_, status) => {
    const ndis = started();
    const [call] = ndis.deliver('pf', enable);
    expect(call).toMatchObject({
      to: 'pci',
      type: 'EnableVirtualization',
      irql: PASSIVE,
      numVFs: 2,
    });
    const back = { type: 'EnableVirtualization.return', id: String(call?.id), status: below_ };
    expect(ndis.deliver('pci', back)).toEqual([
      { to: 'pf', type: 'NdisMEnableVirtualization.return', id: 'c', status },
    ]);
  });

  test('disabling with a VF count is refused without asking the bus driver', () => {
    const sent = started().deliver('pf', { ...enable, enableVirtualization: false });
    expect(brief(sent)).toEqual([
      'pf NdisMEnableVirtualization.return NDIS_STATUS_INVALID_PARAMETER',
    ]);
  });

  test.each(['PASSIVE_LEVEL', 'APC_LEVEL', 'DISPATCH_LEVEL'])(
    'config space is accessed at APC_LEVEL at most when the miniport calls at %s',
    (irql) => {
      const ndis = started();
      const type = 'NdisMGetVirtualFunctionBusData';
      const [call] = ndis.deliver('pf', { type, id: 'c', irql, vf: 1, offset: 0, length: 4 });
      expect(call).toMatchObject({ type: 'GetVirtualFunctionData', vf: 1, offset: 0, length: 4 });
      expect(call?.irql).toBe(irql === 'PASSIVE_LEVEL' ? irql : 'APC_LEVEL');
    },
  );

  test('two calls are out at once, and each return goes to its own', () => {
    const ndis = started();
    const [a] = ndis.deliver('pf', { type: 'NdisMQueryProbedBars', id: 'a', irql: PASSIVE });
    const location = { type: 'NdisMGetVirtualFunctionLocation', id: 'b', irql: PASSIVE, vf: 1 };
    const [b] = ndis.deliver('pf', location);
    const place = { segmentNumber: 0, busNumber: 2, functionNumber: 1 };
    const status = 'STATUS_SUCCESS';
    const first = { type: 'GetLocation.return', id: String(b?.id), status, ...place };
    expect(ndis.deliver('pci', first)[0]).toMatchObject({ id: 'b', ...place });
    const bars = [8, 0, 0, 0, 0, 0];
    const second = { type: 'GetVirtualFunctionProbedBars.return', id: String(a?.id), status, bars };
    expect(ndis.deliver('pci', second)[0]).toMatchObject({ id: 'a', status: SUCCESS, bars });
  });

  test('a service above its level is a bug check', () => {
    const ndis = started();
    ndis.deliver('pf', { ...enable, irql: 'DISPATCH_LEVEL' });
    expect(ndis.bugcheck()).toBe('IRQL of NdisMEnableVirtualization');
  });

  test('an invalidation goes on to the protocol that is bound, from DISPATCH_LEVEL', () => {
    const news = {
      type: 'NdisMInvalidateConfigBlock',
      irql: 'DISPATCH_LEVEL',
      vf: 0,
      blockMask: '0x2',
    };
    expect(started().deliver('pf', news)).toEqual([{ to: 'vstack', ...news }]);
    expect(initializing().deliver('pf', news)).toEqual([]);
  });
});
