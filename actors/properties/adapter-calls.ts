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
import { monitor, text, wrong } from './monitor.ts';
import type { Oids } from './oids.ts';
import { followOid, oidText, oidTraffic, unfinished } from './oids.ts';

export const oneOidAtATime: MonitorProperty = monitor<Oids>({
  name: 'OneOidAtATime',
  rule: 'an adapter gets its next OID when the one before has ended, and is halted with none left',
  source: 'miniport-adapter-oid-request-serialization; nc-ndis-miniport_halt; kernel-rules 70, 74',
  bugcheck: bugcheckText('BUGCODE_NDIS_DRIVER'),
  observes: [...oidTraffic, 'MiniportHaltEx'],
  initial: {},
  next(memory, seen) {
    const { from, to, message } = seen;
    const [open] = unfinished(memory, to);
    const { oids, event } = followOid(memory, seen);
    if (open !== undefined && event.kind === 'called') {
      return wrong(
        `${from} sent ${oidText(event.oid)}, while ${open.oid} (${open.id}) is still there`,
      );
    }
    if (open !== undefined && message.type === 'MiniportHaltEx') {
      return wrong(`${from} halted ${to}, while ${oidText(open)} is outstanding`);
    }
    return oids;
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
/** By miniport; absent: never initialized. */
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

export const miniportCallOrder: MonitorProperty = monitor<Adapters>({
  name: 'MiniportCallOrder',
  rule:
    'a miniport is initialized when halted, restarted when paused, paused when running, and ' +
    'halted only when paused; no OID comes after MiniportHaltEx',
  source:
    'adapter-states-of-a-miniport-driver; nc-ndis-miniport_halt; kernel-rules 74, 75; S14; Z60',
  bugcheck: bugcheckText('BUGCODE_NDIS_DRIVER'),
  observes: [
    ...Object.keys(calls),
    ...Object.keys(ends),
    ...oidTraffic.filter((type) => type.startsWith('OID_')),
  ],
  initial: {},
  next(adapters, seen) {
    const { from, message } = seen;
    const end = ends[message.type];
    if (end !== undefined) {
      const status = text(message, 'status');
      if (status === 'NDIS_STATUS_PENDING' || adapters[from] !== end[0]) return adapters;
      const worked = status === '' || ndisSuccess(status as NdisStatus);
      return entry(adapters, from, worked ? end[1] : end[2]);
    }
    return called(adapters, seen);
  },
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

interface Removed {
  readonly oids: Oids;
  /** Miniports that were told of a surprise removal: OIDs that were there before it. */
  readonly miniports: Readonly<Record<string, readonly string[]>>;
}

export const notAcceptedAfterSurpriseRemoval: MonitorProperty = monitor<Removed>({
  name: 'NotAcceptedAfterSurpriseRemoval',
  rule: 'an OID that comes after the news of a surprise removal ends NDIS_STATUS_NOT_ACCEPTED',
  source: 'nc-ndis-miniport_device_pnp_event_notify; kernel-rules 43; S14.3',
  bugcheck: bugcheckText('BUGCODE_NDIS_DRIVER'),
  observes: [...oidTraffic, 'MiniportDevicePnPEventNotify', 'MiniportHaltEx'],
  initial: { oids: {}, miniports: {} },
  next(memory, seen) {
    const { to, message } = seen;
    if (message.type === 'MiniportHaltEx') {
      return { ...memory, miniports: entry(memory.miniports, to, undefined) };
    }
    if (message.type === 'MiniportDevicePnPEventNotify') {
      const before = unfinished(memory.oids, to).map(({ oid, id }) => `${oid} ${id}`);
      return { ...memory, miniports: entry(memory.miniports, to, before) };
    }
    const { oids, event } = followOid(memory.oids, seen);
    if (event.kind !== 'ended') return { ...memory, oids };
    const { miniport, oid, id } = event.oid;
    const before = memory.miniports[miniport];
    const excused = before === undefined || before.includes(`${oid} ${id}`);
    if (excused || event.status === 'NDIS_STATUS_NOT_ACCEPTED') {
      const rest = before?.filter((each) => each !== `${oid} ${id}`);
      return { oids, miniports: entry(memory.miniports, miniport, rest) };
    }
    return wrong(`${oidText(event.oid)} ended ${event.status} after the device was pulled out`);
  },
});
