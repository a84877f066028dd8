/**
 * The device as an actor: configuration requests in, completions out, one each.
 *
 *   present: in the slot and powered; `vfsDisabled` and `vfsEnabled` follow the VF Enable register
 *   removed: pulled out; requests complete with all ones, as the root port synthesises them
 *
 * The registers are the truth and the states their reading: after every write the machine moves to
 * the state that VF Enable tells. Requests to functions that do not exist complete too, with all
 * ones (PCI Express base specification, "Unsupported Request" in configuration reads).
 */
import { setup } from 'xstate';
import { messaging } from '../../src/system/index.ts';
import { initialState, vfsEnabled } from './functions.ts';
import type { DeviceModel, DeviceState, FunctionAddress } from './model.ts';
import type { ConfigValue } from './range.ts';
import { readRange, writeRange } from './range.ts';
import { removeDevice, resetDevice } from './reset.ts';

interface ConfigRequest {
  /** A slot of the requester, given back in the completion. */
  readonly id: number;
  readonly rid: FunctionAddress;
  readonly offset: number;
  /** 1 to 4096 bytes. */
  readonly length: number;
  readonly from?: string;
}

export interface ConfigRead extends ConfigRequest {
  readonly type: 'ConfigRead';
}

export interface ConfigWrite extends ConfigRequest {
  readonly type: 'ConfigWrite';
  readonly value: ConfigValue;
}

/** Secondary bus reset or link down at the port above. */
export interface BusReset {
  readonly type: 'BusReset';
  readonly from?: string;
}

/** The hardware is pulled out. */
export interface SurpriseRemove {
  readonly type: 'SurpriseRemove';
  readonly from?: string;
}

export type DeviceEvent = ConfigRead | ConfigWrite | BusReset | SurpriseRemove;

export interface ConfigReadReturn {
  readonly type: 'ConfigRead.return';
  readonly id: number;
  readonly rid: FunctionAddress;
  readonly offset: number;
  readonly length: number;
  readonly value: ConfigValue;
  readonly from?: string;
}

export interface ConfigWriteReturn {
  readonly type: 'ConfigWrite.return';
  readonly id: number;
  readonly from?: string;
}

export interface DeviceContext {
  readonly state: DeviceState;
}

/** The machine of one device; the model stays outside its context, which an explorer hashes. */
export function createDeviceMachine(model: DeviceModel) {
  const { assign, reply, when } = messaging<DeviceContext, DeviceEvent>();
  return setup({
    types: { context: {} as DeviceContext, events: {} as DeviceEvent },
    actions: {
      completeRead: reply('ConfigRead', ({ context, event }) => ({
        type: 'ConfigRead.return',
        id: event.id,
        rid: event.rid,
        offset: event.offset,
        length: event.length,
        value: readRange(model, context.state, event),
      })),
      completeWrite: reply('ConfigWrite', ({ event }) => ({
        type: 'ConfigWrite.return',
        id: event.id,
      })),
      write: assign('ConfigWrite', ({ context, event }) => ({
        state: writeRange(model, context.state, event),
      })),
      reset: assign('BusReset', ({ context }) => ({ state: resetDevice(model, context.state) })),
      remove: assign('SurpriseRemove', ({ context }) => ({ state: removeDevice(context.state) })),
    },
    guards: {
      vfEnableIsSet: when('*', ({ context }) => vfsEnabled(model, context.state)),
      vfEnableIsClear: when('*', ({ context }) => !vfsEnabled(model, context.state)),
    },
  }).createMachine({
    id: 'device',
    context: { state: initialState(model) },
    initial: 'present',
    on: { ConfigRead: { actions: 'completeRead' } },
    states: {
      present: {
        on: {
          ConfigWrite: { actions: ['write', 'completeWrite'] },
          BusReset: { actions: 'reset' },
          SurpriseRemove: { target: 'removed', actions: 'remove' },
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
          // The slot is empty.
          BusReset: {},
          SurpriseRemove: {},
        },
      },
    },
  });
}
