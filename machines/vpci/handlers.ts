/**
 * What a slot of the virtual bus does with a request for its child: the candidates in the order of
 * their checks, which is level, reference, parameters, and then the work.
 */
import { tooHigh } from './setup.ts';

/** The candidates for the child in `slot`. */
export function slotHandlers(slot: number) {
  const params = { slot };
  const of = <const T extends string>(type: T) => ({ type, params });
  const forSlot = of('forSlot');

  const noReference = {
    guard: of('holdsNoReference'),
    target: '#vpci.bugcheck',
    actions: 'stopUseAfterDereference',
    meta: { requirements: ['S11.6', 'kernel-rules 51'] },
  } as const;
  const notHeld = {
    guard: of('isNotHeld'),
    target: '#vpci.bugcheck',
    actions: 'stopReferenceUnderflow',
    meta: { requirements: ['S11.6', 'kernel-rules 50'] },
  } as const;
  const aboveApc = {
    guard: 'overApcLevel',
    target: '#vpci.bugcheck',
    actions: 'stopOverApcLevel',
    meta: { requirements: ['C09', 'C12'] },
  } as const;
  const badBlock = {
    guard: of('isBadBlock'),
    actions: of('refuseBlock'),
    meta: { requirements: ['C14', 'C15', 'S7.2'] },
  } as const;
  // C13: the page of these IRPs allows APC_LEVEL, the overviews advise PASSIVE_LEVEL. Taken: the
  // page, so that they are as the routines of the interface (C12: neither at DISPATCH_LEVEL).
  const configIrp = [
    tooHigh,
    { guard: of('isBadConfig'), actions: of('refuseConfig') },
    {
      guard: forSlot,
      actions: of('accessConfig'),
      meta: { requirements: ['C12', 'C13', 'kernel-rules 58', 'kernel-rules 63'] },
    },
  ] as const;
  const complete = [tooHigh, { guard: forSlot, actions: 'completeIrp' }] as const;
  const refuse = [tooHigh, { guard: forSlot, actions: 'refuseIrp' }] as const;
  const failIrp = [tooHigh, { guard: forSlot, actions: 'completeNoSuchDevice' }] as const;
  const configCall = (action: 'accessConfig' | 'returnNothing') =>
    [aboveApc, noReference, { guard: forSlot, actions: of(action) }] as const;
  const blockCall = (action: 'callHost' | Refusal) =>
    [tooHigh, noReference, badBlock, { guard: forSlot, actions: of(action) }] as const;
  const ioctl = (action: 'pendTransfer' | Refusal) =>
    [tooHigh, badBlock, { guard: forSlot, actions: of(action) }] as const;
  /** Block requests that no host is asked about. The synchronous ones still need a reference. */
  const refused = (action: Refusal) => ({
    ReadVfConfigBlock: blockCall(action),
    WriteVfConfigBlock: blockCall(action),
    IOCTL_VPCI_READ_BLOCK: ioctl(action),
    IOCTL_VPCI_WRITE_BLOCK: ioctl(action),
    IOCTL_VPCI_INVALIDATE_BLOCK: ioctl(action),
  });
  /** What a child whose function does not answer any more does with configuration and blocks. */
  const unreachable = {
    IRP_MN_READ_CONFIG: failIrp,
    IRP_MN_WRITE_CONFIG: failIrp,
    GetBusData: configCall('returnNothing'),
    SetBusData: configCall('returnNothing'),
    ...refused('refuseNotConnected'),
  } as const;
  return {
    of,
    forSlot,
    noReference,
    notHeld,
    aboveApc,
    badBlock,
    configIrp,
    complete,
    refuse,
    failIrp,
    configCall,
    blockCall,
    ioctl,
    refused,
    unreachable,
  };
}

type Refusal = 'refuseNotReady' | 'refuseNotConnected';
