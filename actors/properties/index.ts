/**
 * What a stack must keep, and what it must be able to do. Reading order: monitor (one shape for all
 * that watch messages), irps, oids and references (the ledgers that they share), then any rule by
 * its file name.
 */
import type { Readings } from '../../machines/readings.ts';
import type { Property, SystemView } from '../../src/system/index.ts';
import type { VpciVersionName } from '../../src/wdk/vpci-messages.ts';
import type { Refusal } from '../refusal-names.ts';
import { keepsVfsFromStarting } from '../refusal-names.ts';
import {
  miniportCallOrder,
  notAcceptedAfterSurpriseRemoval,
  oneOidAtATime,
} from './adapter-calls.ts';
import { noStaleAnswer, transactionIds } from './answers.ts';
import { irqlLimits, noBugcheck } from './bugchecks.ts';
import { cancelOwnership } from './cancel-ownership.ts';
import { carriedOut } from './carried-out.ts';
import { startedWithResources } from './child-start.ts';
import type { ClientShape } from './clients.ts';
import { expectedStatus, isAskedFor, nothingLost, wantedSituations } from './clients.ts';
import { noPacketAfterClose } from './closed-channel.ts';
import { dataPath } from './data-path.ts';
import { doubleCompletion } from './double-completion.ts';
import { enableRefused } from './enable-refused.ts';
import { noCallAfterHalt } from './halted-miniport.ts';
import { resetEndsHang } from './hang.ts';
import { interfaceAfterDereference, interfaceLeak, queryRemoveRefused } from './interfaces.ts';
import { invalidationNotLost } from './invalidations.ts';
import { lowerDriverFirst } from './lower-driver-first.ts';
import { ndisDoubleComplete, protocolOidOnce } from './ndis-double-complete.ts';
import { numVfs } from './num-vfs.ts';
import { nothingOutstandingAtHalt } from './outstanding-at-halt.ts';
import { markIrpPending, pendedCompletedRequest } from './pended-irps.ts';
import { removeLock } from './remove-lock.ts';
import { resourcesReleased } from './resources-released.ts';
import type { SriovDevice } from './sriov-control.ts';
import { miniportPauseReturn, ndisOidComplete, pnpRemove } from './statuses.ts';
import { everyRequestAnswered } from './unanswered.ts';
import { invalidateIoctlByNdis, ndisMWithVbd } from './vbd-rules.ts';
import { vfEnable } from './vf-enable.ts';
import { noAccessAfterEjection, noConfigAccessAfterVfGone } from './vf-gone.ts';
import type { VfsOfDevice } from './vf-of-request.ts';
import { vfAccessGoesToVf } from './vf-of-request.ts';
import { vfAccess } from './vf-present.ts';
import { resetVfResetsIt } from './vf-reset.ts';
import { invalidationDelivered, vfRuns } from './vf-situations.ts';
import { oidForUnallocatedVf, teardownOrder } from './vf-teardown.ts';
import { acknowledgedWriteWasSeen } from './writes.ts';

/** What the properties must know of a stack; a `Stack` of `topology.ts` has it all. */
export interface StackShape {
  readonly lanes: readonly { readonly id: string }[];
  readonly options: {
    readonly vfs: number;
    readonly guests?: number;
    /** With a virtual bus driver in both partitions. */
    readonly vbd: boolean;
    readonly switchCreation?: 'dynamic' | 'static';
    readonly device?: VfsOfDevice & SriovDevice;
    readonly readings?: Readings;
    readonly refused?: readonly Refusal[] | undefined;
    readonly vpciVersion?: VpciVersionName | undefined;
    readonly clients?: readonly ClientShape[];
  };
}

/**
 * Every property of a stack: rules on messages, on snapshots, and what is to come up at least once.
 */
export function stackProperties({ lanes, options }: StackShape): readonly Property[] {
  const { vfs, guests = 1, vbd, switchCreation, device, readings, clients = [] } = options;
  const ids = lanes.map(({ id }) => id);
  return [
    noBugcheck(ids),
    irqlLimits(readings),
    doubleCompletion,
    pendedCompletedRequest,
    markIrpPending(ids.filter((id) => id.startsWith('vpci.'))),
    cancelOwnership,
    pnpRemove,
    lowerDriverFirst,
    removeLock,
    interfaceAfterDereference,
    interfaceLeak,
    queryRemoveRefused,
    ndisDoubleComplete,
    protocolOidOnce,
    ndisOidComplete,
    oneOidAtATime,
    miniportCallOrder,
    miniportPauseReturn,
    notAcceptedAfterSurpriseRemoval,
    noCallAfterHalt,
    nothingOutstandingAtHalt,
    oidForUnallocatedVf,
    teardownOrder,
    resetVfResetsIt,
    noConfigAccessAfterVfGone,
    noAccessAfterEjection,
    noPacketAfterClose,
    startedWithResources,
    resourcesReleased,
    noStaleAnswer,
    transactionIds,
    acknowledgedWriteWasSeen,
    invalidationNotLost(vfs, guests),
    ...(vbd ? [ndisMWithVbd] : []),
    invalidateIoctlByNdis,
    dataPath,
    carriedOut(switchCreation),
    resetEndsHang,
    ...(device === undefined
      ? []
      : [vfEnable(device.sriov.offset), numVfs(device), vfAccess(device), enableRefused(device)]),
    vfAccessGoesToVf({ vfs, guests, device }),
    expectedStatus(clients),
    nothingLost(clients),
    // Of a system that powers off nobody is called again.
    ...(isAskedFor(clients, ['ShutDownSystem'])
      ? []
      : [everyRequestAnswered(clients.map(({ id }) => id))]),
    ...(isAskedFor(clients, ['AssignVf']) && !keepsVfsFromStarting(options) ? [vfRuns(vfs)] : []),
    ...(isAskedFor(clients, ['UpdateBlock']) ? [invalidationDelivered(vfs)] : []),
    ...wantedSituations(clients),
  ];
}

/** A request that is outstanding at the end of a run, as far as it matters here. */
interface Outstanding {
  readonly requester: string;
  readonly owner: string;
  readonly request: string;
  readonly id: string;
}

/**
 * Requests that a stack may leave unanswered: the notification about invalidated blocks, which is
 * kept pending while its VF lives, and after a bug check everything.
 */
export function stackMayStayPending(request: Outstanding, view: SystemView): boolean {
  if (Object.values(view).some((snapshot) => snapshot.hasTag('bugcheck'))) return true;
  return request.request === 'IOCTL_VPCI_INVALIDATE_BLOCK' && !hasGone(request, view);
}

/**
 * Whether our VPCI bus driver says that the device of this IRP has left. Of another driver's
 * context nothing is known.
 */
function hasGone({ owner, requester, id }: Outstanding, view: SystemView): boolean {
  const context = view[owner]?.context as BusContext | undefined;
  const slot = context?.outstanding?.find(
    (each) => each.from === requester && each.id === id,
  )?.slot;
  return slot !== undefined && context?.children?.[slot]?.gone === true;
}

interface BusContext {
  readonly outstanding?: readonly { from: string; id: string; slot: number }[];
  readonly children?: Readonly<Record<string, { readonly gone?: boolean }>>;
}
