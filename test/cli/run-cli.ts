/** Runs a command in this process and keeps what it prints. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { Engine } from '../../src/cli/engine.ts';
import type { CliIo } from '../../src/cli/io.ts';
import { runCli } from '../../src/cli/program.ts';
import { smallEngine } from './small-stack.ts';

export interface CliResult {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

export interface CliSetting {
  /** `stack`: the real one. Absent: the small stand-in. */
  readonly engine?: Engine | 'stack';
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Called with every text that is printed. */
  readonly onOut?: (text: string) => void;
}

/** `sriov-sim ...`, words separated by blanks. */
export async function cli(command: string, setting: CliSetting = {}): Promise<CliResult> {
  let out = '';
  let err = '';
  const io: CliIo = {
    stdout: {
      write: (text) => {
        out += text;
        setting.onOut?.(text);
      },
    },
    stderr: {
      write: (text) => {
        err += text;
      },
    },
    env: setting.env ?? {},
    cwd: setting.cwd ?? process.cwd(),
    ...(setting.signal === undefined ? {} : { signal: setting.signal }),
  };
  const words = command.split(' ').filter((word) => word !== '');
  const engine = setting.engine === 'stack' ? undefined : (setting.engine ?? smallEngine());
  const status = await runCli(words, io, engine);
  return { status, out, err };
}

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A new folder with these files; it is removed when the tests of the file are over. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'sriov-sim-test-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}
