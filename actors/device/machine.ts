/**
 * ┌──────────────────────────────────────────────────────────────────────────────────────────────┐
 * │ Device: the PF's and VFs' configuration space in a slot (PCI Express base specification,     │
 * │ configuration requests and "Single Root I/O Virtualization").                                │
 * │                                                                                              │
 * │ present: in the slot and powered; vfsDisabled and vfsEnabled follow the VF Enable register.  │
 * │ removed: pulled out for good; requests complete with all ones, as the port above makes them. │
 * │                                                                                              │
 * │ Every request is completed once, those to functions that do not exist with all ones. The     │
 * │ registers are the truth and the states their reading: after every write the machine is in    │
 * │ the state that VF Enable tells.                                                              │
 * └──────────────────────────────────────────────────────────────────────────────────────────────┘
 */
import { setup } from 'xstate';
import type { DeviceEvent as ConfigEvent } from '../../machines/messages/pci.ts';
import { messaging } from '../../src/system/index.ts';
import { vfsEnabled } from './functions.ts';
import type { DeviceModel, DeviceState } from './model.ts';
import type { RegisterFile } from './register-file.ts';
import { modelRegisters } from './register-file.ts';

/** Secondary bus reset or link down at the port above: the environment to the device. */
export interface BusReset {
  readonly type: 'BusReset';
  readonly from?: string;
}

export type DeviceEvent = ConfigEvent | BusReset;

export interface DeviceContext {
  readonly state: DeviceState;
}

/** What the machine does, in terms of the registers. */
function parts(model: DeviceModel, registers: RegisterFile) {
  const { assign, reply, when } = messaging<DeviceContext, DeviceEvent>();
  return {
    actions: {
      completeRead: reply('ConfigRead', ({ context, event }) => ({
        type: 'ConfigRead.return',
        id: event.id,
        value: registers.read(context.state, event),
      })),
      completeWrite: reply('ConfigWrite', ({ event }) => ({
        type: 'ConfigWrite.return',
        id: event.id,
      })),
      write: assign('ConfigWrite', ({ context, event }) => ({
        state: registers.write(context.state, event),
      })),
      completeBatch: reply('ConfigBatch', ({ context, event }) => ({
        type: 'ConfigBatch.return',
        id: event.id,
        values: registers.batch(context.state, event).values,
      })),
      writeBatch: assign('ConfigBatch', ({ context, event }) => ({
        state: registers.batch(context.state, event).state,
      })),
      reset: assign('BusReset', ({ context }) => ({ state: registers.reset(context.state) })),
      remove: assign('PullDevice', ({ context }) => ({ state: registers.remove(context.state) })),
    },
    guards: {
      vfEnableIsSet: when('*', ({ context }) => vfsEnabled(model, context.state)),
      vfEnableIsClear: when('*', ({ context }) => !vfsEnabled(model, context.state)),
    },
  };
}

/**
 * The machine of one device; the model stays outside its context, which an explorer hashes. Without
 * `registers` they are the model's own.
 */
export function createDeviceMachine(model: DeviceModel, registers = modelRegisters(model)) {
  return setup({
    types: { context: {} as DeviceContext, events: {} as DeviceEvent },
    ...parts(model, registers),
  }).createMachine({
    id: 'device',
    context: { state: registers.initial },
    initial: 'present',
    on: { ConfigRead: { actions: 'completeRead' } },
    states: {
      present: {
        on: {
          ConfigWrite: { actions: ['write', 'completeWrite'] },
          // Answered first: the values are those of the registers as the batch finds them.
          ConfigBatch: { actions: ['completeBatch', 'writeBatch'] },
          BusReset: { actions: 'reset' },
          PullDevice: { target: 'removed', actions: 'remove' },
        },
        initial: 'vfsDisabled',
        states: {
          vfsDisabled: { always: { guard: 'vfEnableIsSet', target: 'vfsEnabled' } },
          vfsEnabled: { always: { guard: 'vfEnableIsClear', target: 'vfsDisabled' } },
        },
      },
      removed: {
        on: {
          // Nobody takes the write; the port above completes it all the same.
          ConfigWrite: { actions: 'completeWrite' },
          ConfigBatch: { actions: 'completeBatch' },
          // The slot is empty.
          BusReset: {},
          PullDevice: {},
        },
      },
    },
  });
}
