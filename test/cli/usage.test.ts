import { describe, expect, test } from 'vitest';
import { cli, folderWith } from './run-cli.ts';

/** What a wrong command line is told; nothing goes to standard output, and the exit status is 2. */
async function complaint(command: string, cwd?: string): Promise<string> {
  const { status, out, err } = await cli(command, cwd === undefined ? {} : { cwd });
  expect({ status, out }).toEqual({ status: 2, out: '' });
  return err;
}

test('without a command, help is printed', async () => {
  const { status, out, err } = await cli('');
  expect({ status, err }).toEqual({ status: 0, err: '' });
  expect(out).toContain('Usage: sriov-sim [options] [command]');
  expect((await cli('--help')).out).toBe(out);
});

test('the version is that of the package', async () => {
  expect((await cli('--version')).out).toMatch(/^\d+\.\d+\.\d+\n$/);
});

describe('a wrong command line is told what is legal', () => {
  test.each([
    ['rnu', "error: unknown command 'rnu'\n(Did you mean run?)"],
    ['run --vsf 2', "error: unknown option '--vsf'\n(Did you mean one of --vf, --vfs?)"],
    ['run a b', "error: too many arguments for 'run'. Expected 1 argument but got 2."],
    ['run --vfs', "error: option '--vfs <n>' argument missing"],
    ['run --vfs 0', "error: option '--vfs <n>' argument '0' is invalid. legal are 1 to 64."],
    ['run --vfs abc', "error: option '--vfs <n>' argument 'abc' is invalid. legal are 1 to 64."],
    ['run --vfs 65', "error: option '--vfs <n>' argument '65' is invalid. legal are 1 to 64."],
    ['run --vfs 1.5', "error: option '--vfs <n>' argument '1.5' is invalid. legal are 1 to 64."],
    ['run --vfs 9', 'error: --vfs 9: the device intel-82576 has TotalVFs 8, so legal are 1 to 8'],
    ['run --vfs 2 --guests 3', 'error: --guests 3 is more than there are VFs: legal are 1 to 2'],
    [
      'run --seed -1',
      "error: option '--seed <s>' argument '-1' is invalid. legal are 0 to 4294967295.",
    ],
    [
      'run --reading C02=A',
      'legal are C01=A or C01=B, C05=A or C05=B, C10=A or C10=B, C14=A or C14=B.',
    ],
    ['run x --scenario y.json', "error: give a scenario's name ('x') or --scenario FILE, not both"],
    ['run --scenario none.json', 'error: none.json: there is no such file'],
    ['run ./none.json', 'error: ./none.json: there is no such file'],
    ['run --pf none.ts', 'error: none.ts: there is no such file'],
    ['run backchanel', "did you mean 'backchannel'?"],
    ['run --device nmve', "there is no profile and no file called 'nmve'"],
    ['devices nmve', "there is no profile and no file called 'nmve'"],
    ['ddi OID_NIC_SWITCH_ALOCATE_VF', 'did you mean OID_NIC_SWITCH_ALLOCATE_VF'],
  ])('%s', async (command, words) => {
    expect(await complaint(command)).toContain(words);
  });

  test('a folder is not a scenario', async () => {
    expect(await complaint('run ./', folderWith({}))).toBe('error: ./: that is a folder\n');
  });

  test('a scenario with mistakes is told each, with its line', async () => {
    const cwd = folderWith({
      'x.json': '{ "name": "x", "title": "t", "clients": [\n  { "name": "a", "steps": [] } ] }',
    });
    expect(await complaint('run --scenario x.json', cwd)).toBe(
      'error: x.json:2:27: clients[0].steps: is a list: must be at least 1 elements\n',
    );
  });

  test('a huge file is not read to its end', async () => {
    const cwd = folderWith({ 'x.json': ' '.repeat(1_000_002) });
    expect(await complaint('run --scenario x.json', cwd)).toContain('larger than 1000000 bytes');
  });
});

test('a bug is told in one line, with how to see more', async () => {
  const engine = () => {
    throw new Error('broken');
  };
  const plain = await cli('run bring-up', { engine });
  expect(plain.status).toBe(70);
  expect(plain.err).toMatch(/^internal error: broken\nthis is a bug of sriov-sim: please report/);
  const debug = await cli('run bring-up', { engine, env: { SRIOV_SIM_DEBUG: '1' } });
  expect(debug.err).toContain('Error: broken\n    at ');
});
