/** The virtual bus driver on its way out: removal in order, called off, by surprise, and at too high an IRQL. */
import { describe, expect, test } from 'vitest';
import type { Line } from './stage.ts';
import { names } from './stage.ts';
import {
  busInterface,
  call,
  childIrp,
  completed,
  dereference,
  failed,
  granted,
  irp,
  ok,
  own,
  refused,
  removePending,
  serve,
  started,
  virtualization,
} from './vbd-vocabulary.ts';

describe('orderly removal (S16)', () => {
  test('both references are dropped before query-remove is passed down', () => {
    const driver = started();
    expect(driver.tell('pnp', irp('IRP_MN_QUERY_REMOVE_DEVICE'))).toMatchObject([
      { to: 'bus', type: 'InterfaceDereference', interfaceType: virtualization },
      { to: 'bus', type: 'InterfaceDereference', interfaceType: busInterface },
      { to: 'bus', type: 'IRP_MN_QUERY_REMOVE_DEVICE' },
    ]);
    expect(driver.context.held).toEqual([]);
    expect(driver.tell('bus', completed('IRP_MN_QUERY_REMOVE_DEVICE', failed))).toMatchObject([
      { to: 'pnp', status: failed },
    ]);
    expect(own(driver)).toBe('removePending');
  });

  test('query-remove is refused while a request is queued, of its own device and of the child', () => {
    const driver = started();
    driver.tell('miniport', call('GetLocation', { vf: 0 }));
    for (const query of [irp, childIrp]) {
      const answer = driver.tell('pnp', query('IRP_MN_QUERY_REMOVE_DEVICE'));
      expect(answer).toMatchObject([{ to: 'pnp', status: failed }]);
    }
    expect(driver.context.held).toHaveLength(2);
  });

  test('a request in removePending fetches the interface again; remove gives it back', () => {
    const driver = removePending();
    driver.tell('miniport', call('EnableVirtualization', { numVFs: 0 }));
    expect(serve(driver)).toMatchObject([
      { type: 'IRP_MN_QUERY_INTERFACE', id: 'service', interfaceType: virtualization },
    ]);
    expect(names(driver.tell('bus', granted('service')))).toEqual(['bus EnableVirtualization']);
    const done = { type: 'EnableVirtualization.return', id: 'service', status: ok };
    expect(driver.tell('bus', done)).toMatchObject([{ to: 'miniport', status: ok }]);
    expect(names(driver.tell('pnp', irp('IRP_MN_REMOVE_DEVICE')))).toEqual([
      dereference,
      'bus IRP_MN_REMOVE_DEVICE',
    ]);
    expect(driver.context).toMatchObject({ held: [], present: false });
  });

  test('a request in removePending fails when the bus hands the interface out no more', () => {
    const driver = removePending();
    driver.tell('miniport', call('GetLocation', { vf: 0 }));
    serve(driver);
    expect(driver.tell('bus', refused('service'))).toMatchObject([
      { to: 'miniport', status: 'STATUS_NO_SUCH_DEVICE' },
    ]);
    expect(driver.state).toContain('requests.idle');
  });

  test('cancel-remove goes down first and then brings both interfaces back', () => {
    const driver = removePending();
    const passed = driver.tell('pnp', irp('IRP_MN_CANCEL_REMOVE_DEVICE'));
    expect(names(passed)).toEqual(['bus IRP_MN_CANCEL_REMOVE_DEVICE']);
    const cancelled = completed('IRP_MN_CANCEL_REMOVE_DEVICE');
    expect(driver.tell('bus', cancelled)).toMatchObject([{ interfaceType: virtualization }]);
    expect(driver.tell('bus', granted('interface'))).toMatchObject([
      { interfaceType: busInterface },
    ]);
    expect(driver.tell('bus', granted('interface'))).toMatchObject([{ to: 'pnp', status: ok }]);
    expect(driver.context.held).toEqual([virtualization, busInterface]);
    expect(own(driver)).toBe('started');
  });

  test('cancel-remove does not fail, even without the interfaces', () => {
    const driver = removePending();
    driver.tell('pnp', irp('IRP_MN_CANCEL_REMOVE_DEVICE'));
    driver.tell('bus', completed('IRP_MN_CANCEL_REMOVE_DEVICE'));
    expect(driver.tell('bus', refused('interface'))).toMatchObject([{ to: 'pnp', status: ok }]);
    expect(own(driver)).toBe('started');
  });

  test('a spurious cancel-remove of a started device is passed down and changes nothing', () => {
    const driver = started();
    driver.tell('pnp', irp('IRP_MN_CANCEL_REMOVE_DEVICE'));
    expect(driver.tell('bus', completed('IRP_MN_CANCEL_REMOVE_DEVICE'))).toMatchObject([
      { to: 'pnp', status: ok },
    ]);
    expect(driver.context.held).toHaveLength(2);
  });

  test('after its remove it starts afresh', () => {
    const driver = removePending();
    driver.tell('pnp', irp('IRP_MN_REMOVE_DEVICE'));
    driver.tell('bus', completed('IRP_MN_REMOVE_DEVICE'));
    expect(names(driver.tell('pnp', irp('IRP_MN_START_DEVICE')))).toEqual([
      'bus IRP_MN_START_DEVICE',
    ]);
    driver.tell('bus', completed('IRP_MN_START_DEVICE'));
    driver.tell('bus', granted('interface'));
    expect(driver.tell('bus', granted('interface'))).toMatchObject([{ to: 'pnp', status: ok }]);
  });
});

