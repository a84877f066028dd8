import { describe, expect, test } from 'vitest';
import { dataPath } from '../../actors/properties/data-path.ts';
import { stackMayStayPending, stackProperties } from '../../actors/properties/index.ts';
import { invalidateIoctlByNdis, ndisMWithVbd } from '../../actors/properties/vbd-rules.ts';
import type { Property } from '../../src/system/index.ts';
import type { Delivery } from './sequence.ts';
import { atTheEnd, during, irp, ofView, snapshot } from './sequence.ts';

describe('NdisMWithVbd', () => {
  test('a miniport with a VBD asks the VBD', () => {
    const asks: Delivery = ['pf', 'vbd', { type: 'VbdCall', id: '1', routine: 'GetLocation' }];
    const invalidates: Delivery = ['pf', 'ndis', { type: 'NdisMInvalidateConfigBlock', vf: 0 }];
    expect(during(ndisMWithVbd, asks, invalidates)).toBe('holds');
  });

  test('a miniport with a VBD asks NDIS', () => {
    const asks: Delivery = ['pf', 'ndis', { type: 'NdisMGetVirtualFunctionLocation', id: '1' }];
    expect(during(ndisMWithVbd, asks)).toMatchInlineSnapshot(
      `"pf called NdisMGetVirtualFunctionLocation; with a VBD, the VBD calls GetLocation"`,
    );
  });
});

describe('InvalidateIoctlByNdis', () => {
  const type = 'IOCTL_VPCI_INVALIDATE_BLOCK';
  const initialize: Delivery = ['ndis.vf0', 'vf0', { type: 'MiniportInitializeEx', id: 'call' }];

  test('NDIS sends it, also through a VBD', () => {
    const passed: Delivery = ['vbd.vf0', 'vpci.g0', { ...irp(type), from: 'ndis.vf0' }];
    expect(
      during(invalidateIoctlByNdis, initialize, ['ndis.vf0', 'vbd.vf0', irp(type)], passed),
    ).toBe('holds');
  });

  test('the VF miniport sends it', () => {
    expect(
      during(invalidateIoctlByNdis, initialize, ['vf0', 'vpci.g0', irp(type)]),
    ).toMatchInlineSnapshot(`"vf0, a miniport, sent IOCTL_VPCI_INVALIDATE_BLOCK to vpci.g0"`);
  });
});

describe('DataPath', () => {
  const path = (toVf: boolean): Delivery => [
    'ndis.vf0',
    'vstack',
    { type: 'SwitchDataPath', vf: 0, toVf },
  ];
  const restarted: Delivery = [
    'vf0',
    'ndis.vf0',
    { type: 'MiniportRestart.return', id: 'call', status: 'NDIS_STATUS_SUCCESS' },
  ];
  const paused: Delivery = ['ndis.vf0', 'vf0', { type: 'MiniportPause', id: 'call' }];

  test('the path goes to the VF and back in turn', () => {
    expect(
      atTheEnd(dataPath, restarted, path(true), path(false), path(true), path(false), paused),
    ).toBe('holds');
  });

  test('the path goes to a VF that has not run yet', () => {
    expect(during(dataPath, path(true))).toMatchInlineSnapshot(
      `"ndis.vf0 moved the path to VF 0, whose adapter does not run"`,
    );
  });

  test('the path goes to the VF twice', () => {
    expect(during(dataPath, restarted, path(true), path(true))).toContain('where it was already');
  });

  test('the path stays at a VF that is stopped, or leaves it too late', () => {
    expect(atTheEnd(dataPath, restarted, path(true), paused)).toMatchInlineSnapshot(
      `"ndis.vf0 called MiniportPause of vf0 before it moved the path away from its VF"`,
    );
    expect(atTheEnd(dataPath, restarted, path(true), paused, path(false))).toContain('before');
    expect(atTheEnd(dataPath, restarted, path(true), path(false), paused)).toBe('holds');
  });
});

const clientStep = (to: string, type: string, expect?: readonly string[]) => ({
  to,
  message: { type },
  ...(expect === undefined ? {} : { expect }),
});
const stack = (...steps: readonly ReturnType<typeof clientStep>[]) => ({
  lanes: [{ id: 'application' }, { id: 'pci' }, { id: 'vpci.g0' }],
  options: { vfs: 1, vbd: true, clients: [{ id: 'application', steps }] },
});
const named = (properties: readonly Property[], name: string): Property => {
  const found = properties.find((property) => property.name === name);
  if (found === undefined) throw new Error(`no property ${name}`);
  return found;
};
const names = (properties: readonly Property[], kind: Property['kind']) =>
  properties.filter((property) => property.kind === kind).map(({ name }) => name);

