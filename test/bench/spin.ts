/** SPIN on the Promela text of a model: compiled and run with all states kept, without its reduction. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Measured } from './measure.ts';

export interface PromelaModel {
  /** File in `promela/`, without its ending. */
  readonly file: string;
  readonly defines: Readonly<Record<string, number>>;
  /** Name for the table. */
  readonly model: string;
  /** Binary logarithm of the size of SPIN's hash table: about as many slots as there are states. */
  readonly hashBits: number;
}

/** Which of the programs that are needed are missing. */
export function missingForSpin(): readonly string[] {
  return ['spin', 'gcc'].filter(
    (name) => spawnSync(name, [name === 'spin' ? '-V' : '--version']).error !== undefined,
  );
}

/**
 * `-o1 -o2 -o3` keep SPIN from merging states, and `-DNOREDUCE` from leaving orders out: then its states are those of
 * the actors. The initial state counts as a transition there.
 */
export function runSpin(
  { file, defines, model, hashBits }: PromelaModel,
  source: string,
): Measured {
  const folder = mkdtempSync(path.join(tmpdir(), 'sriov-sim-bench-'));
  try {
    const flags = Object.entries(defines).map(([name, value]) => `-D${name}=${value}`);
    const text = path.join(source, `${file}.pml`);
    execFileSync('spin', ['-o1', '-o2', '-o3', ...flags, '-a', text], { cwd: folder });
    const options = ['-O2', '-DSAFETY', '-DNOREDUCE', '-DMEMLIM=16000', '-DVECTORSZ=2048'];
    execFileSync('gcc', [...options, '-o', 'pan', 'pan.c'], { cwd: folder, stdio: 'pipe' });
    const run = ['-E', '-c1', '-m1000000', `-w${hashBits}`];
    const began = performance.now();
    const output = execFileSync(path.join(folder, 'pan'), run, { cwd: folder, encoding: 'utf8' });
    const seconds = (performance.now() - began) / 1000;
    return { tool: `SPIN ${version()}`, model, seconds, ...countsOf(output) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function version(): string {
  return /(\d+\.\d+\.\d+)/.exec(execFileSync('spin', ['-V'], { encoding: 'utf8' }))?.[1] ?? '';
}

function countsOf(output: string) {
  const number = (pattern: RegExp): number => {
    const found = pattern.exec(output)?.[1];
    if (found === undefined) throw new Error(`SPIN did not print ${pattern}:\n${output}`);
    return Number(found);
  };
  const states = number(/(\d+) states, stored/);
  const megabytes = number(/([\d.]+)\s+actual memory usage for states/);
  return {
    states,
    transitions: number(/(\d+) transitions \(= stored\+matched\)/) - 1,
    bytesPerState: (megabytes * 1024 * 1024) / states,
  };
}
