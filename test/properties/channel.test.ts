import { describe, expect, test } from 'vitest';
import { noPacketAfterClose } from '../../actors/properties/closed-channel.ts';
import type { Delivery } from './sequence.ts';
import { during } from './sequence.ts';

const toHost = (type: string): Delivery => ['vpci.g0', 'vstack', { type }];
const toGuest = (type: string): Delivery => ['vstack', 'vpci.g0', { type }];
const open = toHost('VPCI_QUERY_PROTOCOL_VERSION');
const close = toHost('VMBUS_CLOSE_CHANNEL');
const rescind = toGuest('VMBUS_RESCIND_CHANNEL_OFFER');

describe('NoPacketAfterClose', () => {
  const judged = (...deliveries: readonly Delivery[]) => during(noPacketAfterClose, ...deliveries);

  test('opened, used, closed, and opened again', () => {
    expect(judged(open, toHost('VPCI_FDO_D0_ENTRY'), close, open, close)).toBe('holds');
  });

  test('rescinded, closed, and opened again', () => {
    expect(judged(open, rescind, close, open, toHost('VPCI_FDO_D0_ENTRY'))).toBe('holds');
  });

  test('the next channel is rescinded before it is opened: one close is due for it', () => {
    expect(judged(open, rescind, close, rescind, close)).toBe('holds');
    expect(judged(open, close, rescind, rescind, close, open)).toBe('holds');
  });

  test('what the host still sends is not the fault of the guest', () => {
    expect(judged(open, close, toGuest('VPCI_EJECT'), toGuest('VPCI_BUS_RELATIONS2'))).toBe(
      'holds',
    );
  });

  test('an acknowledgement after the close', () => {
    expect(
      judged(open, close, toGuest('VPCI_EJECT'), toHost('VPCI_EJECTION_COMPLETE')),
    ).toMatchInlineSnapshot(
      `"vpci.g0 sent VPCI_EJECTION_COMPLETE on a channel that it had closed, after VPCI_EJECT"`,
    );
  });

  test('resources are released after the rescind', () => {
    expect(judged(open, rescind, toHost('VPCI_RESOURCES_RELEASED'))).toMatchInlineSnapshot(
      `"vpci.g0 sent VPCI_RESOURCES_RELEASED on a channel that was rescinded, after VMBUS_RESCIND_CHANNEL_OFFER"`,
    );
  });

  test('a second close', () => {
    expect(judged(open, rescind, close, close)).toMatchInlineSnapshot(
      `"vpci.g0 closed its channel twice"`,
    );
    expect(judged(open, close, rescind, close)).toBe('vpci.g0 closed its channel twice');
  });
});
