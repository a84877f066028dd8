/** Steps that several of the adapter's PnP sequences share, as state nodes. */

/** A caller above the routine's IRQL takes the whole machine down. */
export const tooHigh = {
  guard: 'overIrql',
  target: '#ndis.bugcheck',
  actions: 'stopOverIrql',
} as const;

/** The bus driver's business, in every state that has a device object below. */
export const passedDown = [tooHigh, { actions: 'passThrough' }] as const;
export const hold = [tooHigh, { actions: 'holdIrp' }] as const;
const pass = [tooHigh, { target: 'passing', actions: 'rememberIrp' }] as const;
export const begin = <const T extends string>(target: T, ...requirements: readonly string[]) =>
  [tooHigh, { target, actions: 'rememberIrp', meta: { requirements } }] as const;
export const finish = ['takeStatus', 'completeIrp', 'forgetIrp'] as const;
/** Bottom-up IRPs have been below already and keep the status they brought back. */
export const finishWithIt = ['completeIrp', 'forgetIrp'] as const;
export const giveBackInterfaces = ['dereferenceInterfaces', 'forgetInterfaces'] as const;

/**
 * A state in which an IRP is awaited. `passing`: it is none of NDIS's business here, and goes down
 * and back.
 */
export const stable = <const I extends string, const T extends object>(id: I, on: T) =>
  ({
    initial: 'resting',
    states: {
      resting: {
        id,
        entry: 'takeHeldIrp',
        on: {
          IRP_MN_START_DEVICE: pass,
          IRP_MN_QUERY_REMOVE_DEVICE: pass,
          IRP_MN_CANCEL_REMOVE_DEVICE: pass,
          IRP_MN_REMOVE_DEVICE: begin('#removing', 'S5'),
          IRP_MN_QUERY_STOP_DEVICE: pass,
          IRP_MN_CANCEL_STOP_DEVICE: pass,
          IRP_MN_STOP_DEVICE: pass,
          IRP_MN_SURPRISE_REMOVAL: begin('#surpriseRemoval', 'S14.1', 'kernel-rules 42'),
          IRP_MN_QUERY_DEVICE_RELATIONS: pass,
          IRP_MN_QUERY_POWER: pass,
          IRP_MN_SET_POWER: pass,
          ...on,
        },
      },
      passing: {
        entry: 'forwardIrp',
        meta: { requirements: ['kernel-rules 12', 'kernel-rules 48'] },
        on: { IoCompleteRequest: { guard: 'isMyIrp', target: 'resting', actions: finish } },
      },
    },
  }) as const;

/** Queries one interface at PASSIVE_LEVEL and goes on whether the bus hands it out or not (S11). */
export const querying = <const K extends 'Virtualization' | 'Standard', const T extends string>(
  kind: K,
  next: T,
) =>
  ({
    entry: `query${kind}`,
    meta: { requirements: ['S11.1', 'S11.3', 'kernel-rules 58'] },
    on: {
      IoCompleteRequest: [
        { guard: `grants${kind}`, target: next, actions: `hold${kind}` },
        { guard: 'grantsOtherVersion', target: next, actions: 'returnInterface' },
        { guard: 'isQuery', target: next },
      ],
    },
  }) as const;

/** The protocol frees what it created with OIDs, and then returns. */
export const unbinding = <const T extends string>(next: T) =>
  ({
    entry: ['noteUnbinding', 'unbindProtocol'],
    meta: { requirements: ['S5.1'] },
    always: { guard: 'isNotBound', target: next },
    on: { 'ProtocolUnbindAdapterEx.return': { target: next, actions: 'noteUnbound' } },
  }) as const;

export const halting = <const T extends string>(next: T) =>
  ({
    entry: 'haltAdapter',
    meta: { requirements: ['kernel-rules 74'] },
    always: { guard: 'isHalted', target: next, actions: giveBackInterfaces },
  }) as const;

/**
 * OIDs are held and those under way awaited; then nobody calls through the interfaces (kernel rule
 * 51).
 */
export const draining = <const T extends string>(next: T) =>
  ({
    entry: ['pauseAdapter', 'holdOids'],
    meta: { requirements: ['kernel-rules 51', 'kernel-rules 75'] },
    always: { guard: 'isDrained', target: next },
  }) as const;

export const resuming = {
  entry: ['releaseOids', 'runAdapter'],
  always: { guard: 'hasSettled', target: '#started', actions: finishWithIt },
} as const;

export const forwarding = <const T extends string>(next: T, ...requirements: readonly string[]) =>
  ({
    entry: 'forwardIrp',
    meta: { requirements },
    on: { IoCompleteRequest: { guard: 'isMyIrp', target: next, actions: finish } },
  }) as const;
