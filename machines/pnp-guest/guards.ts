/** The decisions of the guest's PnP manager, by name. */
import { messaging } from '../../src/system/index.ts';
import { ntSuccess } from '../../src/wdk/ntstatus.ts';
import type { Device, PnpGuestContext, PnpGuestEvent } from './context.ts';
import { deviceIn, slotOfVf, stacksOf } from './context.ts';

const { when } = messaging<PnpGuestContext, PnpGuestEvent>();

interface Args {
  readonly context: PnpGuestContext;
}

/** The device to work on next for a reason, lowest slot first. */
export function candidate(
  context: PnpGuestContext,
  reason: 'surprise' | 'eject' | 'start',
): Device | undefined {
  return context.devices.find((device) => {
    if (reason === 'surprise') return device.missing || context.rescinded;
    if (reason === 'eject') return device.eject;
    return device.state === 'found' && stacksOf(context, device.slot).length > 0;
  });
}

const isBuilt = (device: Device | undefined) => device !== undefined && device.built > 0;

/** The stack whose top takes the power IRP of the first request; undefined when there is none. */
export function powerTarget(context: PnpGuestContext): string | undefined {
  const [ask] = context.powerAsks;
  const slot = ask === undefined ? undefined : slotOfVf(context, ask.vf);
  if (slot === undefined || deviceIn(context, slot)?.state !== 'started') return undefined;
  return stacksOf(context, slot).at(-1)?.at(-1);
}

export const pnpGuestGuards = {
  // The next piece of work: the bus's end before its children's beginnings.
  surpriseIsDue: ({ context }: Args) => isBuilt(candidate(context, 'surprise')),
  // Its remove IRP came with the failed start; the bus driver needs no other.
  failedIsGone: ({ context }: Args) => candidate(context, 'surprise')?.state === 'failed',
  unbuiltIsGone: ({ context }: Args) => candidate(context, 'surprise') !== undefined,
  busIsGone: ({ context }: Args) => context.rescinded && context.busState === 'started',
  busFailed: ({ context }: Args) => context.busState === 'failed',
  rescindIsMoot: ({ context }: Args) => context.rescinded && context.busState === 'absent',
  busIsOffered: ({ context }: Args) => context.offered && context.busState === 'absent',
  relationsAreDue: ({ context }: Args) => context.relationsStale && context.busState === 'started',
  ejectIsDue: ({ context }: Args) => isBuilt(candidate(context, 'eject')),
  unbuiltEjects: ({ context }: Args) => candidate(context, 'eject') !== undefined,
  startIsDue: ({ context }: Args) => candidate(context, 'start') !== undefined,
  powerIsDue: ({ context }: Args) => powerTarget(context) !== undefined,
  powerIsMoot: ({ context }: Args) => context.powerAsks.length > 0,

  // Completions.
  succeeded: when('IoCompleteRequest', ({ event }) => ntSuccess(event.status)),
  startsAbove: when(
    'IoCompleteRequest',
    ({ context, event }) =>
      ntSuccess(event.status) && context.stack + 1 < stacksOf(context, context.slot).length,
  ),
  asksBelow: when(
    'IoCompleteRequest',
    ({ context, event }) => ntSuccess(event.status) && context.stack > 0,
  ),
  startFailed: ({ context }: Args) => deviceIn(context, context.slot)?.state === 'failed',
  moreStacksBelow: ({ context }: Args) => context.stack > 0,
  moreBuiltAbove: ({ context }: Args) =>
    context.stack + 1 < (deviceIn(context, context.slot)?.built ?? 0),

  isAsWanted: when(
    'AwaitDeviceInterface',
    ({ context, event }) => context.enabled.includes(event.vf) === event.present,
  ),
};
