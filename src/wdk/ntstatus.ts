/**
 * NTSTATUS codes that an IRP, a bus interface routine or a VPCI message can carry in this model.
 * Values as in the public ntstatus.h; the two top bits are the severity.
 */
export const NTSTATUS = {
  STATUS_SUCCESS: { value: 0x00000000, doc: 'done' },
  STATUS_USER_APC: { value: 0x000000c0, doc: 'a wait ended because a user APC was delivered' },
  STATUS_ALERTED: { value: 0x00000101, doc: 'a wait ended because the thread was alerted' },
  STATUS_TIMEOUT: { value: 0x00000102, doc: 'a wait ended at its time-out; counts as success' },
  STATUS_PENDING: { value: 0x00000103, doc: 'not finished; a completion follows' },
  STATUS_RESOURCE_REQUIREMENTS_CHANGED: {
    value: 0x00000119,
    doc: 'a start succeeded, and the device now wants other resources',
  },
  STATUS_BUFFER_OVERFLOW: { value: 0x80000005, doc: 'a part of the data fits; warning severity' },
  STATUS_DEVICE_BUSY: { value: 0x80000011, doc: 'the device cannot take the request now' },
  STATUS_UNSUCCESSFUL: { value: 0xc0000001, doc: 'failed, and no better reason is given' },
  STATUS_NOT_IMPLEMENTED: { value: 0xc0000002, doc: 'the operation exists but was not written' },
  STATUS_INFO_LENGTH_MISMATCH: { value: 0xc0000004, doc: 'a structure has the wrong size' },
  STATUS_INVALID_HANDLE: { value: 0xc0000008, doc: 'the handle names nothing' },
  STATUS_INVALID_PARAMETER: { value: 0xc000000d, doc: 'an argument is outside its range' },
  STATUS_NO_SUCH_DEVICE: { value: 0xc000000e, doc: 'the device was never there or has gone' },
  STATUS_INVALID_DEVICE_REQUEST: {
    value: 0xc0000010,
    doc: 'the device does not take this request',
  },
  STATUS_MORE_PROCESSING_REQUIRED: {
    value: 0xc0000016,
    doc: 'a completion routine keeps the IRP: completion stops here',
  },
  STATUS_ACCESS_DENIED: { value: 0xc0000022, doc: 'the caller lacks the right' },
  STATUS_BUFFER_TOO_SMALL: { value: 0xc0000023, doc: 'nothing fits into the buffer' },
  STATUS_OBJECT_NAME_NOT_FOUND: { value: 0xc0000034, doc: 'no object has that name' },
  STATUS_SHARING_VIOLATION: { value: 0xc0000043, doc: 'somebody else holds it exclusively' },
  STATUS_DELETE_PENDING: { value: 0xc0000056, doc: 'a remove lock is closed: start no new I/O' },
  STATUS_REVISION_MISMATCH: { value: 0xc0000059, doc: 'VPCI: the host wants a lower version' },
  STATUS_INSUFFICIENT_RESOURCES: { value: 0xc000009a, doc: 'memory or another resource ran out' },
  STATUS_DEVICE_NOT_CONNECTED: { value: 0xc000009d, doc: 'the device was surprise-removed' },
  STATUS_DEVICE_NOT_READY: { value: 0xc00000a3, doc: 'the device is not in a state to do it' },
  STATUS_IO_TIMEOUT: { value: 0xc00000b5, doc: 'the device did not answer in time' },
  STATUS_NOT_SUPPORTED: {
    value: 0xc00000bb,
    doc: 'nobody handled the request; the status a PnP IRP starts with',
  },
  STATUS_DEVICE_DOES_NOT_EXIST: { value: 0xc00000c0, doc: 'no device behind the object any more' },
  STATUS_INVALID_PARAMETER_1: { value: 0xc00000ef, doc: 'the first argument is wrong' },
  STATUS_INVALID_PARAMETER_2: { value: 0xc00000f0, doc: 'the second argument is wrong' },
  STATUS_INVALID_PARAMETER_3: { value: 0xc00000f1, doc: 'the third argument is wrong' },
  STATUS_CANCELLED: { value: 0xc0000120, doc: 'cancelled before it was done' },
  STATUS_INVALID_DEVICE_STATE: { value: 0xc0000184, doc: 'wrong state, for example enabled twice' },
  STATUS_INVALID_BUFFER_SIZE: { value: 0xc0000206, doc: 'the buffer size is not the agreed one' },
  STATUS_RETRY: { value: 0xc000022d, doc: 'try again later' },
  STATUS_POWER_STATE_INVALID: { value: 0xc00002d3, doc: 'the device power state forbids it' },
  STATUS_BAD_DATA: { value: 0xc000090b, doc: 'VPCI: the message was not understood' },
} as const satisfies Record<string, { readonly value: number; readonly doc: string }>;

/** The name of an NTSTATUS, as messages carry it. */
export type NtStatus = keyof typeof NTSTATUS;

/** NT_SUCCESS: true for success and informational severities, so also for STATUS_PENDING. */
export function ntSuccess(status: NtStatus): boolean {
  return NTSTATUS[status].value < 0x80000000;
}
