/**
 * In which order NDIS may call a miniport: one OID at a time, and halt only from Paused with
 * nothing outstanding.
 */
import { entry } from '../../machines/common.ts';
import type { MonitorProperty } from '../../src/system/index.ts';
import { bugcheckText } from '../../src/wdk/bugcheck.ts';
import type { NdisStatus } from '../../src/wdk/ndis-status.ts';
import { ndisSuccess } from '../../src/wdk/ndis-status.ts';
import type { Observation, Wrong } from './monitor.ts';
import { driverMonitor, text, wrong } from './monitor.ts';
import type { Oids } from './oids.ts';
import { followOid, isOidCall, oidText, unfinished } from './oids.ts';

/** Judged at NDIS: what it has sent to its adapter, and whose end it has heard of. */
export const oneOidAtATime: MonitorProperty = driverMonitor<Oids>({
  name: 'OneOidAtATime',
  rule: 'an adapter gets its next OID when the one before has ended, and is halted with none left',
  source: 'miniport-adapter-oid-request-serialization; nc-ndis-miniport_halt; kernel-rules 70, 74',
  bugcheck: bugcheckText('BUGCODE_NDIS_DRIVER'),
  initial: {},
  received: (oids, seen) => (isOidCall(seen) ? oids : followOid(oids, seen).oids),
  did(memory, seen) {
    const { from, to, message } = seen;
    const [open] = unfinished(memory, to);
    if (isOidCall(seen)) {
      const { oids, event } = followOid(memory, seen);
      if (open === undefined || event.kind !== 'called') return oids;
      return wrong(
        `${from} sent ${oidText(event.oid)}, while ${open.oid} (${open.id}) is still there`,
      );
    }
    return open !== undefined && message.type === 'MiniportHaltEx'
      ? wrong(`${from} halted ${to}, while ${oidText(open)} is outstanding`)
      : memory;
  },
});

/** Adapter states by the page on them. `initializing` to `restarting` are calls under way. */
type AdapterState =
  | 'initializing'
  | 'paused'
  | 'restarting'
  | 'running'
  | 'pausing'
  | 'halting'
  | 'halted';
/** By miniport; absent: halted, or never initialized. */
type Adapters = Readonly<Record<string, AdapterState>>;

const calls: Readonly<Record<string, { from: readonly AdapterState[]; to: AdapterState }>> = {
  MiniportInitializeEx: { from: ['halted'], to: 'initializing' },
  MiniportRestart: { from: ['paused'], to: 'restarting' },
  MiniportPause: { from: ['running'], to: 'pausing' },
  // Before the first restart the adapter is paused, too.
  MiniportHaltEx: { from: ['paused'], to: 'halting' },
};
/** What ends a call: the state when it worked, and when it did not. */
const ends: Readonly<Record<string, readonly [AdapterState, AdapterState, AdapterState]>> = {
  'MiniportInitializeEx.return': ['initializing', 'paused', 'halted'],
  'MiniportRestart.return': ['restarting', 'running', 'paused'],
  NdisMRestartComplete: ['restarting', 'running', 'paused'],
  // A pause cannot fail (kernel rule 75).
  'MiniportPause.return': ['pausing', 'paused', 'paused'],
  NdisMPauseComplete: ['pausing', 'paused', 'paused'],
  'MiniportHaltEx.return': ['halting', 'halted', 'halted'],
};

/** Judged at NDIS, which makes the calls. */
export const miniportCallOrder: MonitorProperty = driverMonitor<Adapters>({
  name: 'MiniportCallOrder',
  rule:
    'a miniport is initialized when halted, restarted when paused, paused when running, and ' +
    'halted only when paused; no OID comes after MiniportHaltEx',
  source:
    'adapter-states-of-a-miniport-driver; nc-ndis-miniport_halt; kernel-rules 74, 75; S14; Z60',
  bugcheck: bugcheckText('BUGCODE_NDIS_DRIVER'),
  initial: {},
  received(adapters, { from, message }) {
    const end = ends[message.type];
    if (end === undefined) return adapters;
    const status = text(message, 'status');
    if (status === 'NDIS_STATUS_PENDING' || adapters[from] !== end[0]) return adapters;
    const worked = status === '' || ndisSuccess(status as NdisStatus);
    const state = worked ? end[1] : end[2];
    return entry(adapters, from, state === 'halted' ? undefined : state);
  },
  did: (adapters, seen) =>
    isOidCall(seen) || seen.message.type in calls ? called(adapters, seen) : adapters,
});

function called(adapters: Adapters, { from, to, message }: Observation): Adapters | Wrong {
  const state = adapters[to] ?? 'halted';
  const call = calls[message.type];
  if (call !== undefined) {
    return call.from.includes(state)
      ? entry(adapters, to, call.to)
      : wrong(`${from} called ${message.type} of ${to}, whose adapter is ${state}`);
  }
  // An OID: none before MiniportInitializeEx has returned, none from MiniportHaltEx on.
  return state === 'halting' || state === 'halted' || state === 'initializing'
    ? wrong(`${from} sent ${message.type} to ${to}, whose adapter is ${state}`)
    : adapters;
}

/** OIDs that came to a miniport after the news of a surprise removal; null before the news. */
type LateOids = Oids | null;

export const notAcceptedAfterSurpriseRemoval: MonitorProperty = driverMonitor<LateOids>({
  name: 'NotAcceptedAfterSurpriseRemoval',
  rule: 'an OID that comes after the news of a surprise removal ends NDIS_STATUS_NOT_ACCEPTED',
  source: 'nc-ndis-miniport_device_pnp_event_notify; kernel-rules 43; S14.3',
  bugcheck: bugcheckText('BUGCODE_NDIS_DRIVER'),
  initial: null,
  received(late, seen) {
    if (seen.message.type === 'MiniportHaltEx') return null;
    if (seen.message.type === 'MiniportDevicePnPEventNotify') return late ?? {};
    return late === null || !isOidCall(seen) ? late : followOid(late, seen).oids;
  },
  did(late, seen) {
    if (late === null || isOidCall(seen)) return late;
    const { oids, event } = followOid(late, seen);
    return event.kind === 'ended' && event.status !== 'NDIS_STATUS_NOT_ACCEPTED'
      ? wrong(`${oidText(event.oid)} ended ${event.status} after the device was pulled out`)
      : oids;
  },
});
