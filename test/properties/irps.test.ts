import { describe, expect, test } from 'vitest';
import { cancelOwnership } from '../../actors/properties/cancel-ownership.ts';
import { doubleCompletion } from '../../actors/properties/double-completion.ts';
import { markIrpPending, pendedCompletedRequest } from '../../actors/properties/pended-irps.ts';
import { removeLock } from '../../actors/properties/remove-lock.ts';
import type { Delivery } from './sequence.ts';
import { atTheEnd, completion, during, irp, ofView, snapshot } from './sequence.ts';

const read = 'IOCTL_VPCI_READ_BLOCK';
const asks: Delivery = ['vf0', 'vpci.g0', irp(read, { slot: 0 })];
const pends: Delivery = [
  'vpci.g0',
  'vf0',
  { type: 'IoCallDriver.return', id: 'irp', request: read, status: 'STATUS_PENDING' },
];
const cancels: Delivery = ['vf0', 'vpci.g0', { type: 'IoCancelIrp', id: 'irp' }];
const completes: Delivery = ['vpci.g0', 'vf0', completion(read)];
const completesCancelled: Delivery = ['vpci.g0', 'vf0', completion(read, 'STATUS_CANCELLED')];

describe('DoubleCompletion', () => {
  test('an IRP that is pended and then completed is fine, and its id can be used again', () => {
    expect(during(doubleCompletion, asks, completes, asks, completes)).toBe('holds');
  });

  test('a second completion of the same IRP is found', () => {
    expect(during(doubleCompletion, asks, completes, completes)).toMatchInlineSnapshot(
      `"vpci.g0 completed IOCTL_VPCI_READ_BLOCK (irp) of vf0, which it does not hold: completed or passed down before, or never sent to it"`,
    );
  });

  test('an IRP that was passed down is completed by the lower driver', () => {
    const passed: Delivery = ['vbd.vf0', 'vpci.g0', { ...irp(read), from: 'vf0' }];
    const above: Delivery = ['vf0', 'vbd.vf0', irp(read)];
    expect(during(doubleCompletion, above, passed, completes)).toBe('holds');
    const byUpper: Delivery = ['vbd.vf0', 'vf0', completion(read)];
    expect(during(doubleCompletion, above, passed, byUpper)).toMatchInlineSnapshot(
      `"vbd.vf0 completed IOCTL_VPCI_READ_BLOCK (irp) of vf0, which it does not hold: completed or passed down before, or never sent to it"`,
    );
  });

  test('an IRP is not passed down after its completion', () => {
    const above: Delivery = ['vf0', 'vbd.vf0', irp(read)];
    const passed: Delivery = ['vbd.vf0', 'vpci.g0', { ...irp(read), from: 'vf0' }];
    const byUpper: Delivery = ['vbd.vf0', 'vf0', completion(read)];
    expect(during(doubleCompletion, above, byUpper, passed)).toContain('vbd.vf0 passed down');
  });

  test('an IRP that is out is not sent again', () => {
    expect(during(doubleCompletion, asks, asks)).toMatchInlineSnapshot(
      `"vf0 sent its IOCTL_VPCI_READ_BLOCK (irp) again; it is out"`,
    );
  });

  test('a cancel that comes after the completion is only late', () => {
    expect(during(doubleCompletion, asks, completes, cancels)).toBe('holds');
  });
});

