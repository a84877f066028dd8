/** NDIS statuses and status indications that the SR-IOV pages single out. */
import type { CardGroup } from '../card.ts';

export const STATUS_CARDS = {
  common: {
    kind: 'constant',
    header: 'ndis.h',
    irqlMax: null,
  },
  cards: {
    NDIS_STATUS_NIC_SWITCH_CURRENT_CAPABILITIES: {
      rules: ['Status indication from the PF miniport when enabled capabilities change'],
      source: 'network/ndis-status-nic-switch-current-capabilities.md',
      valueSource: 'public ndis.h',
    },
    NDIS_STATUS_NIC_SWITCH_HARDWARE_CAPABILITIES: {
      rules: ['Status indication from the PF miniport when hardware capabilities change'],
      source: 'network/ndis-status-nic-switch-hardware-capabilities.md',
      valueSource: 'public ndis.h',
    },
    NDIS_STATUS_SWITCH_PORT_REMOVE_VF: {
      rules: [
        'Forwarding extension removes a VF assignment so traffic goes through the switch',
        'Wrapped in NDIS_STATUS_SWITCH_NIC_STATUS',
        'ReferenceSwitchNic before, DereferenceSwitchNic after; skip if the reference ' +
          'fails or a NIC disconnect OID was seen',
      ],
      source: 'network/ndis-status-switch-port-remove-vf.md',
      valueSource: 'public ndis.h',
    },
    NDIS_STATUS_VF_CONFIG_STATE: {
      rules: ['In the header only; no page describes it'],
      source: 'public ndis.h',
      valueSource: 'public ndis.h',
    },
    NDIS_STATUS_RESET_START: {
      rules: [
        'Indicated by NDIS, not the miniport',
        'Upper drivers hold sends and make no calls towards the miniport until RESET_END',
      ],
      source: 'network/ndis-status-reset-start.md',
      valueSource: 'public ndis.h',
    },
    NDIS_STATUS_RESET_END: {
      rules: ['Indicated by NDIS'],
      source: 'network/ndis-status-reset-start.md',
      valueSource: 'public ndis.h',
    },
    NDIS_STATUS_REQUEST_ABORTED: {
      source: 'public MinGW ndis.h',
    },
    NDIS_STATUS_RESET_IN_PROGRESS: {
      source: 'public MinGW ndis.h',
    },
    NDIS_STATUS_NOT_SUPPORTED: {
      source: 'public MinGW ndis.h',
    },
    NDIS_STATUS_FAILURE: {
      source: 'public MinGW ndis.h',
    },
    NDIS_STATUS_RESOURCES: {
      source: 'public MinGW ndis.h',
    },
  },
} as const satisfies CardGroup;
