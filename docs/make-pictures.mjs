/** Draws the statecharts that the documentation shows, with the built program: `node docs/make-pictures.mjs`. */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../dist/src/cli/main.js', import.meta.url));
const folder = fileURLToPath(new URL('pictures/', import.meta.url));

mkdirSync(folder, { recursive: true });
for (const machine of ['client', 'pnp-guest', 'vf']) {
  const out = `${folder}${machine}.svg`;
  execFileSync(process.execPath, [program, 'draw', machine, '--out', out], { stdio: 'inherit' });
}
