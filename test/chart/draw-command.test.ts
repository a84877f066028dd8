/** `sriov-sim draw`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cli, folderWith } from '../cli/run-cli.ts';

describe('draw', () => {
  test('prints one of our machines as SVG', async () => {
    const { status, out, err } = await cli('draw client');
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toMatch(
      /^<svg [^>]*>\n<title id="chart-title">Statechart client<\/title>\n<style>/,
    );
    expect(out).toContain('data-state="client.running"');
  });

  test('writes a user’s machine to a file, in the format that is asked for', async () => {
    const text = `import { createMachine } from 'xstate';
      const states = { open: { on: { SHUT: 'shut' } }, shut: {} };
      export default createMachine({ id: 'door', initial: 'open', states });`;
    const cwd = folderWith({ 'door.ts': text });
    const { status, out, err } = await cli('draw door.ts --format scxml --out door.scxml', { cwd });
    expect({ status, out, err }).toEqual({ status: 0, out: '', err: '' });
    expect(readFileSync(join(cwd, 'door.scxml'), 'utf8')).toContain(
      '<transition event="SHUT" target="door.shut"/>',
    );
  });

  test.each([
    ['draw vpic', "there is no machine 'vpic'; did you mean 'vpci'?"],
    ['draw nothing-like-it', 'The machines are pci, pf, vf, vbd,'],
    ['draw nowhere.ts', 'nowhere.ts: there is no such file'],
    ['draw empty.ts', "for draw the default export, or an export named 'machine'"],
    ['draw client --format png', 'Allowed choices are svg, scxml, mermaid, dot, json'],
    ['draw client --out no/such/folder.svg', 'the chart was not written: there is no such folder'],
  ])('%s: refused', async (command, message) => {
    const cwd = folderWith({ 'empty.ts': 'export const nothing = 1;' });
    const { status, out, err } = await cli(command, { cwd });
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toContain(message);
  });
});
