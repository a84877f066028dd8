/** What the VPCI bus driver answers by the pages alone: buffers, capabilities, config IRPs, readings. */
import { describe, expect, test } from 'vitest';
import type { Bench, Loose, Sent } from './harness.ts';
import * as v from './vpci-bench.ts';

const statuses = (sent: readonly Sent[]) => sent.map(({ status }) => status);
const answer = (vpci: Bench, message: Loose) => statuses(vpci.receive(message))[0];
const writeIoctl = (rest: object = {}) =>
  v.ioctl('IOCTL_VPCI_WRITE_BLOCK', 'write', { blockId: 3, length: 16, block: 'w', ...rest });

describe('buffers of the IOCTLs', () => {
  test('a read needs the whole input structure and room for the bytes requested', () => {
    const vpci = v.started();
    const short = v.readIoctl({ inputBufferLength: 7 });
    expect(vpci.receive(short)).toMatchObject([
      { status: 'STATUS_BUFFER_TOO_SMALL', information: 0 },
    ]);
    expect(answer(vpci, v.readIoctl({ inputBufferLength: 8 }))).toBe('STATUS_PENDING');
  });

  test('a write carries its data in the input structure, and gives nothing back', () => {
    const vpci = v.started();
    expect(answer(vpci, writeIoctl({ inputBufferLength: 8 + 15 }))).toBe('STATUS_BUFFER_TOO_SMALL');
    // sizeof(VPCI_WRITE_BLOCK_INPUT) is 12 bytes, though one byte of data ends at the ninth.
    const one = { length: 1, inputBufferLength: 9 };
    expect(answer(vpci, writeIoctl(one))).toBe('STATUS_BUFFER_TOO_SMALL');
    expect(answer(vpci, writeIoctl({ outputBufferLength: 16 }))).toBe('STATUS_INVALID_PARAMETER');
    expect(answer(vpci, writeIoctl({ inputBufferLength: 24 }))).toBe('STATUS_PENDING');
  });

  test('the bytes written are the Information of a write', () => {
    const vpci = v.started();
    vpci.receiveAll(writeIoctl(), v.done('WRITE_BLOCK', '1', { blockId: 3 }));
    expect(vpci.receive(v.dpc('write'))).toMatchObject([
      { status: 'STATUS_SUCCESS', information: 16 },
    ]);
  });

  test('they are internal device control: a device control is no request for this bus (C15)', () => {
    const majorFunction = 'IRP_MJ_DEVICE_CONTROL';
    const vpci = v.started();
    const requests = [v.readIoctl, writeIoctl, v.armIoctl].map((each) => each({ majorFunction }));
    expect(requests.map((request) => answer(vpci, request))).toEqual([
      'STATUS_INVALID_DEVICE_REQUEST',
      'STATUS_INVALID_DEVICE_REQUEST',
      'STATUS_INVALID_DEVICE_REQUEST',
    ]);
    expect(vpci.context.outstanding).toEqual([]);
  });

  test('a VF driver without NDIS may keep its own invalidation IRP pending (C17)', () => {
    const vpci = v.started();
    vpci.receive({ ...v.armIoctl(), from: 'pnp' });
    const [dpc] = vpci.receive(v.invalidate('0x1'));
    expect(dpc).toMatchObject({ type: 'KeInsertQueueDpc', requester: 'pnp' });
  });
});

describe('readings that can be told', () => {
  const write = v.call('WriteVfConfigBlock', { irql: 'DISPATCH_LEVEL' });

  test('C05: a write at DISPATCH_LEVEL is a bug check, and legal by the page of the routine', () => {
    const taken = v.started();
    taken.receive(write);
    expect(taken.bugcheck).toBe('DRIVER_IRQL_NOT_LESS_OR_EQUAL');
    const page = v.started({ C05: 'A' });
    expect(page.receive(write)).toMatchObject([{ type: 'VPCI_WRITE_BLOCK' }]);
    page.receive({ ...write, irql: 'DIRQL' });
    expect(page.context.bugcheck).toMatchObject({
      message: expect.stringContaining('at most DISPATCH_LEVEL is allowed'),
    });
    const read = v.started({ C05: 'A' });
    read.receive(v.call('ReadVfConfigBlock', { irql: 'DISPATCH_LEVEL' }));
    expect(read.bugcheck).toBe('DRIVER_IRQL_NOT_LESS_OR_EQUAL');
  });

  test('C14: 128 bytes are allowed, and refused by the annotation of the header', () => {
    const read = (vpci: Bench, length: number) =>
      vpci.receive(v.call('ReadVfConfigBlock', { length }))[0];
    expect(read(v.started(), 128)).toMatchObject({ type: 'VPCI_READ_BLOCK', length: 128 });
    const header = v.started({ C14: 'B' });
    expect(read(header, 128)).toMatchObject({ status: 'STATUS_INVALID_PARAMETER' });
    expect(read(header, 127)).toMatchObject({ type: 'VPCI_READ_BLOCK' });
  });
});

