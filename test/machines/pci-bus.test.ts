import { describe, expect, test } from 'vitest';
import { interfaceSizeBytes } from '../../src/wdk/interfaces.ts';
import {
  answers,
  dereference,
  disable,
  enable,
  irp,
  pull,
  query,
  readVf,
  start,
  statuses,
} from './pci-harness.ts';

const ok = 'STATUS_SUCCESS';
const badParameter = 'STATUS_INVALID_PARAMETER';
const badState = 'STATUS_INVALID_DEVICE_STATE';

describe('IRP_MN_QUERY_INTERFACE', () => {
  const size = interfaceSizeBytes('PCI_VIRTUALIZATION_INTERFACE');

  test('hands out both interfaces, and leaves the status of an unknown one as it was', () => {
    const bus = query('GUID_BUS_INTERFACE_STANDARD');
    const unknown = query('GUID_VPCI_INTERFACE_STANDARD');
    expect(statuses([start, query(), bus, unknown])).toEqual([ok, ok, ok, 'STATUS_NOT_SUPPORTED']);
    const other = query('GUID_VPCI_INTERFACE_STANDARD', { status: 'STATUS_UNSUCCESSFUL' });
    expect(statuses([start, other])).toEqual([ok, 'STATUS_UNSUCCESSFUL']);
  });

  test('works before the device is started', () => {
    expect(statuses([query()])).toEqual([ok]);
  });

  test('returns no structure larger than the size, and no version above the requested', () => {
    expect(statuses([query(undefined, { size })])).toEqual([ok]);
    expect(statuses([query(undefined, { size: size - 1 })])).toEqual([badParameter]);
    expect(statuses([query(undefined, { version: 0 })])).toEqual([badParameter]);
    expect(answers([query(undefined, { version: 7 })]).received[0]).toMatchObject({ version: 1 });
  });

  test('takes a reference before it answers, and refuses query-remove until the last is dropped', () => {
    const queryRemove = irp('IRP_MN_QUERY_REMOVE_DEVICE');
    const calls = [start, query(), query(), queryRemove, dereference(), queryRemove];
    const refused = 'STATUS_UNSUCCESSFUL';
    expect(statuses(calls)).toEqual([ok, ok, ok, refused, refused]);
    expect(statuses([...calls, dereference(), queryRemove]).at(-1)).toBe(ok);
  });

  test('returns from a dereference when the caller, of another stack, waits for it', () => {
    const awaited = { ...dereference(), void: false };
    const calls = [start, query(), awaited, irp('IRP_MN_QUERY_REMOVE_DEVICE')];
    expect(answers(calls).received.slice(2)).toMatchObject([
      { type: 'InterfaceDereference.return', id: 'call' },
      { status: ok },
    ]);
  });

  test('a call without a reference, and a dereference too many, are bug checks', () => {
    const late = answers([start, query(), dereference(), enable(1)]);
    expect(late.pci?.hasTag('bugcheck')).toBe(true);
    expect(late.pci?.context.bugcheck.code).toBe('PAGE_FAULT_IN_NONPAGED_AREA');
    const twice = answers([start, query(), dereference(), dereference()]);
    expect(twice.pci?.context.bugcheck.code).toBe('REFERENCE_BY_POINTER');
  });
});

describe('EnableVirtualization', () => {
  test('accepts 1 to TotalVFs VFs and is not idempotent', () => {
    const set = [start, query()];
    expect(statuses([...set, enable(8), enable(8)]).slice(2)).toEqual([ok, badState]);
    expect(statuses([...set, enable(0)]).slice(2)).toEqual([badParameter]);
    expect(statuses([...set, enable(9)]).slice(2)).toEqual([badParameter]);
    expect(statuses([...set, disable()]).slice(2)).toEqual([badState]);
    expect(statuses([...set, enable(2), disable(), enable(3)]).slice(2)).toEqual([ok, ok, ok]);
  });

  test('C01: a disable passes NumVFs = 0, and the other reading can be told', () => {
    const calls = [start, query(), enable(2), disable(2), disable(0)];
    expect(statuses(calls).slice(3)).toEqual([badParameter, ok]);
    const literal = { readings: { C01: 'B' } } as const;
    expect(statuses(calls, literal).slice(3)).toEqual([ok, badParameter]);
  });

  test('refuses VF migration on a device without MR-IOV, and its interrupt without migration', () => {
    const migration = enable(2, { enableVfMigration: true });
    const interrupt = enable(2, { enableMigrationInterrupt: true });
    expect(statuses([start, query(), migration, interrupt]).slice(2)).toEqual([
      badParameter,
      badParameter,
    ]);
  });

  test('returns 100 ms after VF Enable is set and 1 s after it is cleared', () => {
    const { received } = answers([start, query(), enable(4), disable()]);
    expect(received.slice(2).map(({ timeMs }) => timeMs)).toEqual([100, 1100]);
  });

  test('at DISPATCH_LEVEL it returns at once, and the VFs answer only when they have settled', () => {
    const calls = [start, query(), enable(4, { irql: 'DISPATCH_LEVEL' }), readVf(0, 0, 4)];
    const { received } = answers(calls);
    expect(received.slice(2)).toMatchObject([
      { status: ok, timeMs: 0 },
      { count: 0, timeMs: 0 },
    ]);
  });

  test('writes NumVFs and VF Enable into the SR-IOV capability', () => {
    const { run } = answers([start, query(), enable(5)]);
    const writes = run.steps
      .filter(({ message }) => message.type === 'ConfigBatch')
      .flatMap(({ message }) => (message as unknown as { accesses: object[] }).accesses)
      .filter((access) => 'value' in access);
    // The capability of this device lies at 0x160: NumVFs at +0x10, Control at +0x08.
    expect(writes.slice(-2)).toEqual([
      { offset: 0x170, length: 2, value: 5 },
      { offset: 0x168, length: 2, value: 0x19 },
    ]);
  });
});