describe('NothingLost', () => {
  const property = named(stackProperties(stack(clientStep('vf0', 'ReadBlock'))), 'NothingLost');

  test('a client has all its answers', () => {
    const context = { outstanding: [], results: [] };
    expect(ofView(property, { application: snapshot(context) })).toBe('holds');
  });

  test('a client waits', () => {
    const context = { outstanding: [0], results: [] };
    expect(ofView(property, { application: snapshot(context) })).toMatchInlineSnapshot(
      `"application waits for the answer to step 1: ReadBlock to vf0"`,
    );
  });

  test('after a bug check nobody answers, and that is said elsewhere', () => {
    const view = {
      application: snapshot({ outstanding: [0], results: [] }),
      pci: snapshot({ bugcheck: null }, 'bugcheck'),
    };
    expect(ofView(property, view)).toBe('holds');
  });
});

describe('the properties of a stack', () => {
  test('have names of their own', () => {
    const all = stackProperties(stack()).map(({ name }) => name);
    expect(new Set(all).size).toBe(all.length);
  });

  test('say where each rule comes from', () => {
    const silent = stackProperties(stack()).filter(
      ({ rule, source }) => rule === '' || source === '',
    );
    expect(silent).toEqual([]);
  });

  test('look for situations that the clients ask for, and expect', () => {
    const situations = (...steps: readonly ReturnType<typeof clientStep>[]) =>
      names(stackProperties(stack(...steps)), 'sometimes');
    expect(situations()).toEqual([]);
    expect(situations(clientStep('vf0', 'ReadBlock'), clientStep('vstack', 'AssignVf'))).toEqual([
      'VfRuns',
      'BlockRead',
    ]);
    expect(situations(clientStep('pnp', 'RemoveDevice'))).toEqual([
      'PfRemoved',
      'QueryRemoveIsRefused',
    ]);
    expect(situations(clientStep('pnp', 'RemoveDevice', ['STATUS_UNSUCCESSFUL']))).toEqual([
      'QueryRemoveIsRefused',
    ]);
  });

  test('find a read block and a cancelled IRP in what the clients were told', () => {
    const steps = [clientStep('vf0', 'ReadBlock'), clientStep('vf0', 'CancelBlock')];
    const properties = stackProperties(stack(...steps));
    const view = (status: string) => ({
      application: snapshot({ results: [{ step: 0, status }], outstanding: [] }),
    });
    const check = (name: string, status: string) => {
      const property = named(properties, name);
      return property.kind === 'monitor' ? undefined : property.check(view(status));
    };
    expect(check('BlockRead', 'NDIS_STATUS_SUCCESS')).toBe('application');
    expect(check('BlockRead', 'STATUS_CANCELLED')).toBeUndefined();
    expect(check('IrpCancelled', 'STATUS_CANCELLED')).toBe('application');
  });
});

describe('requests that may stay pending', () => {
  const news = {
    id: 'invalidate',
    request: 'IOCTL_VPCI_INVALIDATE_BLOCK',
    requester: 'ndis.vf0',
    owner: 'vpci.g0',
  };
  const bus = (gone: boolean) =>
    snapshot({
      outstanding: [{ from: 'ndis.vf0', id: 'invalidate', slot: 0 }],
      children: { 0: { gone } },
    });

  test('the notification about invalidated blocks, while its VF lives', () => {
    expect(stackMayStayPending(news, { 'vpci.g0': bus(false) })).toBe(true);
    expect(stackMayStayPending(news, { 'vpci.g0': bus(true) })).toBe(false);
  });

  test('of a driver that somebody else wrote, nothing is known', () => {
    expect(stackMayStayPending(news, { 'vpci.g0': snapshot({}) })).toBe(true);
  });

  test('everything, after a bug check; nothing else before', () => {
    const read = { ...news, request: 'IOCTL_VPCI_READ_BLOCK' };
    expect(stackMayStayPending(read, {})).toBe(false);
    expect(stackMayStayPending(read, { pci: snapshot({}, 'bugcheck') })).toBe(true);
  });
});
