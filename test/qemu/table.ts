/** The deviations as the table of `docs/device-conformance.md`. */
import type { DeviceModel } from '../../actors/device/index.ts';
import { nvme } from '../../actors/device/profiles/nvme.ts';
import type { Deviation } from './deviations/deviation.ts';
import { deviations } from './deviations/index.ts';
import { requestText } from './differential/request.ts';

/** The NVMe controller with the eight VFs that `qemu:nvme` has. */
function eightVfs(): DeviceModel {
  const model = nvme();
  return { ...model, sriov: { ...model.sriov, totalVfs: 8 } };
}

export function deviationTable(): string {
  const model = eightVfs();
  const rows = deviations.map((each) => `| ${cells(each, model).join(' | ')} |`);
  const head = ['Clause', 'It says', 'QEMU', 'Our model', 'Deviates', 'Shortest writes', 'In QEMU'];
  return [`| ${head.join(' | ')} |`, `|${' --- |'.repeat(head.length)}`, ...rows].join('\n');
}

function cells(each: Deviation, model: DeviceModel): readonly string[] {
  const { from, below } = each.versions;
  const writes = each.shortest(model).map((request) => `\`${requestText(request, model)}\``);
  return [
    each.clause,
    each.specification,
    each.qemu,
    each.ours,
    each.deviates === 'QEMU' ? 'QEMU' : 'neither: left open',
    writes.length === 0 ? 'at power-on' : writes.join(', '),
    below === undefined ? `${from} and later` : `${from} to below ${below}`,
  ];
}
