/**
 * What a stack must keep, and what it must be able to do. Reading order: monitor (one shape for all that watch
 * messages), irps and oids (the ledgers that they share), then any rule by its file name.
 */
import type { Property } from '../../src/system/index.ts';
import { irqlLimits, noBugcheck } from './bugchecks.ts';
import { cancelOwnership } from './cancel-ownership.ts';
import { doubleCompletion } from './double-completion.ts';
import { ndisDoubleComplete, protocolOidOnce } from './ndis-double-complete.ts';
import { markIrpPending, pendedCompletedRequest } from './pended-irps.ts';

/** What the properties must know of a stack. */
export interface StackShape {
  /** Ids of all actors. */
  readonly ids: readonly string[];
  /** VM network adapters; adapter i belongs to guest i mod `guests`. */
  readonly vfs: number;
  readonly guests: number;
  /** With a virtual bus driver in both partitions. */
  readonly vbd: boolean;
}

/** Every property of a stack. */
export function stackProperties(stack: StackShape): readonly Property[] {
  const buses = stack.ids.filter((id) => id.startsWith('vpci.'));
  return [
    noBugcheck(stack.ids),
    irqlLimits,
    doubleCompletion,
    pendedCompletedRequest,
    markIrpPending(buses),
    cancelOwnership,
    ndisDoubleComplete,
    protocolOidOnce,
  ];
}
