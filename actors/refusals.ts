/**
 * What the parts around the drivers refuse in a run although nothing is wrong with the request: NDIS an attribute or a
 * service, the host a request of a VF. The parts are as they are but for one decision each; without refusals they are
 * the same machines. Pages: ndis/nf-ndis-ndismsetminiportattributes, nf-ndis-ndism*; vpci-protocol 4.
 */

import { ndisGuards } from '../machines/ndis-pf/guards.ts';
import { ndisPf } from '../machines/ndis-pf.ts';
import { ndisVfGuards } from '../machines/ndis-vf/guards.ts';
import { ndisVf } from '../machines/ndis-vf.ts';
import type { VstackEvent } from '../machines/vstack/context.ts';
import { vstackGuards } from '../machines/vstack/guards.ts';
import { createVirtualizationStack } from '../machines/vstack.ts';
import type { Refusal } from './refusal-names.ts';

type Refused = readonly Refusal[];
const isRefused = (refused: Refused, name: string) => (refused as readonly string[]).includes(name);
const isAttributeRefused = (refused: Refused, side: 'pf' | 'vf', which: string) =>
  isRefused(refused, `${side}-${which}-attributes`);

export function ndisPfRefusing(refused: Refused): typeof ndisPf {
  if (refused.length === 0) return ndisPf;
  const { attributesInOrder, hasNoVirtualizationInterface } = ndisGuards;
  return ndisPf.provide({
    guards: {
      attributesInOrder: (args, params) =>
        attributesInOrder(args, params) &&
        !(
          args.event.type === 'NdisMSetMiniportAttributes' &&
          isAttributeRefused(refused, 'pf', args.event.attributes)
        ),
      // As if the bus driver had not exported it.
      hasNoVirtualizationInterface: (args, params) =>
        hasNoVirtualizationInterface(args, params) || isRefused(refused, args.event.type),
    },
  });
}

export function ndisVfRefusing(refused: Refused): typeof ndisVf {
  if (refused.length === 0) return ndisVf;
  const { isNextAttribute } = ndisVfGuards;
  return ndisVf.provide({
    guards: {
      isNextAttribute: (args, params) =>
        isNextAttribute(args, params) &&
        !(
          args.event.type === 'NdisMSetMiniportAttributes' &&
          isAttributeRefused(refused, 'vf', args.event.attributes)
        ),
    },
  });
}

type Virtualization = ReturnType<typeof createVirtualizationStack>;

export function vstackRefusing(
  size: { readonly vfs: number; readonly guests: number },
  refused: Refused,
): Virtualization {
  const machine = createVirtualizationStack(size);
  if (refused.length === 0) return machine;
  const { canBeRelayed } = vstackGuards;
  return machine.provide({
    guards: {
      canBeRelayed: ({ context, event }, params) =>
        canBeRelayed({ context, event: event as VstackEvent }, params) &&
        !isRefused(refused, event.type),
    },
  });
}
