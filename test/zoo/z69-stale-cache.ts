/** Z69: an OID is answered from a cache that a pause of the adapter has made worthless. */
import type { AnyStateMachine } from 'xstate';
import { assign } from 'xstate';
import { monitor, text, wrong } from '../../actors/properties/monitor.ts';
import type { NdisPfContext } from '../../machines/ndis-pf.ts';
import { ndisPf } from '../../machines/ndis-pf.ts';
import type { PfMiniportContext } from '../../machines/pf-miniport.ts';
import { pfMiniport } from '../../machines/pf-miniport.ts';
import type { MonitorProperty } from '../../src/system/index.ts';
import { reply } from '../../src/system/index.ts';
import { before, on, varied } from './bench.ts';
import type { AnyMessage } from './bench-host.ts';
import { allFromRest, beginAll, caller, cameUp, contextOf, fromRest, oid } from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';

const set = 'OID_RECEIVE_FILTER_SET_FILTER';

interface Followed {
  /** The miniport has what was set last. */
  readonly inForce: boolean;
  /** It had lost that already when the latest request came. */
  readonly lostBefore: boolean;
  /** Requests that the miniport itself has carried out. */
  readonly carriedOut: readonly string[];
}

const successIsInForce: MonitorProperty = monitor<Followed>({
  name: 'SuccessIsInForce',
  rule: 'an OID that sets something succeeds only if the miniport has it then',
  source: 'Z69; network/miniport-adapter-oid-request-serialization',
  observes: [
    'NdisOidRequest',
    'MiniportOidRequest.return',
    'MiniportPause',
    'ProtocolOidRequestComplete',
  ],
  initial: { inForce: false, lostBefore: false, carriedOut: [] },
  next(memory, { message }) {
    const id = text(message, 'id');
    switch (message.type) {
      case 'NdisOidRequest':
        return { ...memory, lostBefore: !memory.inForce };
      case 'MiniportOidRequest.return':
        return { ...memory, inForce: true, carriedOut: [...memory.carriedOut, id].sort() };
      case 'MiniportPause':
        return { ...memory, inForce: false };
      default:
        return !memory.lostBefore || memory.carriedOut.includes(id)
          ? memory
          : wrong(
              `'${id}' succeeded; the miniport was not asked, and has lost what was set before`,
            );
    }
  },
});

/** A miniport whose hardware keeps no filter across a pause. */
const forgetful = varied(pfMiniport, {
  'operating.adapter.initialized.flow.running': on({
    MiniportPause: {
      target: 'paused',
      actions: ['returnPaused', assign({ filters: {} } as never)],
    },
  }),
});

type Given = {
  readonly context: NdisPfContext;
  readonly event: AnyMessage & { readonly parameters: { readonly vport?: number } };
};
/** "No change": what is set again is known, so the miniport need not be bothered. */
const remembers = varied(ndisPf, {
  'operating.oids': before('NdisOidRequest', {
    guard: ({ context, event }: Given) =>
      event.oid === set && Object.values(context.filters).includes(event.parameters.vport ?? 0),
    actions: reply(({ event }: Given) => ({
      type: 'ProtocolOidRequestComplete',
      id: event.id,
      oid: event.oid,
      status: 'NDIS_STATUS_SUCCESS',
      result: { filter: 1 },
    })),
  }),
});

function system(machine: AnyStateMachine): ZooSystem {
  const irp = (type: string) => ({
    to: 'ndis',
    message: { type, id: type, irql: 'PASSIVE_LEVEL', deviceObject: 'FDO' },
    until: 'IoCompleteRequest',
  });
  const noFilters = () => ({ filters: {} });
  const actors = {
    vstack: caller([oid('first', set, { vport: 1 }), oid('again', set, { vport: 1 })]),
    pnp: caller(
      [irp('IRP_MN_QUERY_STOP_DEVICE'), irp('IRP_MN_CANCEL_STOP_DEVICE')],
      ['IoCallDriver.return'],
    ),
    ...allFromRest('pci', 'device'),
    ndis: fromRest('ndis', { machine, context: noFilters }),
    pf: fromRest('pf', { machine: forgetful, context: noFilters }),
  };
  return {
    spec: { actors, initial: beginAll('vstack', 'pnp') },
    properties: [
      successIsInForce,
      cameUp(
        'SetAgainAfterPause',
        'a filter is set again that a pause has cleared',
        ['ndis', 'pf'],
        (view) => {
          const known = Object.keys(contextOf<NdisPfContext>(view, 'ndis').filters);
          const { filters } = contextOf<PfMiniportContext>(view, 'pf');
          return known.length === 2 && Object.keys(filters).length === 1;
        },
      ),
    ],
  };
}

export const z69: ZooEntry = {
  id: 'Z69',
  title: 'an OID is answered from a cache that a pause invalidated',
  source: 'Npcap, commit e9e59b8aeee2; relatives 73d86d79e283 and 6429497694ad',
  story:
    'A layer above the miniport remembers which filter it has set. The adapter is paused and restarted, and the ' +
    'miniport forgets its filters. The upper layer sets the same filter again; the layer in between sees no change, ' +
    'says success, and passes nothing on. No packet arrives any more, until somebody sets something else. If the ' +
    'request comes before the pause, nothing is wrong, so it looks like a network that is down now and then. The fix ' +
    'always passes such a request on.',
  variation:
    'ndis-pf: answers a filter that it has in its cache itself (above a PF that forgets filters in a pause)',
  estimatedDepth: 1,
  measuredDelays: 1,
  caughtBy: 'SuccessIsInForce',
  broken: () => system(remembers),
  fixed: () => system(ndisPf),
};
