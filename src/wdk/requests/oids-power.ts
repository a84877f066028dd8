/** OIDs by which NDIS changes an adapter's power state. */
import type { CardGroup } from '../card.ts';
import { DONE, LATER, RESETTING } from './oid-returns.ts';

export const POWER_OIDS = {
  common: {
    kind: 'oid',
    header: 'ntddndis.h',
    irqlMax: 'PASSIVE_LEVEL',
    providedBy: 'miniport',
    calledBy: 'NDIS',
    minOs: 'NDIS 6.0',
  },
  cards: {
    OID_PNP_SET_POWER: {
      parameters: [{ name: 'InformationBuffer', dir: 'in', type: 'NDIS_DEVICE_POWER_STATE' }],
      returns: [DONE, LATER, RESETTING],
      rules: [
        'To D1-D3: finish/return sends with NDIS_STATUS_LOW_POWER_STATE, reject new ones',
        '6.30+: do not wait for receive returns; may come in Paused or Running',
        'No adapter access after the bus driver reaches D3',
        'NO_PAUSE_ON_SUSPEND flag + all 6.30 drivers: no pause/restart around it',
      ],
      source: 'network/oid-pnp-set-power.md',
      contradictions: ['C22'],
    },
    OID_PNP_QUERY_POWER: {
      parameters: [
        { name: 'InformationBuffer', dir: 'in', type: 'NDIS_DEVICE_POWER_STATE', rule: 'D1..D3' },
      ],
      returns: [{ status: 'NDIS_STATUS_SUCCESS', when: 'the only legal answer' }],
      rules: ['Always followed by OID_PNP_SET_POWER (D0 cancels it)'],
      source: 'network/oid-pnp-query-power.md',
    },
  },
} as const satisfies CardGroup;