/** References that are out on the bus's interfaces after these lines, by what the bus granted before. */
function given(lines: readonly Line[], interfaceType: string): number {
  return lines.filter(
    (line) => line.type === 'InterfaceDereference' && line.interfaceType === interfaceType,
  ).length;
}

describe('a request that crosses a removal', () => {
  test('an interface that is granted after a surprise removal is given back unused', () => {
    const driver = removePending();
    driver.tell('miniport', call('GetLocation', { vf: 0 }));
    serve(driver);
    driver.tell('pnp', irp('IRP_MN_SURPRISE_REMOVAL'));
    expect(driver.tell('bus', granted('service'))).toMatchObject([
      { to: 'bus', type: 'InterfaceDereference', interfaceType: virtualization },
      { to: 'miniport', status: 'STATUS_NO_SUCH_DEVICE' },
    ]);
    expect(driver.context.held).toEqual([]);
  });

  test('no reference is held twice: served during cancel-remove, granted after it', () => {
    const driver = removePending();
    driver.tell('pnp', irp('IRP_MN_CANCEL_REMOVE_DEVICE'));
    driver.tell('miniport', call('GetLocation', { vf: 0 }));
    serve(driver);
    driver.tell('bus', completed('IRP_MN_CANCEL_REMOVE_DEVICE'));
    expect(names(driver.tell('bus', granted('service')))).toEqual(['bus GetLocation']);
    const again = driver.tell('bus', granted('interface'));
    expect(given(again, virtualization)).toBe(1);
    expect(driver.tell('bus', granted('interface'))).toMatchObject([{ to: 'pnp', status: ok }]);
    expect(driver.context.held).toEqual([virtualization, busInterface]);
  });

  test('no reference is held twice: asked for between the two queries of cancel-remove', () => {
    const driver = removePending();
    driver.tell('pnp', irp('IRP_MN_CANCEL_REMOVE_DEVICE'));
    driver.tell('bus', completed('IRP_MN_CANCEL_REMOVE_DEVICE'));
    driver.tell('miniport', call('GetLocation', { vf: 0 }));
    serve(driver);
    driver.tell('bus', granted('interface'));
    driver.tell('bus', granted('interface'));
    const late = driver.tell('bus', granted('service'));
    expect(names(late)).toEqual([dereference, 'bus GetLocation']);
    expect(driver.context.held).toEqual([virtualization, busInterface]);
  });

  test('an interface in use is not given back by cancel-remove', () => {
    const driver = removePending();
    driver.tell('miniport', call('GetLocation', { vf: 0 }));
    serve(driver);
    driver.tell('bus', granted('service'));
    driver.tell('pnp', irp('IRP_MN_CANCEL_REMOVE_DEVICE'));
    const back = driver.tell('bus', completed('IRP_MN_CANCEL_REMOVE_DEVICE'));
    expect(names(back)).toEqual(['bus IRP_MN_QUERY_INTERFACE']);
  });
});

