/**
 * Transition candidates that several states of the PCI bus driver share; the first that is enabled
 * is taken.
 */

/** A caller above the routine's IRQL, or without a reference, takes the whole machine down. */
export const tooHigh = {
  guard: 'overIrql',
  target: '#pci.bugcheck',
  actions: 'stopOverIrql',
} as const;
export const noReference = {
  guard: 'holdsNoReference',
  target: '#pci.bugcheck',
  actions: 'stopUseAfterDereference',
} as const;
export const notHeld = {
  guard: 'wasNotReferenced',
  target: '#pci.bugcheck',
  actions: 'stopReferenceUnderflow',
} as const;

/** The capability is read afresh each time: after a removal it may be another device. */
export const start = [
  tooHigh,
  { target: 'starting', actions: ['rememberStart', 'readCapabilityHeader'] },
] as const;
// One access to config space is at the device at a time; the others wait in order.
export const begin = {
  guard: 'canBeAccessed',
  target: 'accessing',
  actions: ['queueData', 'accessDevice'],
} as const;
export const queue = { guard: 'canBeAccessed', actions: 'queueData' } as const;
export const nothing = { actions: 'returnNothing' } as const;
export const lastData = {
  guard: 'isLastData',
  target: 'idle',
  actions: ['returnData', 'dropData'],
} as const;
export const moreData = {
  guard: 'isData',
  actions: ['returnData', 'dropData', 'accessDevice'],
} as const;
/** VF config space: at most APC_LEVEL (C09). */
export const vfAccess = <T>(accepted: T) => [tooHigh, noReference, accepted, nothing] as const;
/** The PF's own config space: callable up to DIRQL. */
export const ownAccess = <T>(accepted: T) => [noReference, accepted, nothing] as const;
/**
 * C12, C13: pages recommend config IRPs at DISPATCH_LEVEL, or allow PASSIVE_LEVEL only. Taken:
 * below DISPATCH_LEVEL, as the page of the IRP has it. They need no interface: the device object
 * suffices.
 */
export const configIrp = <T extends { readonly actions: readonly string[] | string }>(
  accepted: T,
) =>
  [
    tooHigh,
    { guard: 'isAbsent', actions: 'completeNoSuchDevice' },
    { guard: 'isOtherSpace', actions: 'completeOtherSpace' },
    {
      ...accepted,
      actions: ['markPending', accepted.actions].flat(),
      meta: { requirements: ['kernel-rules 2', 'C12', 'C13'] },
    },
    { actions: 'completeBadPlace' },
  ] as const;
