/** How an OID request is issued, handled, cancelled and completed. */
import type { CardGroup } from '../card.ts';

/** What MiniportInitializeEx registered for the adapter. */
const ADAPTER_CONTEXT = { name: 'MiniportAdapterContext', dir: 'in', type: 'NDIS_HANDLE' } as const;

/** The request. */
const OID_REQUEST = { name: 'OidRequest', dir: 'in', type: 'PNDIS_OID_REQUEST' } as const;

export const OID_REQUEST_ROUTINES = {
  common: {
    kind: 'routine',
    header: 'ndis.h',
    providedBy: 'miniport',
    calledBy: 'NDIS',
    minOs: 'NDIS 6.0',
  },
  cards: {
    NdisMOidRequestComplete: {
      doc: 'complete an OID that was pended',
      irqlMax: 'DISPATCH_LEVEL',
      parameters: [
        { name: 'MiniportAdapterHandle', dir: 'in', type: 'NDIS_HANDLE' },
        {
          name: 'OidRequest',
          dir: 'in',
          type: 'PNDIS_OID_REQUEST',
          rule: 'the pointer MiniportOidRequest received',
        },
        {
          name: 'Status',
          dir: 'in',
          type: 'NDIS_STATUS',
          rule: 'any final status, never NDIS_STATUS_PENDING',
        },
      ],
      returns: [{ status: 'void', when: '' }],
      rules: [
        'Call exactly once, only for a request whose handler returned NDIS_STATUS_PENDING',
        'Not allowed if the handler returned NDIS_STATUS_SUCCESS',
        "Triggers the issuer's completion callback",
        'Second call for one OID: verifier bug check 0xC4/0x00091002',
      ],
      providedBy: 'NDIS',
      calledBy: 'miniport',
      source: 'ndis/nf-ndis-ndismoidrequestcomplete.md',
    },
    MiniportOidRequest: {
      doc: 'handle an OID: finish it, or pend it and own it',
      irqlMax: 'PASSIVE_LEVEL',
      parameters: [ADAPTER_CONTEXT, OID_REQUEST],
      returns: [
        { status: 'NDIS_STATUS_SUCCESS', when: 'handled synchronously' },
        { status: 'NDIS_STATUS_PENDING', when: 'will be finished by NdisMOidRequestComplete' },
        { status: 'NDIS_STATUS_INVALID_OID', when: 'OID not recognised' },
        { status: 'NDIS_STATUS_NOT_SUPPORTED', when: 'recognised, not supported' },
        { status: 'NDIS_STATUS_BUFFER_TOO_SHORT', when: 'output buffer too small' },
        { status: 'NDIS_STATUS_INVALID_LENGTH', when: 'InformationBufferLength wrong for the OID' },
        { status: 'NDIS_STATUS_INVALID_DATA', when: 'parameter invalid / out of bounds' },
        {
          status: 'NDIS_STATUS_NOT_ACCEPTED',
          when: 'received between the surprise-removal event and MiniportHaltEx',
        },
        {
          status: 'NDIS_STATUS_REQUEST_ABORTED',
          when: 'processing abandoned, e.g. reset or cancel',
        },
        {
          status: 'NDIS_STATUS_INDICATION_REQUIRED',
          when: 'result comes by status indication; only where the OID page allows',
        },
      ],
      rules: [
        'One at a time per adapter: no further call until a pended request completes',
        'NDIS does not check OID-specific contents (SR-IOV OIDs excepted where a page ' +
          'says NDIS validates)',
        'Do not wait for hardware inside the call: return pending and use a work item; ' +
          'check-for-hang cannot reset a driver stuck inside it',
        'Handled in Running, Restarting, Paused and Pausing states',
        'Finish within 1 s (advice); verifier limit 12 s',
        'Two (some OIDs four) missed check-for-hang periods, default 2 s each, let NDIS ' +
          'reset the driver',
        'Set SupportedRevision on a successful set',
      ],
      source: 'ndis/nc-ndis-miniport_oid_request.md',
      contradictions: ['C19'],
      aliases: ['MINIPORT_OID_REQUEST'],
    },
    MiniportCancelOidRequest: {
      doc: 'an OID shall end soon',
      irqlMax: 'DISPATCH_LEVEL',
      parameters: [
        ADAPTER_CONTEXT,
        {
          name: 'RequestId',
          dir: 'in',
          type: 'PVOID',
          rule: 'matches RequestId of the pending request(s)',
        },
      ],
      returns: [{ status: 'void', when: '' }],
      rules: [
        'Raised by issuer cancel or by expiry of NDIS_OID_REQUEST.Timeout',
        'Driver completes the pended request soon, with NDIS_STATUS_REQUEST_ABORTED if unfinished',
        'Runs at up to DISPATCH_LEVEL while the handler runs at PASSIVE_LEVEL: they can ' +
          'overlap, so completion ownership must be decided under a lock',
      ],
      source: 'ndis/nc-ndis-miniport_cancel_oid_request.md',
      aliases: ['MINIPORT_CANCEL_OID_REQUEST'],
    },
    NdisOidRequest: {
      doc: 'send an OID down to a miniport',
      irqlMax: 'DISPATCH_LEVEL',
      parameters: [
        { name: 'NdisBindingHandle', dir: 'in', type: 'NDIS_HANDLE' },
        {
          name: 'OidRequest',
          dir: 'in',
          type: 'PNDIS_OID_REQUEST',
          rule: 'request and buffers from nonpaged pool',
        },
      ],
      returns: [
        { status: 'NDIS_STATUS_SUCCESS', when: 'done' },
        { status: 'NDIS_STATUS_PENDING', when: 'ProtocolOidRequestComplete follows' },
        { status: 'NDIS_STATUS_CLOSING', when: 'close in progress' },
        { status: 'NDIS_STATUS_RESET_IN_PROGRESS', when: 'retry later' },
        { status: 'NDIS_STATUS_RESOURCES', when: 'retry later' },
        { status: 'NDIS_STATUS_NOT_ACCEPTED', when: 'tried and failed' },
        {
          status: 'NDIS_STATUS_INVALID_PARAMETER',
          when: 'ALLOCATE_VF: NDIS own validation failed',
        },
        { status: 'NDIS_STATUS_FAILURE', when: 'unspecific' },
      ],
      rules: [
        'NDIS intercepts and checks ALLOCATE_VF, CREATE_VPORT, MOVE_FILTER before the ' +
          'PF miniport sees them',
      ],
      providedBy: 'NDIS',
      calledBy: 'protocol driver',
      source: 'ndis/nf-ndis-ndisoidrequest.md',
      contradictions: ['C19'],
    },
    NdisCancelOidRequest: {
      doc: 'ask for OIDs to end soon',
      irqlMax: 'DISPATCH_LEVEL',
      parameters: [
        { name: 'NdisBindingHandle', dir: 'in', type: 'NDIS_HANDLE' },
        { name: 'RequestId', dir: 'in', type: 'PVOID', rule: 'must match' },
      ],
      returns: [{ status: 'void', when: '' }],
      rules: ['Only a request, not a guarantee'],
      providedBy: 'NDIS',
      calledBy: 'protocol driver',
      source: 'ndis/nf-ndis-ndiscanceloidrequest.md',
    },
    MiniportDirectOidRequest: {
      doc: 'handle an OID that is not serialised with others',
      irqlMax: 'DISPATCH_LEVEL',
      parameters: [ADAPTER_CONTEXT, OID_REQUEST],
      returns: [
        { status: 'NDIS_STATUS_SUCCESS', when: 'handled synchronously' },
        { status: 'NDIS_STATUS_PENDING', when: 'will be finished by NdisMOidRequestComplete' },
        { status: 'NDIS_STATUS_INVALID_OID', when: 'OID not recognised' },
        { status: 'NDIS_STATUS_NOT_SUPPORTED', when: 'recognised, not supported' },
        { status: 'NDIS_STATUS_BUFFER_TOO_SHORT', when: 'output buffer too small' },
        { status: 'NDIS_STATUS_INVALID_LENGTH', when: 'InformationBufferLength wrong for the OID' },
        { status: 'NDIS_STATUS_INVALID_DATA', when: 'parameter invalid / out of bounds' },
        {
          status: 'NDIS_STATUS_NOT_ACCEPTED',
          when: 'received between the surprise-removal event and MiniportHaltEx',
        },
        {
          status: 'NDIS_STATUS_REQUEST_ABORTED',
          when: 'processing abandoned, e.g. reset or cancel',
        },
        {
          status: 'NDIS_STATUS_INDICATION_REQUIRED',
          when: 'result comes by status indication; only where the OID page allows',
        },
      ],
      rules: [
        'NOT serialised against other direct or regular OIDs',
        'May pend, may not block',
        'Only OIDs whose page allows it; no SR-IOV page mentions the direct path',
      ],
      minOs: 'NDIS 6.1',
      source: 'ndis/nc-ndis-miniport_direct_oid_request.md',
    },
    MiniportCancelDirectOidRequest: {
      doc: 'such an OID shall end soon',
      irqlMax: 'DISPATCH_LEVEL',
      parameters: [ADAPTER_CONTEXT, { name: 'RequestId', dir: 'in', type: 'PVOID' }],
      returns: [{ status: 'void', when: '' }],
      rules: ['Not called on timeout, unlike the regular cancel'],
      minOs: 'NDIS 6.1',
      source: 'ndis/nc-ndis-miniport_cancel_direct_oid_request.md',
    },
    NdisMDirectOidRequestComplete: {
      doc: 'complete such an OID',
      irqlMax: 'DISPATCH_LEVEL',
      parameters: [
        { name: 'MiniportAdapterHandle', dir: 'in', type: 'NDIS_HANDLE' },
        OID_REQUEST,
        { name: 'Status', dir: 'in', type: 'NDIS_STATUS', rule: 'not PENDING' },
      ],
      returns: [{ status: 'void', when: '' }],
      rules: ['Completes a pended direct OID'],
      providedBy: 'NDIS',
      calledBy: 'miniport',
      minOs: 'NDIS 6.1',
      source: 'ndis/nf-ndis-ndismdirectoidrequestcomplete.md',
    },
    MiniportSynchronousOidRequest: {
      doc: 'handle an OID that may not be pended',
      irqlMax: 'DISPATCH_LEVEL',
      parameters: [ADAPTER_CONTEXT, OID_REQUEST],
      returns: [
        { status: 'NDIS_STATUS_SUCCESS', when: 'handled synchronously' },
        { status: 'NDIS_STATUS_INVALID_OID', when: 'OID not recognised' },
        { status: 'NDIS_STATUS_NOT_SUPPORTED', when: 'recognised, not supported' },
        { status: 'NDIS_STATUS_BUFFER_TOO_SHORT', when: 'output buffer too small' },
        { status: 'NDIS_STATUS_INVALID_LENGTH', when: 'InformationBufferLength wrong for the OID' },
        { status: 'NDIS_STATUS_INVALID_DATA', when: 'parameter invalid / out of bounds' },
        {
          status: 'NDIS_STATUS_INDICATION_REQUIRED',
          when: 'result comes by status indication; only where the OID page allows',
        },
      ],
      rules: ['Cannot pend, cannot block, not serialised', 'Only RSSv2 uses it in 1709'],
      minOs: 'Windows 10 1709 (NDIS 6.80)',
      source: 'ndis/nf-ndis-miniport_synchronous_oid_request.md',
    },
  },
} as const satisfies CardGroup;
