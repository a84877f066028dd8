/** What must hold of the tables by themselves, with nothing to compare them with. */
import { describe, expect, test } from 'vitest';
import * as wdk from '../../src/wdk/index.ts';

type Values = Readonly<Record<string, { readonly value: number | string }>>;

function duplicates(table: Values): string[] {
  const seen = new Map<number | string, string>();
  return Object.entries(table).flatMap(([name, { value }]) => {
    const before = seen.get(value);
    seen.set(value, name);
    return before === undefined ? [] : [`${before} and ${name} are both ${value}`];
  });
}

describe('values', () => {
  test.each<[string, Values]>([
    ['IRQL', wdk.IRQL],
    ['NTSTATUS', wdk.NTSTATUS],
    ['NDIS_STATUS', { ...wdk.NDIS_STATUS, ...wdk.NDIS_INDICATION }],
    ['BUGCHECK', wdk.BUGCHECK],
    ['PNP_MINOR', wdk.PNP_MINOR],
    ['POWER_MINOR', wdk.POWER_MINOR],
    ['IRP_MAJOR', wdk.IRP_MAJOR],
    ['OID', wdk.OID],
    ['IOCTL', wdk.IOCTL],
    ['GUID', wdk.GUID],
    ['VPCI_MESSAGE', wdk.VPCI_MESSAGE],
    ['VPCI_VERSION', wdk.VPCI_VERSION],
    ['CAPABILITY_ID', wdk.CAPABILITY_ID],
    ['EXTENDED_CAPABILITY_ID', wdk.EXTENDED_CAPABILITY_ID],
    ['SRIOV_CONTROL_BIT', wdk.SRIOV_CONTROL_BIT],
  ])('no two names in %s share a value', (_table, table) => {
    expect(duplicates(table)).toEqual([]);
  });

  test('only the two function ids share their bits among the constants that name nothing', () => {
    const none = ['NDIS_INVALID_RID', 'NDIS_INVALID_VPORT_ID', 'NDIS_INVALID_SWITCH_ID'] as const;
    expect(none.map((name) => wdk.CONSTANT[name].value)).toEqual(Array(3).fill(0xffffffff));
    expect(wdk.CONSTANT.NDIS_PF_FUNCTION_ID.value).toBe(
      wdk.CONSTANT.NDIS_INVALID_VF_FUNCTION_ID.value,
    );
  });

  test('an NDIS status that is an NTSTATUS by another name has its value', () => {
    expect(wdk.NDIS_STATUS.NDIS_STATUS_FAILURE.value).toBe(wdk.NTSTATUS.STATUS_UNSUCCESSFUL.value);
    expect(wdk.NDIS_STATUS.NDIS_STATUS_RESOURCES.value).toBe(
      wdk.NTSTATUS.STATUS_INSUFFICIENT_RESOURCES.value,
    );
    for (const name of ['SUCCESS', 'PENDING', 'NOT_SUPPORTED', 'INVALID_PARAMETER'] as const) {
      expect(wdk.NDIS_STATUS[`NDIS_STATUS_${name}`].value).toBe(
        wdk.NTSTATUS[`STATUS_${name}`].value,
      );
    }
  });

  test('an IOCTL is made of device type, access, function and method', () => {
    const code = (device: number, access: number, fn: number, method: number) =>
      (device << 16) | (access << 14) | (fn << 2) | method;
    const [busExtender, unknown] = [0x2a, 0x22];
    const [neither, buffered] = [3, 0];
    expect(wdk.IOCTL.IOCTL_VPCI_INVALIDATE_BLOCK.value).toBe(code(busExtender, 3, 1, neither));
    expect(wdk.IOCTL.IOCTL_VPCI_READ_BLOCK.value).toBe(code(busExtender, 3, 2, neither));
    expect(wdk.IOCTL.IOCTL_VPCI_WRITE_BLOCK.value).toBe(code(busExtender, 3, 3, neither));
    expect(wdk.IOCTL.IOCTL_SRIOV_NOTIFICATION.value).toBe(code(unknown, 1, 0x811, buffered));
  });

  test('VPCI messages follow their base without a gap', () => {
    const values = Object.values(wdk.VPCI_MESSAGE).map((message) => message.value);
    expect(values).toEqual(values.map((_, i) => wdk.VPCI_MESSAGE_BASE + i));
  });
});

