import { describe, expect, test } from 'vitest';
import {
  ndisDoubleComplete,
  protocolOidOnce,
} from '../../actors/properties/ndis-double-complete.ts';
import type { Delivery } from './sequence.ts';
import { completed, during, oid, returned } from './sequence.ts';

const create = 'OID_NIC_SWITCH_CREATE_SWITCH';
const pended = returned(create, 'NDIS_STATUS_PENDING');

describe('NdisDoubleComplete', () => {
  test('an OID ends with the return of the call, or pended with one completion', () => {
    expect(during(ndisDoubleComplete, oid(create), returned(create))).toBe('holds');
    expect(during(ndisDoubleComplete, oid(create), pended, completed(create))).toBe('holds');
  });

  test('the completion may overtake the return, which is pending then', () => {
    expect(during(ndisDoubleComplete, oid(create), completed(create), pended)).toBe('holds');
    expect(
      during(ndisDoubleComplete, oid(create), completed(create), returned(create)),
    ).toMatchInlineSnapshot(
      `"pf returned NDIS_STATUS_SUCCESS for OID_NIC_SWITCH_CREATE_SWITCH (oid) and completed it as well"`,
    );
  });

  test('a second completion', () => {
    expect(
      during(ndisDoubleComplete, oid(create), pended, completed(create), completed(create)),
    ).toMatchInlineSnapshot(
      `"pf completed OID_NIC_SWITCH_CREATE_SWITCH (oid), which is not outstanding: it ended before"`,
    );
  });

  test('a completion after a synchronous final status', () => {
    expect(during(ndisDoubleComplete, oid(create), returned(create), completed(create))).toContain(
      'it ended before',
    );
  });

  test('a completion that says pending', () => {
    expect(
      during(ndisDoubleComplete, oid(create), pended, completed(create, 'NDIS_STATUS_PENDING')),
    ).toContain('with NDIS_STATUS_PENDING');
  });

  test('a call that returns twice', () => {
    expect(during(ndisDoubleComplete, oid(create), pended, pended)).toContain('returned twice');
  });
});

describe('ProtocolOidRequestCompleteOnce', () => {
  const request: Delivery = ['vstack', 'ndis', { type: 'NdisOidRequest', id: 'vf0', oid: create }];
  const answer: Delivery = [
    'ndis',
    'vstack',
    { type: 'ProtocolOidRequestComplete', id: 'vf0', oid: create, status: 'NDIS_STATUS_SUCCESS' },
  ];

  test('a request and its completion', () => {
    expect(during(protocolOidOnce, request, answer, request, answer)).toBe('holds');
  });

  test('a second completion', () => {
    expect(during(protocolOidOnce, request, answer, answer)).toMatchInlineSnapshot(
      `"ndis completed OID_NIC_SWITCH_CREATE_SWITCH (vf0) of vstack, which is not outstanding"`,
    );
  });

  test('a completion that names another OID', () => {
    const other: Delivery = [answer[0], answer[1], { ...answer[2], oid: 'OID_SRIOV_RESET_VF' }];
    expect(during(protocolOidOnce, request, other)).toContain('not OID_NIC_SWITCH_CREATE_SWITCH');
  });

  test('a slot that is still in use', () => {
    expect(during(protocolOidOnce, request, request)).toContain('still names');
  });
});
