/**
 * NDIS_STATUS codes. Several share their number with an NTSTATUS; where they do not, the value is
 * the one the public ndis.h defines. Completion statuses and status indications are two tables: an
 * OID is completed with the former, the latter are announced upwards.
 */
export const NDIS_STATUS = {
  NDIS_STATUS_SUCCESS: { value: 0x00000000, doc: 'done' },
  NDIS_STATUS_PENDING: {
    value: 0x00000103,
    doc: 'the driver owns the request until it completes it',
  },
  NDIS_STATUS_NOT_RECOGNIZED: { value: 0x00010001, doc: 'the data was not understood' },
  NDIS_STATUS_NOT_ACCEPTED: { value: 0x00010003, doc: 'refused: the adapter is gone or resetting' },
  NDIS_STATUS_INDICATION_REQUIRED: {
    value: 0x40230001,
    doc: 'the real result follows as a status indication',
  },
  NDIS_STATUS_BUFFER_OVERFLOW: { value: 0x80000005, doc: 'a part of the data fits' },
  NDIS_STATUS_BUSY: { value: 0x80000011, doc: 'the miniport will not go idle now' },
  NDIS_STATUS_NOT_RESETTABLE: { value: 0x80010001, doc: 'the adapter cannot be reset' },
  NDIS_STATUS_SOFT_ERRORS: { value: 0x80010003, doc: 'reset worked after correctable errors' },
  NDIS_STATUS_HARD_ERRORS: { value: 0x80010004, doc: 'reset failed on the hardware' },
  NDIS_STATUS_FAILURE: { value: 0xc0000001, doc: 'failed, and no better reason is given' },
  NDIS_STATUS_INVALID_PARAMETER: { value: 0xc000000d, doc: 'a member of the structure is wrong' },
  NDIS_STATUS_INVALID_DEVICE_REQUEST: { value: 0xc0000010, doc: 'not a request for this device' },
  NDIS_STATUS_RESOURCES: { value: 0xc000009a, doc: 'memory or hardware resources ran out' },
  NDIS_STATUS_NOT_SUPPORTED: { value: 0xc00000bb, doc: 'the miniport does not support the OID' },
  NDIS_STATUS_INVALID_STATE: { value: 0xc0000184, doc: 'not in the state the adapter is in' },
  NDIS_STATUS_CLOSING: { value: 0xc0010002, doc: 'the binding is being closed' },
  NDIS_STATUS_BAD_VERSION: { value: 0xc0010004, doc: 'the NDIS version is not supported' },
  NDIS_STATUS_ADAPTER_NOT_FOUND: { value: 0xc0010006, doc: 'the hardware was not found at start' },
  NDIS_STATUS_DEVICE_FAILED: { value: 0xc0010008, doc: 'the hardware is there and does not work' },
  NDIS_STATUS_REQUEST_ABORTED: { value: 0xc001000c, doc: 'a pending OID was cancelled' },
  NDIS_STATUS_RESET_IN_PROGRESS: { value: 0xc001000d, doc: 'a reset is already running' },
  NDIS_STATUS_ADAPTER_NOT_READY: { value: 0xc0010011, doc: 'the adapter is not initialised' },
  NDIS_STATUS_INVALID_LENGTH: {
    value: 0xc0010014,
    doc: 'the buffer is shorter than the structure',
  },
  NDIS_STATUS_INVALID_DATA: { value: 0xc0010015, doc: 'the buffer holds values that cannot be' },
  NDIS_STATUS_BUFFER_TOO_SHORT: {
    value: 0xc0010016,
    doc: 'nothing fits; BytesNeeded says how much',
  },
  NDIS_STATUS_INVALID_OID: { value: 0xc0010017, doc: 'the OID is unknown' },
  NDIS_STATUS_ADAPTER_REMOVED: { value: 0xc0010018, doc: 'the adapter was removed' },
  NDIS_STATUS_FILE_NOT_FOUND: {
    value: 0xc001001b,
    doc: 'no object, for example no VF, with that id',
  },
  NDIS_STATUS_PAUSED: { value: 0xc023002a, doc: 'the adapter or binding is paused' },
  NDIS_STATUS_LOW_POWER_STATE: { value: 0xc023002f, doc: 'the adapter is in a low power state' },
  NDIS_STATUS_REINIT_REQUIRED: { value: 0xc0230030, doc: 'takes effect when the adapter restarts' },
} as const satisfies Record<string, { readonly value: number; readonly doc: string }>;

/** Status indications: what NDIS, a miniport or a switch extension announces upwards. */
export const NDIS_INDICATION = {
  NDIS_STATUS_RESET_START: { value: 0x40010004, doc: 'NDIS: a reset begins, hold sends' },
  NDIS_STATUS_RESET_END: { value: 0x40010005, doc: 'NDIS: the reset is over' },
  NDIS_STATUS_LINK_STATE: { value: 0x40010017, doc: 'miniport: link up, down or another speed' },
  NDIS_STATUS_VF_CONFIG_STATE: {
    value: 0x4002000e,
    doc: 'a VF configuration state changed; in the header, on no page',
  },
  NDIS_STATUS_NIC_SWITCH_CURRENT_CAPABILITIES: {
    value: 0x40020040,
    doc: 'PF miniport: what is enabled on the switch changed',
  },
  NDIS_STATUS_NIC_SWITCH_HARDWARE_CAPABILITIES: {
    value: 0x40020050,
    doc: 'PF miniport: what the hardware can do changed',
  },
  NDIS_STATUS_SWITCH_PORT_REMOVE_VF: {
    value: 0xc0241001,
    doc: 'extension: take the VF from this port, traffic goes through the switch again',
  },
  NDIS_STATUS_SWITCH_NIC_STATUS: {
    value: 0xc0241002,
    doc: 'the wrapper in which a switch passes on a NIC status, such as PORT_REMOVE_VF',
  },
} as const satisfies Record<string, { readonly value: number; readonly doc: string }>;

/** The name of a status indication. */
export type NdisIndication = keyof typeof NDIS_INDICATION;

/** The name of an NDIS_STATUS that completes a request. */
export type NdisStatus = keyof typeof NDIS_STATUS;

/** Whether a request that ended with `status` worked; pending is not an end and counts as no. */
export function ndisSuccess(status: NdisStatus): boolean {
  return status === 'NDIS_STATUS_SUCCESS' || status === 'NDIS_STATUS_INDICATION_REQUIRED';
}
