/**
 * The PF miniport's own tables: the NIC switch, allocated VFs with their blocks, VPorts and receive
 * filters.
 */
import { CONSTANT } from '../../src/wdk/constants.ts';
import { entry, lowestFree } from '../common.ts';
import type { AllocatedVf, PfMiniportContext } from './context.ts';

/** What a block holds before anybody has written it. */
export const initialBlock = 'pf:init';

/**
 * The VFId that the next ALLOCATE_VF hands out: lowest free, zero-based; null when all are taken.
 * C28: NumVFs of the switch is also said to be the VFs that are enabled on the adapter. Taken: as
 * many can be allocated on the switch; the association with a VM comes with ALLOCATE_VF.
 */
export function freeVfId(context: PfMiniportContext): number | null {
  const vf = lowestFree(Object.keys(context.vfs).map(Number));
  return context.nicSwitch !== null && vf < context.nicSwitch.numVFs ? vf : null;
}

/** A VF with all its blocks at their initial content. */
export function newVf(context: PfMiniportContext, requestorId: number): AllocatedVf {
  const ids = Array.from({ length: context.blocks }, (_, id) => id);
  return { requestorId, blocks: Object.fromEntries(ids.map((id) => [String(id), initialBlock])) };
}

/** Ids of the VPorts attached to this VF. */
export function vportsOf(context: PfMiniportContext, vf: number | undefined): readonly string[] {
  return Object.keys(context.vports).filter((id) => context.vports[id]?.attachedFunction === vf);
}

/** Whether there is such a VPort; the default one exists as long as the switch. */
export function vportExists(context: PfMiniportContext, vport: number | undefined): boolean {
  return vport === CONSTANT.NDIS_DEFAULT_VPORT_ID.value || String(vport) in context.vports;
}

/** Whether nobody has anything left on the switch: no VF, no non-default VPort, no filter. */
export function isEmptySwitch({ vfs, vports, filters }: PfMiniportContext): boolean {
  return [vfs, vports, filters].every((table) => Object.keys(table).length === 0);
}

/** Whether the vendor defines this block. */
export function blockKnown(context: PfMiniportContext, blockId: number | undefined): boolean {
  return blockId !== undefined && blockId >= 0 && blockId < context.blocks;
}

/** The table with one block of one VF changed. */
export function withBlock(
  context: PfMiniportContext,
  vf: number,
  blockId: number,
  block: string,
): Pick<PfMiniportContext, 'vfs'> {
  const old = context.vfs[String(vf)];
  if (old === undefined) return { vfs: context.vfs };
  return {
    vfs: entry(context.vfs, vf, { ...old, blocks: entry(old.blocks, blockId, block) }),
  };
}
