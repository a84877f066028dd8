/**
 * Bug checks (blue screens) that a violation found by this model would be on a real machine.
 * Codes and names as Windows prints them; `doc` says which mistake here leads to it.
 */
export const BUGCHECK = {
  IRQL_NOT_LESS_OR_EQUAL: { value: 0x0a, doc: 'the kernel touched paged memory at raised IRQL' },
  REFERENCE_BY_POINTER: {
    value: 0x18,
    doc: 'an object was dereferenced more often than referenced',
  },
  NO_MORE_IRP_STACK_LOCATIONS: { value: 0x35, doc: 'an IRP was passed below its last location' },
  SYSTEM_SERVICE_EXCEPTION: { value: 0x3b, doc: 'an exception on the way from user mode' },
  MULTIPLE_IRP_COMPLETE_REQUESTS: { value: 0x44, doc: 'an IRP was completed a second time' },
  CANCEL_STATE_IN_COMPLETED_IRP: { value: 0x48, doc: 'a completed IRP still had a cancel routine' },
  PAGE_FAULT_IN_NONPAGED_AREA: { value: 0x50, doc: 'memory was used after it was freed' },
  BUGCODE_NDIS_DRIVER: { value: 0x7c, doc: 'NDIS found a miniport breaking its contract' },
  SYSTEM_THREAD_EXCEPTION_NOT_HANDLED: { value: 0x7e, doc: 'a work item raised an exception' },
  DRIVER_POWER_STATE_FAILURE: { value: 0x9f, doc: 'a power IRP was not completed in time' },
  ATTEMPTED_SWITCH_FROM_DPC: { value: 0xb8, doc: 'a DPC waited' },
  DRIVER_VERIFIER_DETECTED_VIOLATION: { value: 0xc4, doc: 'Driver Verifier: a rule was broken' },
  DRIVER_VERIFIER_IOMANAGER_VIOLATION: { value: 0xc9, doc: 'Driver Verifier: an IRP was misused' },
  PNP_DETECTED_FATAL_ERROR: { value: 0xca, doc: 'PnP: a PDO was reported or deleted wrongly' },
  DRIVER_UNLOADED_WITHOUT_CANCELLING_PENDING_OPERATIONS: {
    value: 0xce,
    doc: 'code was gone when its timer, DPC or work item ran',
  },
  DRIVER_IRQL_NOT_LESS_OR_EQUAL: {
    value: 0xd1,
    doc: 'a driver touched paged memory at raised IRQL',
  },
  DRIVER_PORTION_MUST_BE_NONPAGED: { value: 0xd3, doc: 'a driver marked as paged what may not be' },
  DPC_WATCHDOG_VIOLATION: { value: 0x133, doc: 'a DPC, or a spin lock held, lasted too long' },
  BUGCODE_NDIS_DRIVER_LIVE_DUMP: { value: 0x15d, doc: 'NDIS: recoverable, a live dump is written' },
} as const satisfies Record<string, { readonly value: number; readonly doc: string }>;

/** The name of a bug check. */
export type BugcheckName = keyof typeof BUGCHECK;

/** The way a crash report names it, for example `0x44 MULTIPLE_IRP_COMPLETE_REQUESTS`. */
export function bugcheckText(bugcheck: BugcheckName): string {
  const code = BUGCHECK[bugcheck].value.toString(16).toUpperCase().padStart(2, '0');
  return `0x${code} ${bugcheck}`;
}