describe('PendedCompletedRequest', () => {
  test('pended, then completed', () => {
    expect(atTheEnd(pendedCompletedRequest, asks, pends, completes)).toBe('holds');
  });

  test('completed in the dispatch routine that then says STATUS_PENDING', () => {
    expect(during(pendedCompletedRequest, asks, completes, pends)).toMatchInlineSnapshot(
      `"vpci.g0 returned STATUS_PENDING for IOCTL_VPCI_READ_BLOCK (irp) of vf0, which it does not hold"`,
    );
  });

  test('pended twice', () => {
    expect(during(pendedCompletedRequest, asks, pends, pends)).toContain('a second time');
  });

  test('pended and never completed', () => {
    expect(atTheEnd(pendedCompletedRequest, asks, pends)).toMatchInlineSnapshot(
      `"vpci.g0: IOCTL_VPCI_READ_BLOCK (irp) of vf0 was pended and never completed"`,
    );
  });

  test('the notification about invalidated blocks may stay pended', () => {
    const type = 'IOCTL_VPCI_INVALIDATE_BLOCK';
    const asksForNews: Delivery = ['ndis.vf0', 'vpci.g0', irp(type)];
    const pendsNews: Delivery = [
      'vpci.g0',
      'ndis.vf0',
      { type: 'IoCallDriver.return', id: 'irp', request: type, status: 'STATUS_PENDING' },
    ];
    expect(atTheEnd(pendedCompletedRequest, asksForNews, pendsNews)).toBe('holds');
  });
});

describe('MarkIrpPending', () => {
  const property = markIrpPending(['vpci.g0']);
  const queued = (pending?: true) => ({
    outstanding: [{ from: 'vf0', id: 'irp', request: read, ...(pending ? { pending } : {}) }],
  });

  test('an IRP in the queue has been marked', () => {
    expect(ofView(property, { 'vpci.g0': snapshot(queued(true)) })).toBe('holds');
  });

  test('an IRP in the queue has not been marked', () => {
    expect(ofView(property, { 'vpci.g0': snapshot(queued()) })).toMatchInlineSnapshot(
      `"vpci.g0 queued IOCTL_VPCI_READ_BLOCK (irp) of vf0 without marking it"`,
    );
  });
});

describe('IrpCancelField', () => {
  test('a cancelled IRP is completed once, as cancelled or with its own status', () => {
    expect(atTheEnd(cancelOwnership, asks, pends, cancels, completesCancelled)).toBe('holds');
    expect(atTheEnd(cancelOwnership, asks, pends, cancels, completes)).toBe('holds');
    expect(atTheEnd(cancelOwnership, asks, pends, completes, cancels)).toBe('holds');
  });

  test('cancel routine and completion both complete it', () => {
    expect(
      during(cancelOwnership, asks, cancels, completesCancelled, completes),
    ).toMatchInlineSnapshot(
      `"vpci.g0 completed the cancelled IOCTL_VPCI_READ_BLOCK (irp) of vf0 twice: the cancel routine and the completion both took it"`,
    );
  });

  test('each leaves it to the other', () => {
    expect(atTheEnd(cancelOwnership, asks, pends, cancels)).toMatchInlineSnapshot(
      `"vpci.g0: neither cancel nor completion took IOCTL_VPCI_READ_BLOCK (irp) of vf0"`,
    );
  });
});

describe('RemoveLock', () => {
  const news = 'IOCTL_VPCI_INVALIDATE_BLOCK';
  const pendsNews: Delivery = ['ndis.vf0', 'vpci.g0', irp(news, { slot: 0 })];
  const endsNews: Delivery = ['vpci.g0', 'ndis.vf0', completion(news, 'STATUS_CANCELLED')];
  const removed = (slot: number): readonly Delivery[] => [
    ['ndis.vf0', 'vpci.g0', irp('IRP_MN_REMOVE_DEVICE', { slot })],
    ['vpci.g0', 'ndis.vf0', completion('IRP_MN_REMOVE_DEVICE')],
  ];

  test('a pended IRP ends before the removal of its device', () => {
    expect(during(removeLock, pendsNews, endsNews, ...removed(0))).toBe('holds');
    expect(during(removeLock, pendsNews, ...removed(1))).toBe('holds');
  });

  test('the device is removed with an IRP in the hands of its driver', () => {
    expect(during(removeLock, pendsNews, ...removed(0))).toMatchInlineSnapshot(
      `"vpci.g0 completed the removal of its device and still holds IOCTL_VPCI_INVALIDATE_BLOCK (irp) of ndis.vf0"`,
    );
  });
});
