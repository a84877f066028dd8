/**
 * Writes sample documents for work on the page: `npx jiti test/inspect/view/write-samples.ts FOLDER`. Each as it lies
 * in a page (`NAME.json`, see `unpacked` in `src/inspect/view/pack.ts`) and in full (`NAME.full.json`).
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv, stdout } from 'node:process';
import type { DocumentInput } from '../../../src/inspect/view/document.ts';
import { viewDocument } from '../../../src/inspect/view/document.ts';
import { packed } from '../../../src/inspect/view/pack.ts';
import { longRun, scenarioRun, zooBug } from './samples.ts';

const samples: Readonly<Record<string, () => Promise<DocumentInput> | DocumentInput>> = {
  demo4: () => scenarioRun('demo', { vfs: 4 }),
  z43: () => zooBug('Z43'),
  z63: () => zooBug('Z63'),
  vfs8: () => scenarioRun('bring-up', { vfs: 8 }),
  vfs16: () => scenarioRun('demo', { vfs: 16, device: 'intel-e810' }),
  long: () => longRun(16),
};

const [, , folder = '.', ...names] = argv;
mkdirSync(folder, { recursive: true });
for (const [name, make] of Object.entries(samples)) {
  if (names.length > 0 && !names.includes(name)) continue;
  const begin = performance.now();
  const input = await make();
  const ran = performance.now();
  const document = await viewDocument(input);
  const made = performance.now();
  const text = JSON.stringify(packed(document));
  const full = JSON.stringify(document);
  writeFileSync(join(folder, `${name}.json`), text);
  writeFileSync(join(folder, `${name}.full.json`), full);
  const steps = document.runs.map((run) => run.steps.length).join('+');
  const kb = (length: number) => `${Math.round(length / 1024)} KB`;
  stdout.write(
    `${name}: ${steps} steps, ${kb(text.length)} (in full ${kb(full.length)}), ` +
      `run ${Math.round(ran - begin)} ms, document ${Math.round(made - ran)} ms\n`,
  );
}
