/** Z109: a filter is freed while the task that writes filters into the hardware has it in hand. */
import type { AnyStateMachine } from 'xstate';
import { enqueueActions } from 'xstate';
import { noBugcheck } from '../../actors/properties/bugchecks.ts';
import { pfActions } from '../../machines/pf/actions.ts';
import type { PfMiniportContext } from '../../machines/pf-miniport.ts';
import { pfMiniport } from '../../machines/pf-miniport.ts';
import { on, toSelf, varied } from './bench.ts';
import type { AnyMessage } from './bench-host.ts';
import {
  allFromRest,
  beginAll,
  caller,
  cameUp,
  contextOf,
  fromRest,
  oid,
  stops,
} from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';

type Given = { readonly context: PfMiniportContext; readonly event: AnyMessage };
const isFreed = ({ context, event }: Given) => !(String(event.filter) in context.filters);

/** Setting a filter notes it, and a work item writes it into the hardware. */
function syncing(looksAgain: boolean): AnyStateMachine {
  const queue = toSelf(({ event }: { event: AnyMessage }) => ({
    type: 'IoQueueWorkItem',
    filter: (event.parameters as { readonly filter?: number }).filter ?? 0,
  }));
  const withSync = pfMiniport.provide({
    actions: {
      setFilter: enqueueActions(({ enqueue }) => {
        enqueue(pfActions.setFilter as never);
        enqueue(queue as never);
      }),
    },
  });
  return varied(withSync, {
    operating: on({
      IoQueueWorkItem: [
        looksAgain
          ? { guard: isFreed }
          : {
              guard: isFreed,
              target: '#pf.bugcheck',
              actions: stops(
                'what is freed is on no list (Z109)',
                'the task that writes filters has one in its list that was freed',
              ),
            },
        {},
      ],
    }),
  });
}

function system(looksAgain: boolean): ZooSystem {
  const none = () => ({ filters: {} });
  const actors = {
    vstack: caller([
      oid('set', 'OID_RECEIVE_FILTER_SET_FILTER', { vport: 1 }),
      oid('clear', 'OID_RECEIVE_FILTER_CLEAR_FILTER', { filter: 1 }),
    ]),
    ...allFromRest('pci', 'device'),
    ndis: fromRest('ndis', { context: none }),
    pf: fromRest('pf', { machine: syncing(looksAgain), context: none }),
  };
  return {
    spec: { actors, initial: beginAll('vstack') },
    properties: [
      noBugcheck(['ndis', 'pf', 'pci']),
      cameUp('FilterIsSet', 'a filter is set', ['pf'], (view) => {
        const { filters } = contextOf<PfMiniportContext>(view, 'pf');
        return Object.keys(filters).length > 0;
      }),
    ],
  };
}

export const z109: ZooEntry = {
  id: 'Z109',
  title: 'a filter is freed that the service task still has on its list',
  source: 'i40e, CVE-2024-53088 (race between adding and deleting MAC/VLAN filters)',
  story:
    'A filter for a VF is set: it is noted, and the service task of the PF writes it into the hardware later, from a list ' +
    'of its own. Before it does, the filter is deleted again and freed; the list still has it. The service task writes ' +
    'from freed memory, and the list is corrupt. The fix marks a filter that is on its way to the hardware, and leaves ' +
    'freeing it to the task; here the task looks again whether the filter is there.',
  variation: 'pf-miniport: writes a filter in a work item, which holds the filter and not its id',
  estimatedDepth: 1,
  measuredDelays: 2,
  caughtBy: 'NoBugcheck',
  broken: () => system(false),
  fixed: () => system(true),
};
