/** Z33: the host rebuilds the switch element of a VF while the PF is working on a message of that VF. */
import type { AnyStateMachine } from 'xstate';
import { assign, enqueueActions } from 'xstate';
import { entry } from '../../machines/common.ts';
import { pfActions } from '../../machines/pf/actions.ts';
import type { PfMiniportContext } from '../../machines/pf-miniport.ts';
import { pfMiniport } from '../../machines/pf-miniport.ts';
import type { StateProperty } from '../../src/system/index.ts';
import { reply, send } from '../../src/system/index.ts';
import { on, toSelf, varied } from './bench.ts';
import type { AnyMessage } from './bench-host.ts';
import { beginAll, caller, cameUp, contextOf, fromRest, oid } from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';

/** Which element of the hardware switch stands behind the VF's VPort; null: none does at the moment. */
interface WithElement extends PfMiniportContext {
  readonly element: 'first' | 'second' | null;
  /** What the hardware was told for an element that was not there. */
  readonly rejected: string | null;
  readonly configured: string | null;
}
type Given = { readonly context: WithElement; readonly event: AnyMessage };

const hardwareAccepts: StateProperty = {
  kind: 'always',
  name: 'SwitchElementExists',
  rule: 'the hardware is told of queues only for a switch element that exists',
  source: 'Z33',
  reads: ['pf'],
  check: (view) => contextOf<WithElement>(view, 'pf').rejected ?? undefined,
};

const write = 'OID_SRIOV_WRITE_VF_CONFIG_BLOCK';
const queueWork = toSelf(({ context, event }: Given) => ({
  type: 'IoQueueWorkItem',
  oid: event.id,
  element: context.element,
}));
/** The message asks for queues on the element that was found when it came. */
const configure = assign({
  configured: ({ context, event }: Given) =>
    event.element === context.element ? event.element : context.configured,
  rejected: ({ context, event }: Given) =>
    event.element === context.element
      ? context.rejected
      : `queues for the ${event.element} element; there is ${context.element ?? 'none'}`,
} as never);

/** Deleting the VPort tears its element down, creating it builds another. */
const withElements = pfMiniport.provide({
  actions: {
    deleteVPort: enqueueActions(({ enqueue }) => {
      enqueue(pfActions.deleteVPort as never);
      enqueue.assign({ element: null } as never);
    }),
    createVPort: enqueueActions(({ enqueue, context, event }) => {
      const { attachedFunction = 0, vport = 1 } = (
        event as unknown as { parameters: Record<string, number> }
      ).parameters;
      const created = { attachedFunction, activated: true };
      enqueue.assign({ vports: entry(context.vports, vport, created), element: 'second' } as never);
    }),
  },
});

const idle = 'operating.adapter.initialized.request.idle';
/** The message is answered at once, and its work is done by a work item when there is time. */
const answersFirst = varied(withElements, {
  [idle]: on({
    [write]: { actions: ['storeBlock', queueWork, 'returnDone'] },
    IoQueueWorkItem: { actions: configure },
  }),
});
/** The OID stays pended until its work item has run: meanwhile NDIS hands out no other. */
const pendsUntilDone = varied(withElements, {
  [idle]: on({
    [write]: {
      actions: [
        'storeBlock',
        queueWork,
        reply(({ event }: Given) => ({
          type: 'MiniportOidRequest.return',
          id: event.id,
          oid: write,
          status: 'NDIS_STATUS_PENDING',
          result: {},
        })),
      ],
    },
    IoQueueWorkItem: {
      actions: [
        configure,
        send('ndis', ({ event }: Given) => ({
          type: 'NdisMOidRequestComplete',
          id: event.oid,
          oid: write,
          status: 'NDIS_STATUS_SUCCESS',
          result: { count: 16 },
        })),
      ],
    },
  }),
});

function system(machine: AnyStateMachine): ZooSystem {
  const noFilters = () => ({ filters: {} });
  const actors = {
    channel: caller([oid('message', write, { vf: 0, blockId: 1, length: 16, block: 'queues' })]),
    vstack: caller([
      oid('delete', 'OID_NIC_SWITCH_DELETE_VPORT', { vport: 1 }),
      oid('create', 'OID_NIC_SWITCH_CREATE_VPORT', { attachedFunction: 0 }),
    ]),
    ndis: fromRest('ndis', { context: noFilters }),
    pf: fromRest('pf', {
      machine,
      context: () => ({ ...noFilters(), element: 'first', configured: null, rejected: null }),
    }),
  };
  return {
    spec: { actors, initial: beginAll('channel', 'vstack') },
    properties: [
      hardwareAccepts,
      cameUp(
        'QueuesOnRebuiltElement',
        'queues are configured on an element that was rebuilt',
        ['pf'],
        (view) => contextOf<WithElement>(view, 'pf').configured === 'second',
      ),
    ],
  };
}

export const z33: ZooEntry = {
  id: 'Z33',
  title: 'host-side reconfiguration races a VF message',
  source:
    'ice, Linux commit e6ba5273d4ed (race conditions between virtchnl handling and VF ndo ops)',
  story:
    'The PF works on a message of a VF that asks for queues and has looked up the switch element of that VF. The host ' +
    'changes a setting meanwhile, for which the element is torn down and built anew. The message goes on with the old ' +
    'element, and the hardware rejects it: the VF stays without queues. One OID at a time does not help a driver that ' +
    'has answered the OID before its work is done. The fix is one lock for each VF around both; in an NDIS miniport ' +
    'the OID stays pended until the work item has run, so that NDIS hands out no other.',
  variation: 'pf-miniport: completes the write of a block before the work item that carries it out',
  estimatedDepth: 2,
  measuredDelays: 1,
  caughtBy: 'SwitchElementExists',
  broken: () => system(answersFirst),
  fixed: () => system(pendsUntilDone),
};
