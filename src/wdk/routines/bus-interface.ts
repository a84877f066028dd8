/** Reference counting that every interface has, and access to a function's own config space. */
import type { CardGroup } from '../card.ts';

export const BUS_INTERFACE_ROUTINES = {
  common: {
    kind: 'routine',
    header: 'wdm.h',
    irqlMax: null,
    providedBy: "the interface's exporter",
  },
  cards: {
    InterfaceReference: {
      doc: 'one more user of an interface',
      parameters: [
        { name: 'Context', dir: 'in', type: 'PVOID', rule: 'Context member of the interface' },
      ],
      returns: [{ status: 'void', when: '' }],
      rules: [
        'Function type PINTERFACE_REFERENCE',
        'Exporter calls it once each time it hands out the interface, before completing the query',
        'A driver that passes the interface on references it for the receiver',
        'No general IRQL rule: set per interface',
      ],
      calledBy: 'exporter; any driver that passes the interface on',
      source: 'wdm/nc-wdm-pinterface_reference.md',
      aliases: ['PINTERFACE_REFERENCE'],
    },
    InterfaceDereference: {
      doc: 'one user of an interface less',
      parameters: [
        { name: 'Context', dir: 'in', type: 'PVOID', rule: 'Context member of the interface' },
      ],
      returns: [{ status: 'void', when: '' }],
      rules: [
        'Function type PINTERFACE_DEREFERENCE',
        'Each importer calls it once when done',
        'After it, no member may be called until the interface is re-queried',
        'No general IRQL rule: set per interface',
      ],
      calledBy: 'importer',
      source: 'wdm/nc-wdm-pinterface_dereference.md',
      aliases: ['PINTERFACE_DEREFERENCE'],
    },
    GetBusData: {
      doc: "read or write a function's own config space",
      parameters: [
        {
          name: 'Context',
          dir: 'inout',
          type: 'PVOID',
          rule: 'must be the Context member of the BUS_INTERFACE_STANDARD the routine came from',
        },
        {
          name: 'DataType',
          dir: 'in',
          type: 'ULONG',
          rule: 'WhichSpace value, e.g. PCI_WHICHSPACE_CONFIG',
        },
        { name: 'Buffer', dir: 'in', type: 'PVOID' },
        { name: 'Offset', dir: 'in', type: 'ULONG' },
        { name: 'Length', dir: 'in', type: 'ULONG' },
      ],
      returns: [
        { status: 'bytes read', when: 'ok' },
        { status: '0', when: 'failed' },
      ],
      rules: [
        'PCI_WHICHSPACE_CONFIG callable up to DIRQL; PCI_WHICHSPACE_ROM up to APC_LEVEL',
        'A PCIe VF driver must stay at or below APC_LEVEL (the access goes through the ' +
          'virtualization stack)',
        'SetBusData is the write twin; it has no page of its own',
      ],
      providedBy: 'BUS_INTERFACE_STANDARD',
      calledBy: 'function drivers; VF drivers in guests',
      source: 'wdm/nc-wdm-get_set_device_data.md',
      contradictions: ['C09', 'C12'],
      aliases: ['GET_SET_DEVICE_DATA', 'SetBusData'],
    },
  },
} as const satisfies CardGroup;