describe('the other routines', () => {
  const on = [start, query(), enable(8)];

  test('GetLocation counts from first offset and stride', () => {
    const { received } = answers([
      ...on,
      { type: 'GetLocation', vf: 0 },
      { type: 'GetLocation', vf: 7 },
    ]);
    expect(received.slice(3)).toMatchObject([
      { status: ok, segmentNumber: 0, busNumber: 1, functionNumber: 0x80 },
      { status: ok, busNumber: 1, functionNumber: 0x8e },
    ]);
  });

  test('C10: GetLocation refuses TotalVFs, and the other reading can be told', () => {
    const calls = [start, query(), { type: 'GetLocation', vf: 8 }];
    expect(statuses(calls).at(-1)).toBe(badParameter);
    expect(statuses(calls, { readings: { C10: 'B' } }).at(-1)).toBe(ok);
  });

  test('GetVirtualFunctionData gives the ids that the VF itself does not show', () => {
    const { received } = answers([...on, readVf(7, 0, 4), readVf(0, 2, 2), readVf(8, 0, 4)]);
    expect(received.slice(3)).toMatchObject([
      { count: 4, value: 0x10ca8086 },
      { count: 2, value: 0x10ca },
      { count: 0 },
    ]);
  });

  test('a write reaches the VF it is for, and no other', () => {
    const command = { vf: 2, offset: 4, length: 2 };
    const write = { type: 'SetVirtualFunctionData', ...command, value: 4 };
    const { received } = answers([...on, write, readVf(2, 4, 2), readVf(3, 4, 2)]);
    expect(received.slice(3)).toMatchObject([{ count: 2 }, { value: 4 }, { value: 0 }]);
  });

  test('GetVirtualFunctionProbedBars gives the saved sizes, 0 for a BAR that is absent', () => {
    const { received } = answers([start, query(), { type: 'GetVirtualFunctionProbedBars' }]);
    const bars = ((received[2]?.bars ?? []) as number[]).map((bar) => bar.toString(16));
    expect(bars).toEqual(['ffffc004', 'ffffffff', '0', 'ffffc004', 'ffffffff', '0']);
  });

  test.each([
    ['GetLocation', 'APC_LEVEL'],
    ['GetResources', 'APC_LEVEL'],
    ['GetVirtualFunctionProbedBars', 'APC_LEVEL'],
    ['GetVirtualFunctionData', 'DISPATCH_LEVEL'],
    ['SetVirtualFunctionData', 'DISPATCH_LEVEL'],
    ['IRP_MN_QUERY_INTERFACE', 'APC_LEVEL'],
    ['IRP_MN_QUERY_REMOVE_DEVICE', 'DISPATCH_LEVEL'],
  ])('%s at %s is a bug check', (type, irql) => {
    const call = { ...query(), vf: 0, offset: 0, length: 4, value: 0, type, irql };
    const { pci } = answers([...on, call]);
    expect(pci?.context.bugcheck).toMatchObject({
      code: 'DRIVER_IRQL_NOT_LESS_OR_EQUAL',
      rule: `IRQL of ${type}`,
    });
  });
});

describe('removal', () => {
  const on = [start, query(), enable(8)];
  const surprise = irp('IRP_MN_SURPRISE_REMOVAL');

  test('after a surprise removal nothing is read and nothing can be enabled or disabled', () => {
    const calls = [...on, pull, surprise, readVf(0, 0, 4), disable(), enable(1)];
    expect(statuses(calls).slice(3)).toEqual([ok, 0, badState, badState]);
  });

  test('remove and cancel-remove cannot fail, and a second remove is survived', () => {
    const remove = irp('IRP_MN_REMOVE_DEVICE');
    expect(statuses([start, irp('IRP_MN_CANCEL_REMOVE_DEVICE'), remove, remove])).toEqual(
      Array.from({ length: 4 }, () => ok),
    );
  });

  test('a device that is not there does not start', () => {
    expect(statuses([pull, start])).toEqual(['STATUS_NO_SUCH_DEVICE']);
  });

  test('a rebalance is refused while the VFs are enabled', () => {
    const queryStop = irp('IRP_MN_QUERY_STOP_DEVICE');
    expect(statuses([...on, queryStop]).at(-1)).toBe('STATUS_UNSUCCESSFUL');
    const stop = irp('IRP_MN_STOP_DEVICE');
    expect(statuses([start, queryStop, stop, start])).toEqual([ok, ok, ok, ok]);
  });
});
