import { describe, expect, test } from 'vitest';
import { stackConventions } from '../../machines/conventions.ts';
import type { Conventions } from '../../src/trace/pending.ts';
import { PendingBook } from '../../src/trace/pending.ts';

type Sent = readonly [string, string, { readonly type: string; readonly [field: string]: unknown }];

/** What is outstanding after these deliveries, in words. */
function outstanding(conventions: Conventions | undefined, ...deliveries: readonly Sent[]) {
  const book = new PendingBook(conventions);
  deliveries.forEach(([from, to, message], index) => {
    book.deliver(index + 1, { from, to, message: { from, ...message } });
  });
  return book
    .list()
    .map(({ requester, owner, request, pended, since }) =>
      [requester, owner, request, pended ? 'pended' : 'open', since].join(' '),
    );
}

describe('the book of pending requests, by name', () => {
  const ask: Sent = ['a', 'b', { type: 'Ask', id: '1' }];

  test('a request is outstanding until its answer', () => {
    expect(outstanding(undefined, ask)).toEqual(['a b Ask open 1']);
    expect(outstanding(undefined, ask, ['b', 'a', { type: 'Ask.done', id: '1' }])).toEqual([]);
  });

  test('an answer to another request leaves it', () => {
    expect(outstanding(undefined, ask, ['b', 'a', { type: 'Ask.done', id: '2' }])).toHaveLength(1);
    expect(outstanding(undefined, ask, ['b', 'a', { type: 'Tell.done', id: '1' }])).toHaveLength(1);
    expect(outstanding(undefined, ask, ['c', 'a', { type: 'Ask.done', id: '1' }])).toHaveLength(1);
  });

  test('a request that is passed on has a new owner, who answers the requester', () => {
    const passed: Sent = ['b', 'c', { type: 'Ask', id: '1', from: 'a' }];
    expect(outstanding(undefined, ask, passed)).toEqual(['a c Ask open 1']);
    expect(outstanding(undefined, ask, passed, ['c', 'a', { type: 'Ask.done', id: '1' }])).toEqual(
      [],
    );
  });

  test('the same id at two receivers names two requests', () => {
    const second: Sent = ['a', 'c', { type: 'Ask', id: '1' }];
    expect(outstanding(undefined, ask, second, ['c', 'a', { type: 'Ask.done', id: '1' }])).toEqual([
      'a b Ask open 1',
    ]);
  });

  test('nobody waits for himself', () => {
    expect(outstanding(undefined, ['a', 'a', { type: 'Ask', id: '1' }])).toEqual([]);
  });
});

describe('the book of pending requests, by the conventions of the driver stack', () => {
  const book = (...deliveries: readonly Sent[]) => outstanding(stackConventions, ...deliveries);
  const oid: Sent = ['ndis', 'pf', { type: 'OID_SRIOV_RESET_VF', id: 'oid' }];
  const name = { id: 'oid', oid: 'OID_SRIOV_RESET_VF' };

  test('an IRP is pended, then completed', () => {
    const irp: Sent = ['vf0', 'vpci.g0', { type: 'IOCTL_VPCI_READ_BLOCK', id: '1' }];
    const answer = { id: '1', request: 'IOCTL_VPCI_READ_BLOCK' };
    const pends: Sent = [
      'vpci.g0',
      'vf0',
      { type: 'IoCallDriver.return', ...answer, status: 'STATUS_PENDING' },
    ];
    const completes: Sent = ['vpci.g0', 'vf0', { type: 'IoCompleteRequest', ...answer }];
    expect(book(irp, pends)).toEqual(['vf0 vpci.g0 IOCTL_VPCI_READ_BLOCK pended 1']);
    expect(book(irp, pends, completes)).toEqual([]);
  });

  test('an OID is answered under its own name', () => {
    const pends: Sent = [
      'pf',
      'ndis',
      { type: 'MiniportOidRequest.return', ...name, status: 'NDIS_STATUS_PENDING' },
    ];
    const completes: Sent = ['pf', 'ndis', { type: 'NdisMOidRequestComplete', ...name }];
    expect(book(oid, pends)).toEqual(['ndis pf OID_SRIOV_RESET_VF pended 1']);
    expect(book(oid, pends, completes)).toEqual([]);
    expect(
      book(oid, [
        'pf',
        'ndis',
        { type: 'MiniportOidRequest.return', ...name, status: 'NDIS_STATUS_SUCCESS' },
      ]),
    ).toEqual([]);
  });

  test("a protocol's OID is answered by ProtocolOidRequestComplete", () => {
    const request: Sent = ['vstack', 'ndis', { type: 'NdisOidRequest', ...name }];
    expect(book(request)).toHaveLength(1);
    expect(
      book(request, ['ndis', 'vstack', { type: 'ProtocolOidRequestComplete', ...name }]),
    ).toEqual([]);
  });

  test('NdisMPauseComplete has no id and answers the pause', () => {
    const pause: Sent = ['ndis', 'pf', { type: 'MiniportPause', id: 'pause' }];
    const pends: Sent = [
      'pf',
      'ndis',
      { type: 'MiniportPause.return', id: 'pause', status: 'NDIS_STATUS_PENDING' },
    ];
    expect(book(pause, pends)).toEqual(['ndis pf MiniportPause pended 1']);
    expect(book(pause, pends, ['pf', 'ndis', { type: 'NdisMPauseComplete' }])).toEqual([]);
  });

  test('a cancel, a DPC and a dereference ask for no answer', () => {
    expect(
      book(
        ['vf0', 'vpci.g0', { type: 'IoCancelIrp', id: '1' }],
        ['vstack', 'ndis', { type: 'NdisCancelOidRequest', id: '1' }],
        ['vbd', 'pci', { type: 'InterfaceDereference', id: '1' }],
        ['pci', 'pci', { type: 'KeInsertQueueDpc', id: '1' }],
      ),
    ).toEqual([]);
  });

  test('a rescinded channel answers nothing more', () => {
    const packet: Sent = ['vpci.g0', 'vstack', { type: 'VPCI_READ_BLOCK', id: '1' }];
    const other: Sent = ['vf0', 'vpci.g0', { type: 'ReadVfConfigBlock', id: '1' }];
    const rescind: Sent = ['vstack', 'vpci.g0', { type: 'VMBUS_RESCIND_CHANNEL_OFFER' }];
    const close: Sent = ['vpci.g0', 'vstack', { type: 'VMBUS_CLOSE_CHANNEL' }];
    expect(book(packet, other, rescind)).toEqual(['vf0 vpci.g0 ReadVfConfigBlock open 2']);
    // A packet that crosses the rescind reaches the host before the close.
    expect(book(rescind, packet)).toHaveLength(1);
    expect(book(rescind, packet, close)).toEqual([]);
  });
});