describe('levels and severities', () => {
  test('a routine may be called at its limit and below, not above', () => {
    expect(wdk.irqlAtMost('APC_LEVEL', 'APC_LEVEL')).toBe(true);
    expect(wdk.irqlAtMost('PASSIVE_LEVEL', 'DISPATCH_LEVEL')).toBe(true);
    expect(wdk.irqlAtMost('DISPATCH_LEVEL', 'APC_LEVEL')).toBe(false);
    expect(wdk.irqlMax('PASSIVE_LEVEL', 'DISPATCH_LEVEL')).toBe('DISPATCH_LEVEL');
  });

  test('pending and time-out count as success to NT_SUCCESS, warnings and errors do not', () => {
    expect(wdk.ntSuccess('STATUS_PENDING')).toBe(true);
    expect(wdk.ntSuccess('STATUS_TIMEOUT')).toBe(true);
    expect(wdk.ntSuccess('STATUS_BUFFER_OVERFLOW')).toBe(false);
    expect(wdk.ntSuccess('STATUS_CANCELLED')).toBe(false);
    expect(wdk.ndisSuccess('NDIS_STATUS_PENDING')).toBe(false);
  });

  test('a bug check reads as a crash report prints it', () => {
    expect(wdk.bugcheckText('MULTIPLE_IRP_COMPLETE_REQUESTS')).toBe(
      '0x44 MULTIPLE_IRP_COMPLETE_REQUESTS',
    );
    expect(wdk.bugcheckText('IRQL_NOT_LESS_OR_EQUAL')).toBe('0x0A IRQL_NOT_LESS_OR_EQUAL');
  });
});

describe('registers', () => {
  test.each([
    ['type 0 header', wdk.TYPE0_HEADER, 0x40],
    ['SR-IOV capability', wdk.SRIOV_FIELD, wdk.SRIOV_CAPABILITY_BYTES],
  ] as const)('fields of the %s do not overlap and stay inside it', (_name, table, end) => {
    const fields = Object.values(table).sort((a, b) => a.offset - b.offset);
    fields.forEach((field, i) => {
      expect(field.offset + field.sizeBytes).toBeLessThanOrEqual(fields[i + 1]?.offset ?? end);
      expect(field.offset % field.sizeBytes === 0 || field.sizeBytes === 1).toBe(true);
    });
  });

  test('routing ids of VFs follow first offset and stride (Intel 82576: 0x80 and 2)', () => {
    expect(wdk.vfRoutingId(0x0100, 0x80, 2, 0)).toBe(0x0180);
    expect(wdk.vfRoutingId(0x0100, 0x80, 2, 6)).toBe(0x018c);
    expect(wdk.vfRoutingId(0x0100, 1, 1, 7)).toBe(0x0108);
    expect(wdk.makeRid(0xabcd, 0x12, 0x34)).toBe(0xabcd1234);
    expect(wdk.vpciSlot(1, 2)).toBe(0x41);
  });
});

describe('interfaces', () => {
  test('x64 sizes follow from the members', () => {
    expect(wdk.interfaceSizeBytes('PCI_VIRTUALIZATION_INTERFACE')).toBe(80);
    expect(wdk.interfaceSizeBytes('VPCI_INTERFACE_STANDARD')).toBe(56);
    expect(wdk.interfaceSizeBytes('BUS_INTERFACE_STANDARD')).toBe(64);
    expect(wdk.interfaceSizeBytes('SRIOV_DEVICE_INTERFACE_STANDARD')).toBe(120);
  });

  test('members stand where a C compiler puts them; write before read in VPCI', () => {
    expect(wdk.interfaceMemberOffset('PCI_VIRTUALIZATION_INTERFACE', 'Context')).toBe(8);
    expect(wdk.interfaceMemberOffset('PCI_VIRTUALIZATION_INTERFACE', 'EnableVirtualization')).toBe(
      64,
    );
    expect(wdk.interfaceMemberOffset('VPCI_INTERFACE_STANDARD', 'WriteVfConfigBlock')).toBe(32);
    expect(wdk.interfaceMemberOffset('VPCI_INTERFACE_STANDARD', 'ReadVfConfigBlock')).toBe(40);
  });

  test('the virtualization interface has eight routines, and each has a card', () => {
    const routines = wdk.INTERFACE.PCI_VIRTUALIZATION_INTERFACE.members
      .filter((member) => member.type === 'routine')
      .map((member) => member.name);
    expect(routines).toHaveLength(8);
    expect(routines.map((name) => wdk.ddi(name).kind)).toEqual(Array(8).fill('routine'));
  });

  test("an interface's members are those on its structure's card", () => {
    for (const name of Object.keys(wdk.INTERFACE) as wdk.InterfaceName[]) {
      const members: string[] = wdk.INTERFACE[name].members.map((member) => member.name);
      const onCard = wdk.ddi(name).parameters.map((parameter) => parameter.name);
      expect(members.slice(-onCard.length)).toEqual(onCard);
    }
  });
});
