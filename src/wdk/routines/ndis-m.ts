/** NDIS calls by which a miniport finishes those handlers and reports about itself. */
import type { CardGroup } from '../card.ts';

export const NDIS_M_ROUTINES = {
  common: {
    kind: 'routine',
    header: 'ndis.h',
    providedBy: 'NDIS',
    calledBy: 'miniport',
    minOs: 'NDIS 6.0',
  },
  cards: {
    NdisMPauseComplete: {
      doc: 'the pended pause is done',
      irqlMax: 'DISPATCH_LEVEL',
      rules: ['After a pended MiniportPause'],
      source: 'ndis/nf-ndis-ndismpausecomplete.md',
    },
    NdisMRestartComplete: {
      doc: 'the pended restart is done',
      irqlMax: 'DISPATCH_LEVEL',
      rules: ['After a pended MiniportRestart; status SUCCESS, RESOURCES or FAILURE'],
      source: 'ndis/nf-ndis-ndismrestartcomplete.md',
    },
    NdisMResetComplete: {
      doc: 'the pended reset is done',
      irqlMax: 'DISPATCH_LEVEL',
      rules: [
        'After a pended MiniportResetEx',
        'Hold no spin lock',
        '6.30+: pending OIDs/sends completed first',
      ],
      source: 'ndis/nf-ndis-ndismresetcomplete~r1.md',
    },
    NdisMResetMiniport: {
      doc: 'ask for a reset',
      irqlMax: 'DISPATCH_LEVEL',
      rules: ['Asks NDIS for an asynchronous reset through a work item'],
      minOs: 'NDIS 6.30 (Windows Server 2012)',
      source: 'ndis/nf-ndis-ndismresetminiport.md',
    },
    NdisMRemoveMiniport: {
      doc: 'ask to be removed after a fatal failure',
      irqlMax: 'DISPATCH_LEVEL',
      rules: ['Ask NDIS to remove an unrecoverable adapter; SUCCESS or FAILURE'],
      source: 'ndis/nf-ndis-ndismremoveminiport.md',
    },
    NdisMIdleNotificationComplete: {
      doc: 'the idle notification is over',
      irqlMax: 'DISPATCH_LEVEL',
      rules: ['Bus IRPs cancelled first'],
      minOs: 'NDIS 6.30 (Windows Server 2012)',
      source: 'ndis/nf-ndis-ndismidlenotificationcomplete.md',
    },
    NdisMIdleNotificationConfirm: {
      doc: 'ready to sleep',
      irqlMax: 'PASSIVE_LEVEL',
      rules: ['Not after completion of that notification'],
      minOs: 'NDIS 6.30 (Windows Server 2012)',
      source: 'ndis/nf-ndis-ndismidlenotificationconfirm.md',
    },
    NdisMSetMiniportAttributes: {
      doc: 'register what the adapter is and can do',
      irqlMax: 'PASSIVE_LEVEL',
      rules: [
        'Registration, general, then others; from MiniportInitializeEx',
        'NDIS_STATUS_BAD_VERSION for an unsupported revision',
      ],
      source: 'ndis/nf-ndis-ndismsetminiportattributes.md',
    },
    NdisMIndicateStatusEx: {
      doc: 'announce a status upwards',
      irqlMax: 'DISPATCH_LEVEL',
      rules: ['Carries NDIS_STATUS_NIC_SWITCH_* capability changes'],
      source: 'ndis/nf-ndis-ndismindicatestatusex.md',
    },
    NdisGetHypervisorInfo: {
      doc: 'parent or child partition?',
      irqlMax: 'DISPATCH_LEVEL',
      rules: ['Parent vs child partition', 'Deprecated since Windows 10 1703'],
      source: 'ndis/nf-ndis-ndisgethypervisorinfo.md',
      contradictions: ['C26'],
    },
  },
} as const satisfies CardGroup;
