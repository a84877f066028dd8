/** The command `export`: each format of a trace file, and what is told when it cannot be had. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exportFormats } from '../../src/report/export/index.ts';
import { cli, folderWith } from './run-cli.ts';
import { smallEngine } from './small-stack.ts';

const refusing = smallEngine('STATUS_POWER_STATE_INVALID');
const formats = Object.keys(exportFormats);

/** A folder with the trace of a violation. */
async function traced() {
  const cwd = folderWith({});
  const { status } = await cli('explore bring-up --vfs 1 --out t.json', { engine: refusing, cwd });
  expect(status).toBe(1);
  const trace = JSON.parse(readFileSync(join(cwd, 't.json'), 'utf8'));
  return { cwd, trace, steps: trace.schedule.length as number };
}

test.each(formats)('%s goes to standard output, or to a file, the same', async (format) => {
  const { cwd } = await traced();
  const shown = await cli(`export t.json --format ${format}`, { engine: refusing, cwd });
  expect({ status: shown.status, err: shown.err }).toEqual({ status: 0, err: '' });
  expect(shown.out).toContain('PowerBeforeUse');
  expect(shown.out.endsWith('\n')).toBe(true);
  const written = await cli(`export t.json --format ${format} --out x`, { engine: refusing, cwd });
  expect(written).toEqual({ status: 0, out: '', err: '' });
  expect(readFileSync(join(cwd, 'x'), 'utf8')).toBe(shown.out);
  expect(readdirSync(cwd).sort()).toEqual(['t.json', 'x']);
});

describe('what cannot be exported is a message', () => {
  const at = (steps: number) => steps + 1;

  test.each([
    ['export t.json', "error: required option '--format <name>' not specified"],
    ['export t.json --format svg', 'Allowed choices are lanes, irp, mermaid'],
    ['export gone.json --format dot', 'error: gone.json: there is no such file'],
    ['export t.json --format dot --from 2 --to 1', 'error: --from 2 is after --to 1'],
    ['export t.json --format dot --from 0', "argument '0' is invalid. legal are 1 to 1000000."],
    [
      'export t.json --format dot --out no/x',
      'error: --out no/x: nothing was written: there is no such folder',
    ],
    ['export t.json --format dot --out .', 'nothing was written: that is a folder'],
  ])('%s', async (command, words) => {
    const { cwd } = await traced();
    const { status, out, err } = await cli(command, { engine: refusing, cwd });
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toContain(words);
    expect(readdirSync(cwd)).toEqual(['t.json']);
  });

  test('a first step behind the end', async () => {
    const { cwd, steps } = await traced();
    const command = `export t.json --format dot --from ${at(steps)}`;
    const { status, err } = await cli(command, { engine: refusing, cwd });
    expect(status).toBe(2);
    expect(err).toBe(`error: --from ${at(steps)}: the trace has ${steps} steps\n`);
  });

  test('a step that the system does not allow', async () => {
    const { cwd, trace } = await traced();
    const [first, ...rest] = trace.schedule;
    const schedule = [{ ...first, message: { type: 'Nonsense' } }, ...rest];
    writeFileSync(join(cwd, 'bad.json'), JSON.stringify({ ...trace, schedule }));
    const { status, out, err } = await cli('export bad.json --format irp', {
      engine: refusing,
      cwd,
    });
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toContain('error: bad.json: step 1 cannot be delivered: Nonsense from');
  });
});

test('marks of an explanation that make no sense are left out', async () => {
  const { cwd, trace, steps } = await traced();
  const explained = async (racingPair: unknown) => {
    const changed = { ...trace, explanation: { racingPair } };
    writeFileSync(join(cwd, 'e.json'), JSON.stringify(changed));
    return (await cli('export e.json --format lanes', { engine: refusing, cwd })).out;
  };
  expect(await explained({ first: 1, second: steps })).toContain('▲ second of the racing pair');
  for (const nonsense of [
    null,
    5,
    { first: 0, second: steps + 1 },
    { first: '<b>', second: 1.5 },
  ]) {
    expect(await explained(nonsense)).not.toContain('racing pair');
  }
});

test('an IRP of the real stack that is cancelled and completed shows both', async () => {
  const text = `import { createVpciBus } from 'sriov-sim';
    const keep = { dropCancelled: () => undefined };
    export default createVpciBus({ slots: 1 }).provide({ actions: keep });`;
  const cwd = folderWith({ 'vpci.ts': text });
  const search = '--no-vbd --vpci vpci.ts --strategy delay-bounded --max-delays 0';
  const setting = { cwd, engine: 'stack' } as const;
  const found = await cli(`explore backchannel ${search} --out t.json`, setting);
  expect(found.status).toBe(1);
  const { status, out } = await cli('export t.json --format irp', setting);
  expect(status).toBe(0);
  const life = out.split('\n\n').find((each) => each.startsWith('IOCTL_VPCI_READ_BLOCK (read)'));
  expect(life).toContain('pending since step');
  expect(life).toMatch(/vf0 cancels it at vpci\.g0: IoCancelIrp/);
  expect(life).toMatch(/vpci\.g0 completes it, to vf0: IOCTL_VPCI_READ_BLOCK STATUS_CANCELLED/);
  expect(life).toMatch(/vpci\.g0 completes it, to vf0: IOCTL_VPCI_READ_BLOCK STATUS_SUCCESS/);
  expect(life).toContain('violated: DoubleCompletion (0x44 MULTIPLE_IRP_COMPLETE_REQUESTS)');
});