describe('surprise removal', () => {
  const surprise = irp('IRP_MN_SURPRISE_REMOVAL');

  test('drops both references, goes down, comes up as a success', () => {
    const driver = started();
    const passed = driver.tell('pnp', surprise);
    expect(names(passed)).toEqual([dereference, dereference, 'bus IRP_MN_SURPRISE_REMOVAL']);
    expect(driver.tell('bus', completed('IRP_MN_SURPRISE_REMOVAL'))).toMatchObject([
      { to: 'pnp', request: 'IRP_MN_SURPRISE_REMOVAL', status: ok },
    ]);
    expect(names(driver.tell('pnp', irp('IRP_MN_REMOVE_DEVICE')))).toEqual([
      'bus IRP_MN_REMOVE_DEVICE',
    ]);
  });

  test('queued requests fail one by one, and new ones are refused', () => {
    const driver = started();
    driver.tell('miniport', call('GetLocation', { vf: 0 }, 'first'));
    driver.tell('other', call('GetLocation', { vf: 1 }, 'second'));
    driver.tell('pnp', surprise);
    const gone = 'STATUS_NO_SUCH_DEVICE';
    expect(serve(driver)).toMatchObject([{ to: 'miniport', id: 'first', status: gone }]);
    expect(serve(driver)).toMatchObject([{ to: 'other', id: 'second', status: gone }]);
    expect(driver.tell('miniport', call('GetLocation', { vf: 0 }))).toMatchObject([
      { to: 'miniport', status: 'STATUS_DELETE_PENDING' },
    ]);
  });

  test('the routine that is under way still returns to the miniport', () => {
    const driver = started();
    driver.tell('miniport', call('EnableVirtualization', { numVFs: 1 }));
    serve(driver);
    driver.tell('pnp', surprise);
    const status = 'STATUS_INVALID_DEVICE_STATE';
    const answer = { type: 'EnableVirtualization.return', id: 'service', status };
    expect(driver.tell('bus', answer)).toMatchObject([{ to: 'miniport', id: 'call', status }]);
  });

  test.each(['IRP_MN_SURPRISE_REMOVAL', 'IRP_MN_REMOVE_DEVICE', 'IRP_MN_CANCEL_REMOVE_DEVICE'])(
    'kernel rule 47: %s of the child succeeds whatever happened to its bus',
    (minor) => {
      const driver = started();
      driver.tell('pnp', surprise);
      expect(driver.tell('ndis', childIrp(minor))).toMatchObject([{ to: 'ndis', status: ok }]);
    },
  );
});

describe('IRQL', () => {
  test.each([
    irp('IRP_MN_START_DEVICE'),
    irp('IRP_MN_QUERY_REMOVE_DEVICE'),
    irp('IRP_MN_CANCEL_REMOVE_DEVICE'),
    irp('IRP_MN_SURPRISE_REMOVAL'),
    irp('IRP_MN_REMOVE_DEVICE'),
    irp('IRP_MN_QUERY_DEVICE_RELATIONS'),
    childIrp('IRP_MN_START_DEVICE'),
    childIrp('IRP_MN_QUERY_INTERFACE', { interfaceType: busInterface, status: ok }),
  ])('$type ($deviceObject) at DISPATCH_LEVEL is a bug check', (message) => {
    const driver = started();
    expect(driver.tell('ndis', { ...message, irql: 'DISPATCH_LEVEL' })).toEqual([]);
    expect(driver.state).toBe('bugcheck');
    expect(driver.context.bugcheck).toMatchObject({
      code: 'DRIVER_IRQL_NOT_LESS_OR_EQUAL',
      rule: `IRQL of ${message.type}`,
    });
    expect(driver.tell('ndis', irp('IRP_MN_REMOVE_DEVICE'))).toEqual([]);
  });
});
