/** Runs vitest on a folder of a user's, in another process, as the user would; the package is this checkout. */
import { spawnSync } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** Makes the folder a project that has installed this package. */
export function asProject(folder: string): void {
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir');
  const alias = {
    'sriov-sim/execute': join(root, 'src/execute/index.ts'),
    'sriov-sim/system': join(root, 'src/system/index.ts'),
    'sriov-sim/generate': join(root, 'src/generate/index.ts'),
    'sriov-sim': join(root, 'src/index.ts'),
  };
  const config = { root: folder, resolve: { alias }, test: { include: ['*.test.ts'] } };
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'vitest.config.mjs'), `export default ${JSON.stringify(config)};`);
}

export interface VitestRun {
  readonly status: number | null;
  readonly text: string;
}

export function vitestIn(folder: string): VitestRun {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const words = [vitest, 'run', '--root', folder, '--config', join(folder, 'vitest.config.mjs')];
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, VITEST: undefined };
  const { status, stdout, stderr } = spawnSync(process.execPath, words, {
    cwd: folder,
    encoding: 'utf8',
    env,
  });
  return { status, text: `${stdout}${stderr}` };
}
