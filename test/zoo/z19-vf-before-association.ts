/** Z19: the VF appears in the guest before the message that says which adapter it belongs to. */
import type { AnyStateMachine } from 'xstate';
import { createMachine } from 'xstate';
import { ndisVf } from '../../machines/ndis-vf.ts';
import { send } from '../../src/system/index.ts';
import { awaitVf, freshGuest } from './bench-guest.ts';
import { cameUp } from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';
import { pathGoesToVf, vfRuns } from './vf-data-path.ts';

const switchPath = send('vstack', { type: 'SwitchDataPath', vf: 0, toVf: true });

/**
 * The synthetic adapter of the guest (NetVSC): when the VF's adapter runs and the host has said that it belongs to this
 * one, the data path goes to the VF. It has a VMBus channel of its own.
 */
function netvsc(keepsArrival: boolean): AnyStateMachine {
  return createMachine({
    initial: 'alone',
    states: {
      alone: {
        on: {
          VF_ASSOCIATION: 'associated',
          // No partner is known for this serial number.
          SwitchDataPath: keepsArrival ? 'awaitingAssociation' : {},
        },
      },
      awaitingAssociation: {
        on: { VF_ASSOCIATION: { target: 'associated', actions: switchPath } },
      },
      associated: { on: { SwitchDataPath: { actions: switchPath } } },
    },
  } as never);
}

function system(keepsArrival: boolean): ZooSystem {
  return freshGuest({
    rules: [pathGoesToVf],
    clients: { application: [awaitVf] },
    others: {
      netvsc: { machine: netvsc(keepsArrival) },
      'ndis.vf0': {
        machine: ndisVf,
        input: { miniport: 'vf0', bus: 'vpci.g0', slot: 0, vf: 0, pnp: 'pnp.g0', host: 'netvsc' },
      },
    },
    initial: [
      { from: 'vstack', to: 'netvsc', message: { type: 'VF_ASSOCIATION', from: 'vstack' } },
    ],
    situations: [
      cameUp(
        'VfBeforeAssociation',
        'the VF runs before the synthetic adapter has heard of it',
        ['ndis.vf0', 'netvsc'],
        (view) => vfRuns(view) && view.netvsc?.value !== 'associated',
      ),
    ],
  });
}

export const z19: ZooEntry = {
  id: 'Z19',
  title: 'the VF appears before its association message',
  source:
    'Linux NetVSC, commit 365e1ececb2905f94cc10a5817c5b644a32a3ae2 (Fix race between VF offering and VF association ' +
    'message from host)',
  story:
    'The host offers the VF over the VPCI channel and tells the synthetic adapter over another channel which VF is its ' +
    'own. No order holds between two channels: the VF may be up before the association comes. The synthetic adapter ' +
    'looks for a partner, has none, and gives up; the association comes later and finds nobody who waits for it. The ' +
    'VF runs, and its data path stays slow. The fix: the arrival of the VF waits for the association.',
  variation: 'synthetic adapter beside ndis-vf: forgets a VF that arrives before its association',
  estimatedDepth: 1,
  measuredDelays: 16,
  caughtBy: 'PathGoesToVf',
  broken: () => system(false),
  fixed: () => system(true),
};
