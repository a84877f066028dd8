import { describe, expect, test } from 'vitest';
import { createActor, createMachine, setup } from 'xstate';
import type { DeviceEvent } from '../../actors/device/index.ts';
import { createDeviceMachine, vfRid } from '../../actors/device/index.ts';
import { nvme } from '../../actors/device/profiles/nvme.ts';
import { createStepper, inertDirectory } from '../../src/system/index.ts';

const PF = 0x0100;
const CONTROL = 0x128;
const NUM_VFS = 0x130;

/** A device and a requester that keeps the completions it gets, live. */
function slot() {
  const completions: { readonly type: string; readonly [key: string]: unknown }[] = [];
  const requester = createMachine({
    on: { '*': { actions: ({ event }) => completions.push(event) } },
  });
  const system = createActor(
    setup({ actors: { requester, device: createDeviceMachine(nvme()) } }).createMachine({
      invoke: [
        { src: 'requester', id: 'pci', systemId: 'pci' },
        { src: 'device', id: 'device', systemId: 'device' },
      ],
    }),
  ).start();
  const device = system.system.get('device');
  return {
    completions,
    snapshot: () => device.getSnapshot(),
    send: (event: DeviceEvent) => device.send({ from: 'pci', ...event }),
    write: (offset: number, value: number, length = 2) =>
      device.send({ type: 'ConfigWrite', id: 'data', rid: PF, offset, length, value, from: 'pci' }),
  };
}

describe('the device as an actor', () => {
  test('completes a read with the requester’s id and the value', () => {
    const { send, completions } = slot();
    send({ type: 'ConfigRead', id: 'start', rid: PF, offset: 0, length: 4 });
    expect(completions).toEqual([
      {
        type: 'ConfigRead.return',
        id: 'start',
        value: 0x0010_1b36,
        from: 'device',
      },
    ]);
  });

  test('gives a longer range as dwords', () => {
    const { send, completions } = slot();
    send({ type: 'ConfigRead', id: 'data', rid: PF, offset: 0x2c, length: 7 });
    expect(completions[0]?.value).toEqual([0x1100_1af4, 0]);
  });

  test('carries a batch out in order and gives one value for each access', () => {
    const { send, completions, snapshot } = slot();
    const accesses = [
      { offset: NUM_VFS, length: 2, value: 3 },
      { offset: CONTROL, length: 2, value: 0x19 },
      { offset: NUM_VFS, length: 2, value: 5 },
      { offset: NUM_VFS, length: 2 },
      { offset: NUM_VFS + 4, length: 2 },
    ];
    send({ type: 'ConfigBatch', id: 'enable', rid: PF, accesses });
    expect(completions[0]).toMatchObject({ id: 'enable', values: [3, 0x19, 5, 3, 1] });
    expect(snapshot().value).toEqual({ present: 'vfsEnabled' });
  });

  test('follows VF Enable', () => {
    const { write, snapshot, completions } = slot();
    write(NUM_VFS, 2);
    write(CONTROL, 0x19);
    expect(snapshot().value).toEqual({ present: 'vfsEnabled' });
    write(CONTROL, 0x10);
    expect(snapshot().value).toEqual({ present: 'vfsDisabled' });
    expect(completions).toHaveLength(3);
  });

  test('takes the same steps in the pure step as live', () => {
    const device = createDeviceMachine(nvme());
    const stepper = createStepper('device', device, inertDirectory(['device', 'pci']));
    const { snapshot, timers } = stepper.initial();
    const read = { type: 'ConfigRead', id: 'data', rid: PF, offset: 2, length: 2, from: 'pci' };
    const step = stepper.deliver(snapshot, timers, read);
    expect(step.sent).toEqual([
      {
        to: 'pci',
        message: { type: 'ConfigRead.return', id: 'data', value: 0x10, from: 'device' },
      },
    ]);
  });
});

describe('the device when it is reset or pulled out', () => {
  test('after a bus reset the VFs are off', () => {
    const { write, send, snapshot } = slot();
    write(NUM_VFS, 2);
    write(CONTROL, 0x19);
    send({ type: 'BusReset' });
    expect(snapshot().value).toEqual({ present: 'vfsDisabled' });
    expect(snapshot().context).toEqual({ state: { pf: {}, vfs: {}, removed: false } });
  });

  test('pulled out, it still completes: reads with all ones, writes without effect', () => {
    const { write, send, snapshot, completions } = slot();
    send({ type: 'PullDevice' });
    write(CONTROL, 0x19);
    send({ type: 'ConfigRead', id: 'data', rid: PF, offset: CONTROL, length: 2 });
    expect(completions.map(({ type, value }) => [type, value])).toEqual([
      ['ConfigWrite.return', undefined],
      ['ConfigRead.return', 0xffff],
    ]);
    expect(snapshot().value).toBe('removed');
    expect(snapshot().context).toEqual({ state: { pf: {}, vfs: {}, removed: true } });
  });

  test('a read of a VF that is not enabled completes with all ones', () => {
    const { send, completions } = slot();
    const model = nvme();
    const rid = vfRid(model, { pf: {}, vfs: {}, removed: false }, 0);
    send({ type: 'ConfigRead', id: 'data', rid, offset: 0, length: 4 });
    expect(completions[0]?.value).toBe(0xffff_ffff);
  });
});
