import { expect, test } from 'vitest';
import { isQemuDevice, parseQemuDevice, qemuArguments } from '../../actors/device/qemu/index.ts';

const lastOf = (text: string) => qemuArguments(parseQemuDevice(text)).at(-1);

test('an NVMe controller gets a subsystem, and queues and vectors for its VFs', () => {
  const args = qemuArguments(parseQemuDevice('qemu:nvme,sriov_max_vfs=4'));
  expect(args).toContain('nvme-subsys,id=subsys0');
  expect(args.at(-1)).toBe(
    'nvme,bus=rp0,serial=sriov-sim,subsys=subsys0,sriov_max_vfs=4,sriov_vq_flexible=8,' +
      'sriov_vi_flexible=8,max_ioqpairs=10,msix_qsize=10',
  );
});

test('another device gets its options and nothing else', () => {
  expect(lastOf('qemu:igb')).toBe('igb,bus=rp0');
  expect(lastOf('qemu:igb,mac=52:54:00:12:34:56')).toBe('igb,bus=rp0,mac=52:54:00:12:34:56');
});

test.each([
  ['qemu:', "'' is no device's name"],
  ['qemu:nvme -drive file=x', "'nvme -drive file=x' is no device's name"],
  ['qemu:{"driver":"nvme"}', '\'{"driver":"nvme"}\' is no device\'s name'],
  ['qemu:../nvme', "'../nvme' is no device's name"],
  ['qemu:-device', "'-device' is no device's name"],
  ['qemu:nvme,', "'' is no option"],
  ['qemu:nvme,serial', "'serial' is no option"],
  ['qemu:nvme,serial=', "'serial=' is no option"],
  ['qemu:nvme,serial=a b', "'serial=a b' is no option"],
  ['qemu:nvme,romsize=/etc/passwd', "'romsize=/etc/passwd' is no option"],
  ['qemu:nvme,serial=a\n-monitor', "'serial=a\n-monitor' is no option"],
  ['qemu:nvme,?', "'?' is no option"],
  ['qemu:nvme,romfile=x', "option 'romfile' cannot be given: no file of this computer is given"],
  ['qemu:nvme,ID=x', "option 'ID' cannot be given"],
  ['qemu:nvme,bus=pcie.0', "option 'bus' cannot be given: the device is below the root port"],
  ['qemu:nvme,driver=virtio-net', "option 'driver' cannot be given"],
  ['qemu:nvme,help=on', "option 'help' cannot be given"],
  ['qemu:nvme,serial=a,serial=b', "option 'serial' is given twice"],
])('%j is refused', (text, why) => {
  expect(isQemuDevice(text)).toBe(true);
  expect(() => parseQemuDevice(text)).toThrow(`--device ${text}: ${why}`);
});

test('a file whose name only looks like it is none', () => {
  expect(isQemuDevice('qemu.txt')).toBe(false);
});
