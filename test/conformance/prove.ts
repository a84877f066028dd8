/**
 * `npm run prove`: explores every scenario of the library, with and without a VBD, with all properties, and enters a
 * row for each into docs/proved.md. Each run is a process of its own, so that none pays for the memory of another.
 * Options: `--vfs 1,2` sizes, `--guests N` (default: one for each VF), `--only NAME,...` scenarios, `--max-seconds S`
 * and `--max-mb M` for each run, `--page FILE`. Exit status 1 when something is violated, or never comes up.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Option } from 'commander';
import { scenarioNames } from '../../actors/scenario/index.ts';
import { count, counts, listOf, toolCommand } from '../tool-command.ts';
import type { ProvedRow, ProveSize } from './prove-run.ts';
import { prove, wrongWith } from './prove-run.ts';
import { headerText, rowText, withRows } from './proved-table.ts';

const values = toolCommand(
  'prove',
  'Explores every scenario of the library with all properties; a row for each.',
)
  .option('--vfs <sizes>', 'numbers of VFs, such as 1,2', counts, [1])
  .option('--guests <n>', 'guests; one for each VF unless given', count)
  .addOption(listOf('--only <names>', 'scenarios', scenarioNames()))
  .option('--max-seconds <s>', 'for each run', count, 120)
  .option('--max-mb <m>', 'for each run', count, 4096)
  .option('--page <file>', 'where the rows go', 'docs/proved.md')
  .addOption(new Option('--run <json>', 'what a process of its own is started with').hideHelp())
  .parse()
  .opts<{
    readonly vfs: readonly number[];
    readonly guests?: number;
    readonly only: readonly string[];
    readonly maxSeconds: number;
    readonly maxMb: number;
    readonly page: string;
    readonly run?: string;
  }>();
const bounds = { maxSeconds: values.maxSeconds, maxMb: values.maxMb };

if (values.run === undefined) proveAll();
else process.stdout.write(JSON.stringify(prove(JSON.parse(values.run) as ProveSize, bounds)));

function proveAll(): void {
  const [cpu] = cpus();
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  const machine = `${cpu?.model.trim()}, ${gigabytes} GB, one thread, Node.js ${process.version}`;
  process.stdout.write(`${machine}\n${headerText}\n`);
  for (const vfs of values.vfs) {
    const guests = values.guests ?? vfs;
    for (const scenario of values.only) {
      for (const vbd of [true, false]) {
        const row = inProcess({ scenario, vbd, vfs, guests });
        process.stdout.write(`${rowText(row)}\n`);
        for (const wrong of wrongWith(row)) {
          process.stdout.write(`  NOT PROVED: ${wrong}\n`);
          process.exitCode = 1;
        }
        // As it goes, so that an interruption loses nothing.
        writeFileSync(values.page, withRows(readFileSync(values.page, 'utf8'), [row], machine));
      }
    }
  }
}

function inProcess(size: ProveSize): ProvedRow {
  const { status, stdout, signal, error } = spawnSync(
    process.execPath,
    [
      ...process.execArgv,
      ...[fileURLToPath(import.meta.url), '--run', JSON.stringify(size)],
      ...['--max-seconds', String(bounds.maxSeconds), '--max-mb', String(bounds.maxMb)],
    ],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
  );
  if (status !== 0) throw error ?? new Error(`${size.scenario} ended with ${signal ?? status}`);
  return JSON.parse(stdout) as ProvedRow;
}
