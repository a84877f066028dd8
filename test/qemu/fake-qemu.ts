/** Programs that say they are QEMU: what a test needs of one that is old, hangs or dies. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Fake {
  readonly env: Readonly<Record<string, string>>;
  remove(): void;
}

/** A shell script; `body` is what it does when it is started with a device. */
export function fakeQemu(version: string, devices: readonly string[], body: string): Fake {
  const folder = mkdtempSync(join(tmpdir(), 'sriov-sim-fake-'));
  const program = join(folder, 'qemu-system-x86_64');
  const list = devices.map((name) => `name "${name}", bus PCI`).join('\n');
  const script = `#!/bin/sh
case "$*" in
  -version) echo 'QEMU emulator version ${version}';;
  '-device help') echo '${list}';;
  *) ${body};;
esac
`;
  writeFileSync(program, script);
  chmodSync(program, 0o755);
  return {
    env: { PATH: folder },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
