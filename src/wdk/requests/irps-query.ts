/** PnP IRPs that ask a driver for something, config space included. */
import type { CardGroup } from '../card.ts';

export const QUERY_IRPS = {
  common: {
    kind: 'irp',
    header: 'wdm.h',
    majorFunction: 'IRP_MJ_PNP',
    calledBy: 'any driver',
  },
  cards: {
    IRP_MN_QUERY_DEVICE_RELATIONS: {
      irqlMax: 'PASSIVE_LEVEL',
      handledFirstBy: 'function driver of the bus adds its children; top driver first',
      returns: [
        { status: 'STATUS_SUCCESS', when: 'Information = DEVICE_RELATIONS*' },
        { status: 'STATUS_INSUFFICIENT_RESOURCES', when: 'allocation failed' },
      ],
      rules: [
        'BusRelations lists every physically present child, started or not',
        'Omitting a child that was listed before makes the PnP manager start its removal',
        'Each reported PDO must be referenced with ObReferenceObject',
        'Bus FDO adds to an existing list, passes the IRP down, does not complete it',
        'Bus driver does not delete PDOs here',
        'Only this PnP IRP carries a valid file object (TargetDeviceRelation)',
        'Recommended to pend (Vista+)',
      ],
      providedBy: 'bus FDO (BusRelations); PDO (TargetDeviceRelation)',
      calledBy: 'PnP manager',
      source: 'kernel/irp-mn-query-device-relations.md',
    },
    IRP_MN_QUERY_INTERFACE: {
      irqlMax: 'PASSIVE_LEVEL',
      handledFirstBy: 'whichever driver exports the interface; bus driver for child PDOs',
      parameters: [
        { name: 'InterfaceType', dir: 'in', type: 'CONST GUID*' },
        { name: 'Size', dir: 'in', type: 'USHORT', rule: 'upper bound for the returned structure' },
        { name: 'Version', dir: 'in', type: 'USHORT' },
        { name: 'Interface', dir: 'out', type: 'PINTERFACE', rule: 'caller storage' },
        { name: 'InterfaceSpecificData', dir: 'in', type: 'PVOID', rule: 'usually NULL' },
      ],
      returns: [
        { status: 'STATUS_SUCCESS', when: 'Information = 0, Interface filled' },
        {
          status: 'unchanged status',
          when:
            'bus driver that does not export it completes without touching Status (initial ' +
            'value STATUS_NOT_SUPPORTED)',
        },
        { status: 'error status', when: 'export attempt failed' },
      ],
      rules: [
        'May arrive any time after AddDevice, before start too',
        'Exporter must not return a structure larger than Size',
        'Version: return closest supported not above the requested; requester checks ' +
          'the returned version',
        'Exporter calls InterfaceReference before returning',
        'Requester must InterfaceDereference when done',
        'Unknown InterfaceType: pass down at once, never queue or block',
        'Sender sets IoStatus.Status to STATUS_NOT_SUPPORTED first and may use paged ' +
          'memory for the structure',
        'Cross-stack users must register for target-device change and dereference on ' +
          'GUID_TARGET_DEVICE_QUERY_REMOVE',
      ],
      providedBy: 'bus driver must; function/filter may',
      source: 'kernel/irp-mn-query-interface.md',
    },
    IRP_MN_QUERY_CAPABILITIES: {
      irqlMax: 'PASSIVE_LEVEL',
      handledFirstBy: 'bus driver right after enumeration; whole stack again after start',
      returns: [
        { status: 'STATUS_SUCCESS', when: 'filled' },
        { status: 'error', when: 'unsupported DEVICE_CAPABILITIES version' },
      ],
      rules: [
        'Size and Version of DEVICE_CAPABILITIES belong to the sender (Version 1)',
        'Add capabilities on the way down, remove on the way up',
        'Non-handlers pass it down untouched',
      ],
      providedBy: 'bus driver must',
      calledBy: 'PnP manager or any driver',
      source: 'kernel/irp-mn-query-capabilities.md',
    },
    IRP_MN_READ_CONFIG: {
      irqlMax: 'APC_LEVEL',
      handledFirstBy: 'bus driver for its child PDO',
      parameters: [
        {
          name: 'WhichSpace',
          dir: 'in',
          type: 'ULONG',
          rule: 'PCI_WHICHSPACE_CONFIG or PCI_WHICHSPACE_ROM for PCI',
        },
        { name: 'Buffer', dir: 'inout', type: 'PVOID', rule: 'paged memory allowed' },
        { name: 'Offset', dir: 'in', type: 'ULONG' },
        { name: 'Length', dir: 'in', type: 'ULONG' },
      ],
      returns: [
        { status: 'STATUS_SUCCESS', when: 'Information = byte count' },
        { status: 'STATUS_INVALID_PARAMETER_n', when: 'bad parameter' },
        { status: 'STATUS_NO_SUCH_DEVICE', when: 'child gone' },
        { status: 'STATUS_DEVICE_NOT_READY', when: 'not ready' },
        { status: 'STATUS_PENDING', when: 'bus driver completes later' },
      ],
      rules: [
        'Sender must be strictly below DISPATCH_LEVEL',
        'Function/filter drivers pass it down, no completion routine, status untouched',
        'For DISPATCH_LEVEL access use BUS_INTERFACE_STANDARD obtained earlier',
      ],
      providedBy: 'bus driver only',
      source: 'kernel/irp-mn-read-config.md',
      contradictions: ['C12', 'C13'],
    },
    IRP_MN_WRITE_CONFIG: {
      irqlMax: 'APC_LEVEL',
      handledFirstBy: 'bus driver for its child PDO',
      parameters: [
        {
          name: 'WhichSpace',
          dir: 'in',
          type: 'ULONG',
          rule: 'PCI_WHICHSPACE_CONFIG or PCI_WHICHSPACE_ROM for PCI',
        },
        { name: 'Buffer', dir: 'inout', type: 'PVOID', rule: 'paged memory allowed' },
        { name: 'Offset', dir: 'in', type: 'ULONG' },
        { name: 'Length', dir: 'in', type: 'ULONG' },
      ],
      returns: [
        { status: 'STATUS_SUCCESS', when: 'Information = byte count' },
        { status: 'STATUS_INVALID_PARAMETER_n', when: 'bad parameter' },
        { status: 'STATUS_NO_SUCH_DEVICE', when: 'child gone' },
        { status: 'STATUS_DEVICE_NOT_READY', when: 'not ready' },
        { status: 'STATUS_PENDING', when: 'bus driver completes later' },
      ],
      rules: ['Same rules as IRP_MN_READ_CONFIG'],
      providedBy: 'bus driver only',
      source: 'kernel/irp-mn-write-config.md',
      contradictions: ['C12', 'C13'],
    },
  },
} as const satisfies CardGroup;
