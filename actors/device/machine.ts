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
import { initialState, vfsEnabled } from './functions.ts';
import type { DeviceModel, DeviceState } from './model.ts';
import { readRange, runBatch, writeRange } from './range.ts';
import { removeDevice, resetDevice } from './reset.ts';

/** Secondary bus reset or link down at the port above: the environment to the device. */
export interface BusReset {
  readonly type: 'BusReset';
  readonly from?: string;
}

export type DeviceEvent = ConfigEvent | BusReset;

export interface DeviceContext {
  readonly state: DeviceState;
}

/** What the machine does, in terms of the model's registers. */
function parts(model: DeviceModel) {
  const { assign, reply, when } = messaging<DeviceContext, DeviceEvent>();
  return {
    actions: {
      completeRead: reply('ConfigRead', ({ context, event }) => ({
        type: 'ConfigRead.return',
        id: event.id,
        value: readRange(model, context.state, event),
      })),
      completeWrite: reply('ConfigWrite', ({ event }) => ({
        type: 'ConfigWrite.return',
        id: event.id,
      })),
      write: assign('ConfigWrite', ({ context, event }) => ({
        state: writeRange(model, context.state, event),
      })),
      completeBatch: reply('ConfigBatch', ({ context, event }) => ({
        type: 'ConfigBatch.return',
        id: event.id,
        values: runBatch(model, context.state, event).values,
      })),
      writeBatch: assign('ConfigBatch', ({ context, event }) => ({
        state: runBatch(model, context.state, event).state,
      })),
      reset: assign('BusReset', ({ context }) => ({ state: resetDevice(model, context.state) })),
      remove: assign('PullDevice', ({ context }) => ({ state: removeDevice(context.state) })),
    },
    guards: {
      vfEnableIsSet: when('*', ({ context }) => vfsEnabled(model, context.state)),
      vfEnableIsClear: when('*', ({ context }) => !vfsEnabled(model, context.state)),
    },
  };
}

/** The machine of one device; the model stays outside its context, which an explorer hashes. */
export function createDeviceMachine(model: DeviceModel) {
  return setup({
    types: { context: {} as DeviceContext, events: {} as DeviceEvent },
    ...parts(model),
  }).createMachine({
    id: 'device',
    context: { state: initialState(model) },
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
