/** Z35: a VF reset that was parked wakes up when the VF has been freed. */
import type { AnyStateMachine } from 'xstate';
import { noBugcheck } from '../../actors/properties/bugchecks.ts';
import type { NdisPfContext } from '../../machines/ndis-pf.ts';
import type { PfMiniportContext } from '../../machines/pf-miniport.ts';
import { pfMiniport } from '../../machines/pf-miniport.ts';
import { varied } from './bench.ts';
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

type Given = { readonly context: PfMiniportContext };
const adapter = 'operating.adapter.initialized';

/** What waits for the function level reset does not belong to the OID: giving the OID up leaves it waiting. */
const outlivesOid = varied(pfMiniport, {
  [adapter]: (state) => ({
    ...state,
    states: {
      ...state.states,
      parkedReset: {
        initial: 'none',
        states: {
          none: {
            on: {
              'NdisMSetVirtualFunctionBusData.return': {
                guard: ({ context }: Given) => context.oid?.oid === 'OID_SRIOV_RESET_VF',
                target: 'waiting',
              },
            },
          },
          waiting: {
            after: {
              functionLevelReset: [
                {
                  guard: ({ context }: Given) => !('0' in context.vfs),
                  target: '#pf.bugcheck',
                  actions: stops(
                    'memory is not used after it was freed',
                    'the reset of a VF went on with the state of the VF, which was freed',
                  ),
                },
                { guard: ({ context }: Given) => context.oid === null, target: 'none' },
                { target: 'none', actions: ['completeDone', 'forgetOid'] },
              ],
            },
          },
        },
      },
    },
  }),
  [`${adapter}.request.settling`]: ({ after: _, ...state }) => ({
    ...state,
    always: { guard: ({ context }: Given) => context.oid === null, target: 'idle' },
  }),
});

function system(machine: AnyStateMachine): ZooSystem {
  const noVPort = () => ({ vports: {}, filters: {} });
  const cancel = { type: 'NdisCancelOidRequest', irql: 'PASSIVE_LEVEL', id: 'reset' };
  const actors = {
    vstack: caller([
      { ...oid('reset', 'OID_SRIOV_RESET_VF', { vf: 0 }), until: null },
      { to: 'ndis', message: cancel, until: 'ProtocolOidRequestComplete' },
      oid('free', 'OID_NIC_SWITCH_FREE_VF', { vf: 0 }),
    ]),
    ...allFromRest('pci', 'device'),
    ndis: fromRest('ndis', { context: noVPort }),
    pf: fromRest('pf', { machine, context: noVPort }),
  };
  return {
    spec: { actors, initial: beginAll('vstack') },
    timers: 'any',
    properties: [
      noBugcheck(['ndis', 'pf', 'pci']),
      cameUp(
        'VfFreedAfterCancelledReset',
        'a VF is freed after its reset was given up',
        ['ndis', 'vstack'],
        (view) =>
          Object.keys(contextOf<NdisPfContext>(view, 'ndis').vfs).length === 0 &&
          view.vstack?.value === 'finished',
      ),
    ],
  };
}

export const z35: ZooEntry = {
  id: 'Z35',
  title: 'a parked VF reset resumes on freed VF state',
  source:
    "i40e, Linux commits 3ba9bcb4b68f (locking around VF reset) and 347b565 (oops on removing VF's)",
  story:
    'The PF has started a function level reset of a VF and waits for the hardware. Meanwhile the reset is given up and ' +
    'the VF is removed: its state is freed. Then the wait ends, and the reset goes on with what it still points to, ' +
    'which is freed memory. The fix makes whoever removes the VF tell the reset, which then leaves without touching ' +
    'anything; in our PF the timer belongs to the pended OID, and leaving that state cancels it.',
  variation: 'pf-miniport: the wait for the function level reset outlives OID_SRIOV_RESET_VF',
  estimatedDepth: 2,
  measuredDelays: 2,
  caughtBy: 'NoBugcheck',
  broken: () => system(outlivesOid),
  fixed: () => system(pfMiniport),
};
