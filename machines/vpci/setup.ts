/** The named guards and actions of the VPCI bus driver, put together. */
import { setup } from 'xstate';
import { blockActions } from './block-actions.ts';
import { busActions } from './bus-actions.ts';
import type { VpciContext, VpciEvent, VpciInput } from './context.ts';
import { vpciGuards } from './guards.ts';
import { slotActions } from './slot-actions.ts';

export const vpciSetup = setup({
  types: {} as { context: VpciContext; events: VpciEvent; input: VpciInput },
  guards: vpciGuards,
  actions: { ...busActions, ...slotActions, ...blockActions },
});

/** A caller above the IRQL of the routine takes the machine down. */
export const tooHigh = {
  guard: 'overIrql',
  target: '#vpci.bugcheck',
  actions: 'stopOverIrql',
} as const;
