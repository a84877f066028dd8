/**
 * Interrupt request levels (IRQL) as x64 numbers them. A routine's limit is the highest level at
 * which it may be called; a machine's guard compares the level in a request with that limit.
 */
export const IRQL = {
  PASSIVE_LEVEL: { value: 0, doc: 'threads and most driver routines; waiting and paging allowed' },
  APC_LEVEL: { value: 1, doc: 'asynchronous procedure calls held off; paging still allowed' },
  DISPATCH_LEVEL: {
    value: 2,
    doc: 'scheduler off: DPCs and spin lock holders; no waits, no paging',
  },
  DIRQL: { value: 3, doc: 'lowest of the device interrupt levels 3 to 11, where an ISR runs' },
  HIGH_LEVEL: { value: 15, doc: 'everything masked: bug checks and non-maskable interrupts' },
} as const satisfies Record<string, { readonly value: number; readonly doc: string }>;

/** The name of an interrupt request level. */
export type Irql = keyof typeof IRQL;

/** Whether code running at `irql` may call a routine whose limit is `limit`. */
export function irqlAtMost(irql: Irql, limit: Irql): boolean {
  return IRQL[irql].value <= IRQL[limit].value;
}

/** The higher of two levels, for example the level inside a spin lock taken at `a`. */
export function irqlMax(a: Irql, b: Irql): Irql {
  return irqlAtMost(a, b) ? b : a;
}
