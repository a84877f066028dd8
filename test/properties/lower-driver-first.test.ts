import { describe, expect, test } from 'vitest';
import { lowerDriverFirst as rule } from '../../actors/properties/lower-driver-first.ts';
import type { Delivery } from './sequence.ts';
import { completion, during, irp } from './sequence.ts';

const [START, SURPRISE, REMOVE, POWER] = [
  'IRP_MN_START_DEVICE',
  'IRP_MN_SURPRISE_REMOVAL',
  'IRP_MN_REMOVE_DEVICE',
  'IRP_MN_SET_POWER',
];
/** From the PnP manager to the function driver. */
const ask = (type: string, rest = {}): Delivery => [
  'pnp',
  'vbd',
  irp(type, { deviceObject: 'FDO', ...rest }),
];
const down = (type: string, rest = {}): Delivery => ['vbd', 'pci', irp(type, rest)];
const back = (type: string, status?: string): Delivery => ['pci', 'vbd', completion(type, status)];
const up = (type: string, status?: string): Delivery => ['vbd', 'pnp', completion(type, status)];
const whole = (type: string, rest = {}) => [ask(type, rest), down(type), back(type), up(type)];
const started = whole(START);
/** For the child's device object: the driver is its bus driver. */
const child = (powerState: string): Delivery => ['ndis', 'vbd', irp(POWER, { powerState })];
const childDone = (status?: string): Delivery => ['vbd', 'ndis', completion(POWER, status)];
const [toD0, toD3] = [{ powerState: 'D0' }, { powerState: 'D3' }];

describe('LowerDriverFirst', () => {
  test('each IRP is passed down, and completed when it is back', () => {
    const life = [...started, ...whole(POWER, toD3), ...whole(SURPRISE), ...whole(REMOVE)];
    expect(during(rule, ...life, ...started, ...whole(REMOVE))).toBe('holds');
  });

  test('without a completion routine the driver below answers the requester', () => {
    const passed: Delivery = ['vbd', 'pci', irp(REMOVE, { from: 'pnp' })];
    const answered: Delivery = ['pci', 'pnp', completion(REMOVE)];
    expect(during(rule, ...started, ask(REMOVE), passed, answered)).toBe('holds');
  });

  test.each([START, SURPRISE, REMOVE, POWER, 'IRP_MN_CANCEL_REMOVE_DEVICE'])(
    '%s is completed too early, or not passed down',
    (type) => {
      const early = [ask(type), down(type), up(type)];
      expect(during(rule, ...started, ...early)).toContain('still with the driver below');
      const failure = [ask(type), down(type), up(type, 'STATUS_UNSUCCESSFUL')];
      expect(during(rule, ...started, ...failure)).toContain('still with the driver below');
      expect(during(rule, ...started, ask(type), up(type))).toContain('without having passed it');
      // Such as one for which the remove lock could not be had.
      const refused = [ask(type), up(type, 'STATUS_DELETE_PENDING')];
      expect(during(rule, ...started, ...refused)).toBe('holds');
    },
  );

  test('says who did what, and what should have come first', () => {
    expect(during(rule, ...started, ask(REMOVE), down(REMOVE), up(REMOVE))).toMatchInlineSnapshot(
      `"vbd completed IRP_MN_REMOVE_DEVICE of pnp while it was still with the driver below: that one completes it first, and vbd in its completion routine or after it"`,
    );
    expect(during(rule, ...started, ask(REMOVE), up(REMOVE))).toMatchInlineSnapshot(
      `"vbd completed IRP_MN_REMOVE_DEVICE of pnp with success without having passed it down: a function or filter driver sends it to the driver below first, and completes it after that one"`,
    );
  });

  test('a start that failed below', () => {
    const failed = [ask(START), down(START), back(START, 'STATUS_UNSUCCESSFUL')];
    expect(during(rule, ...failed, up(START, 'STATUS_UNSUCCESSFUL'))).toBe('holds');
    expect(during(rule, ...failed, up(START))).toMatchInlineSnapshot(
      `"vbd completed IRP_MN_START_DEVICE of pnp with success, which the driver below had failed"`,
    );
    // It may fail all the same: its own work did.
    const worked = [ask(START), down(START), back(START)];
    expect(during(rule, ...worked, up(START, 'STATUS_UNSUCCESSFUL'))).toBe('holds');
  });

  test('a removed driver has nobody below any more, and a bus driver never has', () => {
    const late = [ask(SURPRISE), up(SURPRISE)];
    expect(during(rule, ...started, ...whole(REMOVE), ...late)).toBe('holds');
    const bus: Delivery[] = [
      ['pnp', 'vpci.g0', irp(START, { deviceObject: 'FDO' })],
      ['vpci.g0', 'pnp', completion(START)],
      ['vbd', 'pci', irp(START)],
      ['pci', 'vbd', completion(START)],
    ];
    expect(during(rule, ...bus)).toBe('holds');
  });

  test('the child is back in D0 after the device below', () => {
    const asleep = [child('D3'), down(POWER, toD3), back(POWER), childDone()];
    const wakes = [child('D0'), down(POWER, toD0)];
    expect(during(rule, ...asleep, ...wakes, back(POWER), childDone())).toBe('holds');
    expect(during(rule, ...asleep, ...wakes, childDone())).toMatchInlineSnapshot(
      `"vbd completed IRP_MN_SET_POWER of ndis for D0 with success before the device below, which is not in D0 yet, was back in D0"`,
    );
    expect(during(rule, ...asleep, child('D0'), childDone())).toMatchInlineSnapshot(
      `"vbd completed IRP_MN_SET_POWER of ndis for D0 with success before the device below, which it had switched to D3, was back in D0"`,
    );
  });

  test('which power state the device below has while the child sleeps is left to the bus driver', () => {
    expect(during(rule, child('D3'), childDone(), child('D0'), childDone())).toBe('holds');
    expect(during(rule, child('D3'), down(POWER, toD3), childDone(), back(POWER))).toBe('holds');
    expect(during(rule, child('D0'), down(POWER, toD0), childDone())).toBe('holds');
  });
});
