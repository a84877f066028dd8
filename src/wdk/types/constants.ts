/** Constants: where they matter. Values are in constants.ts. */
import type { CardGroup } from '../card.ts';

export const CONSTANT_CARDS = {
  common: {
    kind: 'constant',
    header: 'ntddndis.h',
    irqlMax: null,
  },
  cards: {
    VPCI_MAX_READ_WRITE_BLOCK_SIZE: {
      header: 'pcivirt.h',
      rules: [
        'Upper bound for Length of ReadVfConfigBlock / WriteVfConfigBlock and ' +
          'SRIOV_READ_BLOCK / SRIOV_WRITE_BLOCK',
        'Reference pages never print the number; header copy gives 128',
        'vpci.h itself does not define it',
      ],
      minOs: 'Windows Server 2012',
      source: 'public pcivirt.h',
      contradictions: ['C14'],
    },
    NDIS_NIC_SWITCH_VPORT_STATE: {
      doc: 'whether packets flow through a virtual port',
      rules: [
        'Undefined 0, Activated 1, Deactivated 2, Maximum 3',
        'Only Deactivated->Activated; deletion is the only way back',
      ],
      minOs: 'NDIS 6.30 (Windows Server 2012)',
      source: 'ntddndis/ne-ntddndis-_ndis_nic_switch_vport_state.md',
    },
    NDIS_PF_FUNCTION_ID: {
      rules: ['(USHORT)-1; same bits as NDIS_INVALID_VF_FUNCTION_ID: meaning depends on the field'],
      source: 'public ntddndis.h',
    },
    NDIS_INVALID_VF_FUNCTION_ID: {
      rules: ['Required VFId input of ALLOCATE_VF'],
      source: 'public ntddndis.h',
    },
    NDIS_INVALID_RID: {
      rules: ['Required RequestorId input of ALLOCATE_VF'],
      source: 'public ntddndis.h',
    },
    NDIS_DEFAULT_VPORT_ID: {
      rules: ['Default VPort; also the input value of CREATE_VPORT'],
      source: 'public ntddndis.h',
    },
    NDIS_INVALID_VPORT_ID: {
      source: 'public ntddndis.h',
    },
    NDIS_DEFAULT_SWITCH_ID: {
      rules: ['Only valid switch since Windows Server 2012'],
      source: 'public ntddndis.h',
    },
    NDIS_INVALID_SWITCH_ID: {
      source: 'public ntddndis.h',
    },
    NDIS_SRIOV_CAPS_SRIOV_SUPPORTED: {
      source: 'public ntddndis.h',
    },
    NDIS_SRIOV_CAPS_PF_MINIPORT: {
      source: 'public ntddndis.h',
    },
    NDIS_SRIOV_CAPS_VF_MINIPORT: {
      source: 'public ntddndis.h',
    },
    PCI_TYPE0_ADDRESSES: {
      header: 'wdm.h',
      rules: [
        'Number of BARs in a type 0 header; number itself is general PCI knowledge, ' +
          'pages use only the name',
      ],
      source: 'wdm/nc-wdm-get_virtual_function_probed_bars.md',
    },
    TotalVFs: {
      doc: 'the most VFs a PF can have, read from its capability',
      header: 'PCIe SR-IOV extended capability',
      rules: ['Read-only capability field: max VFs of the PF; bound for NumVFs and GetLocation'],
      source: 'network/sr-iov-physical-function--pf-.md',
    },
    SRIOV_INVALIDATE_BLOCK_ALL_VFS: {
      header: 'pcivirt.h',
      rules: ['VfIndex meaning every VF'],
      source: 'public pcivirt.h',
    },
  },
} as const satisfies CardGroup;
