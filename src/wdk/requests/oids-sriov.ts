/** OIDs on SR-IOV as such: capabilities, identity and base address registers. */
import type { CardGroup } from '../card.ts';
import {
  DONE,
  NO_SRIOV,
  OTHER_REASON,
  SHORT_METHOD_BY_MINIPORT,
  SHORT_QUERY_PER_PAGE,
} from './oid-returns.ts';

export const SRIOV_OIDS = {
  common: {
    kind: 'oid',
    header: 'ntddndis.h',
    valueSource: 'public ntddndis.h',
  },
  cards: {
    OID_SRIOV_HARDWARE_CAPABILITIES: {
      irqlMax: null,
      irqlNote: 'answered by NDIS, miniport not called',
      parameters: [{ name: 'InformationBuffer', dir: 'out', type: 'NDIS_SRIOV_CAPABILITIES' }],
      returns: [DONE, NO_SRIOV, SHORT_QUERY_PER_PAGE, OTHER_REASON],
      rules: ['All capabilities, enabled or not'],
      providedBy: 'NDIS',
      calledBy: 'overlying driver (virtualization stack / extensible switch)',
      minOs: 'NDIS 6.30 (Windows Server 2012)',
      source: 'network/oid-sriov-hardware-capabilities.md',
    },
    OID_SRIOV_CURRENT_CAPABILITIES: {
      irqlMax: null,
      irqlNote: 'answered by NDIS, miniport not called',
      parameters: [{ name: 'InformationBuffer', dir: 'out', type: 'NDIS_SRIOV_CAPABILITIES' }],
      returns: [DONE, NO_SRIOV, SHORT_QUERY_PER_PAGE, OTHER_REASON],
      rules: ['Enabled ones only'],
      providedBy: 'NDIS',
      calledBy: 'overlying driver (virtualization stack / extensible switch)',
      minOs: 'NDIS 6.30 (Windows Server 2012)',
      source: 'network/oid-sriov-current-capabilities.md',
    },
    OID_SRIOV_PF_LUID: {
      irqlMax: null,
      irqlNote: 'answered by NDIS, miniport not called',
      parameters: [{ name: 'InformationBuffer', dir: 'out', type: 'NDIS_SRIOV_PF_LUID_INFO' }],
      returns: [DONE, NO_SRIOV, SHORT_QUERY_PER_PAGE, OTHER_REASON],
      rules: ['LUID valid from before MiniportInitializeEx to MiniportHaltEx of the PF miniport'],
      providedBy: 'NDIS',
      calledBy: 'overlying driver (virtualization stack / extensible switch)',
      minOs: 'NDIS 6.30 (Windows Server 2012)',
      source: 'network/oid-sriov-pf-luid.md',
    },
    OID_SRIOV_PROBED_BARS: {
      irqlMax: 'PASSIVE_LEVEL',
      irqlNote: 'IRQL at which MiniportOidRequest receives it',
      parameters: [
        {
          name: 'InformationBuffer',
          dir: 'out',
          type: 'NDIS_SRIOV_PROBED_BARS_INFO + ULONG[PCI_TYPE0_ADDRESSES]',
        },
      ],
      returns: [
        DONE,
        NO_SRIOV,
        {
          status: 'NDIS_STATUS_INVALID_PARAMETER',
          when: 'bad member in NDIS_SRIOV_PROBED_BARS_INFO',
        },
        {
          status: 'NDIS_STATUS_INVALID_LENGTH',
          when: 'buffer too small; miniport sets DATA.QUERY_INFORMATION.BytesNeeded',
        },
        OTHER_REASON,
      ],
      rules: [
        "Triggered by the guest VPCI driver's BAR query before it exposes the VF",
        'Answer = what the host PCI driver saw when probing',
        'Element offset = BAR offset',
        'PF miniport may call NdisMQueryProbedBars',
      ],
      providedBy: 'PF miniport',
      calledBy: 'NDIS only',
      minOs: 'NDIS 6.30 (Windows Server 2012)',
      source: 'network/oid-sriov-probed-bars.md',
      contradictions: ['C11'],
    },
    OID_SRIOV_BAR_RESOURCES: {
      irqlMax: 'PASSIVE_LEVEL',
      irqlNote: 'IRQL at which MiniportOidRequest receives it',
      parameters: [
        {
          name: 'InformationBuffer',
          dir: 'inout',
          type: 'NDIS_SRIOV_BAR_RESOURCES_INFO + CM_PARTIAL_RESOURCE_DESCRIPTOR',
        },
      ],
      returns: [
        DONE,
        NO_SRIOV,
        {
          status: 'NDIS_STATUS_INVALID_PARAMETER',
          when: 'bad member in NDIS_SRIOV_BAR_RESOURCES_INFO',
        },
        SHORT_METHOD_BY_MINIPORT,
        OTHER_REASON,
      ],
      rules: ['Answer type CmResourceTypeMemory', 'VF must be allocated (struct page)'],
      providedBy: 'PF miniport',
      calledBy: 'NDIS only',
      minOs: 'NDIS 6.30 (Windows Server 2012)',
      source: 'network/oid-sriov-bar-resources.md',
      contradictions: ['C23'],
    },
    OID_SRIOV_CONFIG_STATE: {
      irqlMax: null,
      documented: false,
      rules: [
        'header comment: VF only; struct NDIS_SRIOV_CONFIG_STATE_PARAMETERS{BlockId,Length}',
        'In the header only; no page describes it',
      ],
      source: 'public ntddndis.h',
    },
    OID_SRIOV_OVERLYING_ADAPTER_INFO: {
      irqlMax: null,
      documented: false,
      rules: [
        'header: NDIS 6.70; struct NDIS_SRIOV_OVERLYING_ADAPTER_INFO{IfIndex,...}',
        'In the header only; no page describes it',
      ],
      source: 'public ntddndis.h',
    },
  },
} as const satisfies CardGroup;
