/** What each verb sends: to which actor, which message of `machines/messages/environment.ts`. */

import type { HoldInterface, ReleaseInterface } from '../../machines/interface-holder.ts';
import type {
  AwaitDeviceInterface,
  CancelBlockAsk,
  CheckForHang,
  HangHardware,
  PnpAsk,
  ReadBlockAsk,
  ReadConfigAsk,
  ResetAdapter,
  SetDevicePower,
  UpdateBlockAsk,
  VirtualizationAsk,
  WriteBlockAsk,
  WriteConfigAsk,
} from '../../machines/messages/index.ts';
import type { CancelCall } from '../../machines/test-driver.ts';
import type { CallRequest } from './calls.ts';
import { callRequest } from './calls.ts';
import type { ScenarioStep } from './step-schema.ts';

/** What `await-client` sends, which the client machine itself defines. */
interface AwaitClientAsk {
  readonly type: 'AwaitClient';
  readonly id: string;
}

type Asks =
  | CancelCall
  | PnpAsk
  | VirtualizationAsk
  | AwaitDeviceInterface
  | SetDevicePower
  | ReadBlockAsk
  | WriteBlockAsk
  | CancelBlockAsk
  | ReadConfigAsk
  | WriteConfigAsk
  | UpdateBlockAsk
  | ResetAdapter
  | CheckForHang
  | HangHardware
  | HoldInterface
  | ReleaseInterface
  | AwaitClientAsk;

/** What the client adds to a request. */
interface Stamp {
  readonly id: string;
  readonly from: string;
}

/** A request as a client's program has it. */
type Request = Asks extends infer A ? (A extends Asks ? Omit<A, keyof Stamp> : never) : never;

export interface Addressed {
  readonly to: string;
  readonly message: Request | CallRequest;
}

/** Where a step's request goes: the VF that it is for, and the guest that this VF belongs to. */
export interface Place {
  readonly vf: number;
  readonly guest: number;
  /** Of the VF on the bus of its guest. */
  readonly slot: number;
}

/** The request of one step for one VF; for verbs without a VF `place` does not count. */
export function requestOf(step: ScenarioStep, place: Place): Addressed {
  const { vf, guest, slot } = place;
  const guestPnp = `pnp.g${guest}`;
  switch (step.do) {
    case 'start-pf':
      return { to: 'pnp', message: { type: 'StartDevice' } };
    case 'remove-pf':
      return { to: 'pnp', message: { type: 'RemoveDevice' } };
    case 'pull-pf':
      return { to: 'pnp', message: { type: 'SurpriseRemoveDevice' } };
    case 'set-pf-power':
      return { to: 'pnp', message: { type: 'SetAdapterPower', powerState: step.power } };
    case 'hang-hardware':
      return { to: 'pf', message: { type: 'HangHardware', noticed: step.noticed } };
    case 'check-for-hang':
      return { to: 'ndis', message: { type: 'CheckForHang' } };
    case 'reset-adapter':
      return { to: 'ndis', message: { type: 'ResetAdapter' } };
    case 'check-vf-for-hang':
      return { to: `ndis.vf${vf}`, message: { type: 'CheckForHang' } };
    case 'reset-vf-adapter':
      return { to: `ndis.vf${vf}`, message: { type: 'ResetAdapter' } };
    case 'assign-vf':
      return { to: 'vstack', message: { type: 'AssignVf', vf } };
    case 'unassign-vf':
      return { to: 'vstack', message: { type: 'UnassignVf', vf } };
    case 'revoke-vf':
      return { to: 'vstack', message: { type: 'RevokeVf', vf } };
    case 'reset-vf':
      return { to: 'vstack', message: { type: 'ResetVf', vf } };
    case 'set-vf-power': {
      const { power: powerState, wake: wakeEnable } = step;
      return { to: 'vstack', message: { type: 'SetVfPower', vf, powerState, wakeEnable } };
    }
    case 'await-vf':
      return { to: guestPnp, message: { type: 'AwaitDeviceInterface', vf, present: true } };
    case 'await-vf-removal':
      return { to: guestPnp, message: { type: 'AwaitDeviceInterface', vf, present: false } };
    case 'set-device-power':
      return { to: guestPnp, message: { type: 'SetDevicePower', vf, powerState: step.power } };
    case 'hold-interface':
      return { to: 'holder', message: { type: 'HoldInterface' } };
    case 'release-interface':
      return { to: 'holder', message: { type: 'ReleaseInterface' } };
    case 'request-oid': {
      const { oid, parameters, timeout } = step;
      const limit = timeout === undefined ? {} : { timeout };
      const call = { type: 'NdisOidRequest', irql: 'PASSIVE_LEVEL', oid, parameters, ...limit };
      return { to: 'tester', message: { type: 'MakeCall', driver: 'ndis', call } };
    }
    case 'cancel-oid':
      return { to: 'tester', message: { type: 'CancelCall' } };
    case 'call-pf-bus':
      return {
        to: 'tester',
        message: callRequest(step.at === 'vbd' ? 'vbd' : 'pci', step.call),
      };
    case 'call-vf-bus': {
      const driver = step.at === 'vbd' ? `vbd.vf${vf}` : `vpci.g${guest}`;
      return { to: `tester.vf${vf}`, message: callRequest(driver, step.call, slot) };
    }
    case 'await-client':
      return { to: step.client, message: { type: 'AwaitClient' } };
    case 'update-block':
      return {
        to: 'pf',
        message: { type: 'UpdateBlock', vf, blockId: step.block, block: step.content },
      };
    default:
      return { to: `vf${vf}`, message: driverRequest(step) };
  }
}

type DriverStep = Extract<
  ScenarioStep,
  { do: 'read-block' | 'write-block' | 'cancel-block' | 'read-config' | 'write-config' }
>;

/** Requests to the VF miniport itself. */
function driverRequest(step: DriverStep): Request {
  const irql = 'irql' in step && step.irql !== undefined ? { irql: step.irql } : {};
  switch (step.do) {
    case 'read-block':
      return {
        type: 'ReadBlock',
        way: step.way,
        blockId: step.block,
        length: step.bytes,
        ...irql,
      };
    case 'write-block':
      return {
        type: 'WriteBlock',
        way: step.way,
        blockId: step.block,
        length: step.bytes,
        block: step.content,
        ...irql,
      };
    case 'cancel-block':
      return {
        type: 'CancelBlock',
        request: step.request === 'read' ? 'IOCTL_VPCI_READ_BLOCK' : 'IOCTL_VPCI_WRITE_BLOCK',
      };
    case 'read-config':
      return { type: 'ReadConfig', offset: step.offset, length: step.bytes, ...irql };
    case 'write-config': {
      const { offset, bytes: length, value } = step;
      return { type: 'WriteConfig', offset, length, value, ...irql };
    }
  }
}