describe('IRPs for a child', () => {
  const capabilities = (version = 1) => v.pdo('IRP_MN_QUERY_CAPABILITIES', { version });
  const config = (type: 'READ' | 'WRITE', rest: object = {}) =>
    v.pdo(`IRP_MN_${type}_CONFIG`, {
      whichSpace: 'PCI_WHICHSPACE_CONFIG',
      offset: 4,
      length: 2,
      value: 6,
      ...rest,
    });
  const accessed = (type: 'Read' | 'Write', rest: object): Loose => ({
    type: `VpciConfig${type}.return`,
    from: 'host',
    id: '1',
    ...rest,
  });

  test('a VF can be ejected and may vanish; capabilities of another version are not known', () => {
    expect(v.reported().receive(capabilities())).toMatchObject([
      { capabilities: { removable: true, ejectSupported: true, surpriseRemovalOk: true } },
    ]);
    expect(answer(v.reported(), capabilities(2))).toBe('STATUS_UNSUCCESSFUL');
  });

  test('config IRPs go to the host and end with the bytes that it moved', () => {
    const vpci = v.started();
    expect(vpci.receive(config('READ'))).toMatchObject([
      { type: 'VpciConfigRead', id: '1', offset: 4, length: 2 },
    ]);
    expect(vpci.receive(accessed('Read', { count: 2, value: 0x10 }))).toEqual([
      {
        ...{ to: 'ndis', type: 'IoCompleteRequest', id: 'irp', request: 'IRP_MN_READ_CONFIG' },
        ...{ status: 'STATUS_SUCCESS', information: 2, value: 0x10 },
      },
    ]);
    expect(vpci.receive(config('WRITE'))).toMatchObject([{ type: 'VpciConfigWrite', value: 6 }]);
    expect(answer(vpci, accessed('Write', { count: 0 }))).toBe('STATUS_NO_SUCH_DEVICE');
  });

  test('they need no reference, but a level below DISPATCH_LEVEL (C12, C13)', () => {
    const vpci = v.reported();
    expect(vpci.receive(config('READ', { irql: 'APC_LEVEL' }))).toHaveLength(1);
    vpci.receive(config('READ', { irql: 'DISPATCH_LEVEL' }));
    expect(vpci.bugcheck).toBe('DRIVER_IRQL_NOT_LESS_OR_EQUAL');
  });

  test('a bad parameter of a config IRP is named by its number', () => {
    const vpci = v.started();
    const bad = [
      { whichSpace: 'PCI_WHICHSPACE_ROM' },
      { offset: 4096 },
      { offset: 4095, length: 2 },
      { length: 0 },
    ];
    expect(bad.map((each) => answer(vpci, config('READ', each)))).toEqual([
      'STATUS_INVALID_PARAMETER_1',
      'STATUS_INVALID_PARAMETER_2',
      'STATUS_INVALID_PARAMETER_3',
      'STATUS_INVALID_PARAMETER_3',
    ]);
  });

  test('a child that leaves ends the config IRPs under way and refuses further ones', () => {
    for (const end of [v.eject, v.rescind, v.relations()]) {
      const vpci = v.started();
      vpci.receive(config('READ'));
      const [ended] = vpci.receive(end);
      expect(ended).toMatchObject({ id: 'irp', status: 'STATUS_NO_SUCH_DEVICE', information: 0 });
      expect(answer(vpci, config('WRITE'))).toBe('STATUS_NO_SUCH_DEVICE');
    }
  });

  test('a query-power is answered, and asks nothing of the host', () => {
    const query = v.pdo('IRP_MN_QUERY_POWER', { powerState: 'D3' });
    for (const vpci of [v.reported(), v.started()]) {
      expect(vpci.receive(query)).toMatchObject([{ to: 'ndis', status: 'STATUS_SUCCESS' }]);
    }
  });

  test('a rebalance is refused, and its cancellation succeeds', () => {
    const vpci = v.started();
    expect(answer(vpci, v.pdo('IRP_MN_QUERY_STOP_DEVICE'))).toBe('STATUS_UNSUCCESSFUL');
    expect(answer(vpci, v.pdo('IRP_MN_CANCEL_STOP_DEVICE'))).toBe('STATUS_SUCCESS');
  });
});
