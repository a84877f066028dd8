/** Situations that show that the stack can do its work at all. */
import type { NdisVfContext } from '../../machines/ndis-vf.ts';
import type { VfContext } from '../../machines/vf-miniport.ts';
import type { StateProperty } from '../../src/system/index.ts';

/** The adapter of some VF runs: its guest has enumerated, started and restarted it. */
export function vfRuns(vfs: number): StateProperty {
  const ids = Array.from({ length: vfs }, (_, vf) => `ndis.vf${vf}`);
  return {
    kind: 'sometimes',
    name: 'VfRuns',
    rule: 'the adapter of a VF runs',
    source: 'S2',
    reads: ids,
    each: true,
    check: (view) =>
      ids.find((id) => (view[id]?.context as NdisVfContext | undefined)?.adapter === 'Running'),
  };
}

/** Some VF driver was told that blocks have changed, and read one of them again. */
export function invalidationDelivered(vfs: number): StateProperty {
  const ids = Array.from({ length: vfs }, (_, vf) => `vf${vf}`);
  return {
    kind: 'sometimes',
    name: 'InvalidationDelivered',
    rule: 'a VF driver reads a block again that the PF has invalidated',
    source: 'S8',
    reads: ids,
    each: true,
    check: (view) =>
      ids.find((id) => {
        const blocks = (view[id]?.context as VfContext | undefined)?.blocks ?? {};
        return Object.keys(blocks).length > 0;
      }),
  };
}
