/**
 * Shapes that all messages share. `type` is the WDK's own name. A synchronous call is a pair:
 * `Routine` and `Routine.return`; a request that may be pended also has its completion
 * (`IoCompleteRequest`, `NdisMOidRequestComplete`). An `id` is a slot of the requester, not a
 * running counter, so that equal situations are equal states; the pair (`from`, `id`) names one
 * outstanding request.
 */
import type { Irql } from '../../src/wdk/irql.ts';
import type { NdisStatus } from '../../src/wdk/ndis-status.ts';
import type { NtStatus } from '../../src/wdk/ntstatus.ts';

/** What every message has: its name, and who sent it (added by `send`). */
export interface Note<T extends string> {
  readonly type: T;
  readonly from?: string;
}

/**
 * A call or request: answered by a message with the same id. `irql` is the level at which the
 * routine runs.
 */
export interface Call<T extends string> extends Note<T> {
  readonly id: string;
  readonly irql: Irql;
}

/** The return of a call that yields nothing but its return (a `void` routine). */
export interface Return<T extends string> extends Note<`${T}.return`> {
  readonly id: string;
}

/** The return of a call that yields an NTSTATUS. */
export interface NtReturn<T extends string> extends Return<T> {
  readonly status: NtStatus;
}

/** The return of a call that yields an NDIS_STATUS. */
export interface NdisReturn<T extends string> extends Return<T> {
  readonly status: NdisStatus;
}

/** The return of a call that yields a byte count (0: it failed). */
export interface CountReturn<T extends string> extends Return<T> {
  readonly count: number;
  /** What was read, as an unsigned integer of `count` bytes; absent for writes and failures. */
  readonly value?: number;
}

/** Values of the six base address registers; 0 where a register is absent. */
export type BarValues = readonly [number, number, number, number, number, number];
