/** Z104: a VF is not reset because another reset is under way, and its owner is told that it was. */
import type { AnyStateMachine } from 'xstate';
import { assign } from 'xstate';
import { resetVfResetsIt } from '../../actors/properties/vf-reset.ts';
import { pfMiniport } from '../../machines/pf-miniport.ts';
import { before, on, toSelf, varied } from './bench.ts';
import { allFromRest, beginAll, caller, cameUp, contextOf, fromRest, oid } from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';

interface Busy {
  /** The PF is resetting some VF, which its interrupt has asked for. */
  readonly resetting: boolean;
}
const isResetting = ({ context }: { readonly context: Busy }) => context.resetting;

/** One flag for the resets of all VFs: who finds it set has nothing to do, or goes on all the same. */
function withFlag(leavesOut: boolean): AnyStateMachine {
  return varied(pfMiniport, {
    operating: on({
      VflrInterrupt: {
        actions: [assign({ resetting: true } as never), toSelf({ type: 'IoQueueWorkItem' })],
      },
      IoQueueWorkItem: { actions: assign({ resetting: false } as never) },
    }),
    ...(leavesOut
      ? {
          'operating.adapter.initialized.request.idle': before('OID_SRIOV_RESET_VF', {
            guard: isResetting,
            actions: 'returnDone',
          }),
        }
      : {}),
  });
}

function system(leavesOut: boolean): ZooSystem {
  const noVPort = () => ({ vports: {}, filters: {}, resetting: false });
  const interrupt = { to: 'pf', message: { type: 'VflrInterrupt' }, until: null };
  const actors = {
    vstack: caller([oid('reset', 'OID_SRIOV_RESET_VF', { vf: 0 })]),
    otherVf: caller([interrupt]),
    ...allFromRest('pci', 'device'),
    ndis: fromRest('ndis', { context: () => ({ vports: {}, filters: {} }) }),
    pf: fromRest('pf', { machine: withFlag(leavesOut), context: noVPort }),
  };
  return {
    spec: { actors, initial: beginAll('vstack', 'otherVf') },
    properties: [
      resetVfResetsIt,
      cameUp(
        'ResetWhileResetting',
        'a VF is being reset on request while the PF resets another one',
        ['pf'],
        (view) =>
          contextOf<Busy>(view, 'pf').resetting &&
          view.pf?.matches({
            operating: { adapter: { initialized: { request: { calling: 'startingReset' } } } },
          }) === true,
      ),
    ],
  };
}

export const z104: ZooEntry = {
  id: 'Z104',
  title: 'a VF is not reset because another one is being reset',
  source: 'i40e, Linux commit 52424f974bc5 (Fix VF hang when reset is triggered on another VF)',
  story:
    'The PF has one flag that says that VFs are being reset. A request to reset a VF that comes while the flag is set for ' +
    'another VF returns as if everything had been done. Its owner goes on with a VF that still has the state of before, ' +
    'or waits for a reset that never happens. The fix keeps the request until the other one is over, so that each VF is ' +
    'reset when somebody was told that it is.',
  variation:
    'pf-miniport: OID_SRIOV_RESET_VF succeeds at once while the reset of another VF is under way',
  estimatedDepth: 1,
  measuredDelays: 0,
  caughtBy: 'ResetVfResetsIt',
  broken: () => system(true),
  fixed: () => system(false),
};
