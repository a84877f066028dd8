/** Results that many OIDs share. */
import type { DdiReturn } from '../card.ts';

/** The request was carried out. */
export const DONE = { status: 'NDIS_STATUS_SUCCESS', when: 'done' } as const satisfies DdiReturn;

/** The adapter cannot do it, or was not told to. */
export const NO_SRIOV = {
  status: 'NDIS_STATUS_NOT_SUPPORTED',
  when: 'no SR-IOV or not enabled',
} as const satisfies DdiReturn;

/** Anything without a status of its own. */
export const OTHER_REASON = {
  status: 'NDIS_STATUS_FAILURE',
  when: 'other reason',
} as const satisfies DdiReturn;

/** The driver keeps the request; these OIDs may not fail afterwards. */
export const LATER = {
  status: 'NDIS_STATUS_PENDING',
  when: 'async, must later succeed',
} as const satisfies DdiReturn;

/** A reset is running; see C22 for the other meaning. */
export const RESETTING = {
  status: 'NDIS_STATUS_NOT_ACCEPTED',
  when: 'miniport resetting',
} as const satisfies DdiReturn;

/** Something stopped the request. */
export const STOPPED = {
  status: 'NDIS_STATUS_REQUEST_ABORTED',
  when: 'stopped, e.g. reset',
} as const satisfies DdiReturn;

/** Method request; the miniport says how much is needed (C07). */
export const SHORT_METHOD_BY_MINIPORT = {
  status: 'NDIS_STATUS_INVALID_LENGTH',
  when: 'buffer too small; miniport sets DATA.METHOD_INFORMATION.BytesNeeded',
} as const satisfies DdiReturn;

/** Method request; NDIS says how much is needed (C07). */
export const SHORT_METHOD_BY_NDIS = {
  status: 'NDIS_STATUS_INVALID_LENGTH',
  when: 'buffer too small; NDIS sets DATA.METHOD_INFORMATION.BytesNeeded',
} as const satisfies DdiReturn;

/** Set request; the miniport says how much is needed (C07). */
export const SHORT_SET_BY_MINIPORT = {
  status: 'NDIS_STATUS_INVALID_LENGTH',
  when: 'buffer too small; miniport sets DATA.SET_INFORMATION.BytesNeeded',
} as const satisfies DdiReturn;

/** Set request; NDIS says how much is needed (C07). */
export const SHORT_SET_BY_NDIS = {
  status: 'NDIS_STATUS_INVALID_LENGTH',
  when: 'buffer too small; NDIS sets DATA.SET_INFORMATION.BytesNeeded',
} as const satisfies DdiReturn;

/** Query request; NDIS says how much is needed (C07). */
export const SHORT_QUERY_BY_NDIS = {
  status: 'NDIS_STATUS_INVALID_LENGTH',
  when: 'buffer too small; NDIS sets DATA.QUERY_INFORMATION.BytesNeeded',
} as const satisfies DdiReturn;

/** Query that NDIS answers, though the page names the miniport (C07). */
export const SHORT_QUERY_PER_PAGE = {
  status: 'NDIS_STATUS_INVALID_LENGTH',
  when: 'buffer too small; page: miniport sets DATA.QUERY_INFORMATION.BytesNeeded',
} as const satisfies DdiReturn;
