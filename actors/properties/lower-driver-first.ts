/**
 * A function or filter driver is one of several that an IRP is for: it passes the IRP down, and completes it when the
 * driver below has. Judged where a driver has one below it in the stack: the VBD, and NDIS on its miniport's behalf.
 */
import { entry } from '../../machines/common.ts';
import type { MonitorProperty } from '../../src/system/index.ts';
import type { Observation, Seen, Wrong } from './monitor.ts';
import { driverMonitor, hasSucceeded, requestKey, text, wrong } from './monitor.ts';

/**
 * `held`: not passed down yet. `below`: sent down with a completion routine. `back`: it has come back, or, for a start,
 * with success; `failed` otherwise. `wakes`: a power-up of a child, which the driver carries out as its bus driver.
 */
type Where = 'held' | 'below' | 'back' | 'failed' | 'wakes';

interface Memory {
  /** From IRP_MN_START_DEVICE until IRP_MN_REMOVE_DEVICE is done: after it nothing is below. */
  readonly attached: boolean;
  /** By requester, request and id. */
  readonly irps: Readonly<Record<string, Where>>;
  /** The device below, as far as the driver has switched it: off, or on its way to D0. */
  readonly device: 'off' | 'waking' | null;
}

const nothing: Memory = { attached: false, irps: {}, device: null };
const power = 'IRP_MN_SET_POWER';
const passedDown: readonly string[] = [
  'IRP_MN_START_DEVICE',
  'IRP_MN_CANCEL_REMOVE_DEVICE',
  'IRP_MN_CANCEL_STOP_DEVICE',
  'IRP_MN_SURPRISE_REMOVAL',
  'IRP_MN_REMOVE_DEVICE',
  power,
];
/** After one of these the power state of the device below is another matter. */
const forgetsPower: readonly string[] = [
  'IRP_MN_START_DEVICE',
  'IRP_MN_SURPRISE_REMOVAL',
  'IRP_MN_REMOVE_DEVICE',
];
const hasLowerDriver = (id: string) => /^(vbd|ndis)(\.|$)/.test(id);

export const lowerDriverFirst: MonitorProperty = driverMonitor<Memory>({
  name: 'LowerDriverFirst',
  rule:
    'a function or filter driver passes start, cancel, removal and set-power IRPs down, and completes ' +
    'them when the driver below has completed them; a start that failed below has failed',
  source:
    'kernel-rules 11, 12, 37, 48, 49, 66; passing-pnp-irps-down-the-device-stack; ' +
    'postponing-pnp-irp-processing-until-lower-drivers-finish; ' +
    'handling-irp-mn-set-power-for-device-power-states',
  initial: nothing,
  received: (memory, seen) => (hasLowerDriver(seen.to) ? received(memory, seen) : memory),
  did: (memory, seen) => (hasLowerDriver(seen.from) ? did(memory, seen) : memory),
});

function received(before: Memory, { from, message }: Observation): Memory {
  const { type } = message;
  if (type === 'IoCompleteRequest') return cameBack(before, message);
  if (!passedDown.includes(type)) return before;
  const memory = forgetsPower.includes(type) ? { ...before, device: null } : before;
  const key = requestKey(message.from ?? from, type, message);
  if (message.deviceObject === 'FDO') {
    const attached = memory.attached || type === 'IRP_MN_START_DEVICE';
    return attached ? { ...memory, attached, irps: entry(memory.irps, key, 'held') } : memory;
  }
  const wakes = type === power && message.powerState === 'D0';
  return wakes ? { ...memory, irps: entry(memory.irps, key, 'wakes') } : memory;
}

/** An IRP that the driver had sent down with a completion routine. */
function cameBack(memory: Memory, message: Seen): Memory {
  const request = text(message, 'request');
  if (!passedDown.includes(request)) return memory;
  const hasFailed = request === 'IRP_MN_START_DEVICE' && !hasSucceeded(message);
  const irps = moved(memory.irps, request, 'below', hasFailed ? 'failed' : 'back');
  // Switched on; or the bus driver could not switch it at all.
  const isOver = request === power && (memory.device === 'waking' || !hasSucceeded(message));
  return isOver ? { ...memory, irps, device: null } : { ...memory, irps };
}

function did(memory: Memory, { from, to, message }: Observation): Memory | Wrong {
  const { type } = message;
  if (type === 'IoCompleteRequest') return completed(memory, from, to, message);
  if (!passedDown.includes(type)) return memory;
  // Without a completion routine the requester stays in `from`, and the bus driver answers it.
  const isOwn = (message.from ?? from) === from;
  const after = type === power ? { ...memory, device: switched(memory, message, isOwn) } : memory;
  return isOwn
    ? { ...after, irps: moved(after.irps, type, 'held', 'below') }
    : ended(after, requestKey(message.from ?? from, type, message), type);
}

/** A device that was not switched off is in D0 already. */
function switched({ device }: Memory, message: Seen, isOwn: boolean): Memory['device'] {
  if (message.powerState !== 'D0') return 'off';
  return device === null || !isOwn ? null : 'waking';
}

function completed(memory: Memory, from: string, to: string, message: Seen): Memory | Wrong {
  const request = text(message, 'request');
  const key = requestKey(to, request, message);
  const where = memory.irps[key];
  if (where === undefined) return memory;
  const what = `${from} completed ${request} of ${to}`;
  if (where === 'below') {
    return wrong(
      `${what} while it was still with the driver below: that one completes it first, and ${from} ` +
        'in its completion routine or after it',
    );
  }
  if (!hasSucceeded(message)) return ended(memory, key, request);
  if (where === 'held') {
    return wrong(
      `${what} with success without having passed it down: a function or filter driver sends it ` +
        'to the driver below first, and completes it after that one',
    );
  }
  if (where === 'failed') {
    return wrong(`${what} with success, which the driver below had failed`);
  }
  if (where === 'wakes' && memory.device !== null) {
    const why = memory.device === 'off' ? 'which it had switched to D3' : 'which is not in D0 yet';
    return wrong(`${what} for D0 with success before the device below, ${why}, was back in D0`);
  }
  return ended(memory, key, request);
}

function ended(memory: Memory, key: string, request: string): Memory {
  if (memory.irps[key] === undefined) return memory;
  const isDetached = request === 'IRP_MN_REMOVE_DEVICE';
  return isDetached ? nothing : { ...memory, irps: entry(memory.irps, key, undefined) };
}

/** The first IRP of this kind that is in one place, put in another: a device object has one at a time. */
function moved(irps: Memory['irps'], request: string, from: Where, to: Where): Memory['irps'] {
  const key = Object.keys(irps).find(
    (each) => irps[each] === from && each.split(' ')[1] === request,
  );
  return key === undefined ? irps : entry(irps, key, to);
}
