/** `inspect`, and `--inspect` of run and replay: what they print and serve, and how they end. */
import { execFile, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { InspectorMessage } from '../../../src/inspect/bridge/index.ts';
import { cli, folderWith } from '../../cli/run-cli.ts';
import { smallEngine } from '../../cli/small-stack.ts';
import { ask, read } from './client.ts';
import { type Serving, servingCommand } from './command.ts';

const refused = smallEngine('STATUS_POWER_STATE_INVALID');

/** Everything that is told of the run. */
async function eventsOf({ port, token }: Serving): Promise<readonly InspectorMessage[]> {
  const reader = await read(port, `/events?token=${token}`);
  await reader.closed;
  expect(reader.ended).toBe(true);
  return reader.told.map(({ data }) => JSON.parse(data));
}

/** A folder with the trace of a violation. */
async function folderWithTrace(): Promise<string> {
  const folder = folderWith({});
  const { status } = await cli('explore bring-up --vfs 1 --out t.json', {
    engine: refused,
    cwd: folder,
  });
  expect(status).toBe(1);
  return folder;
}

describe('what is served', () => {
  test('run --inspect: the run on standard output, the addresses on standard error', async () => {
    const command = await servingCommand('run bring-up --vfs 1 --json --inspect');
    const records = command
      .out()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const steps = records.filter(({ kind }) => kind === 'step');
    const told = await eventsOf(command);
    const deliveries = told.filter(({ type, id }) => type === '@xstate.event' && /^\d+ /.test(id));
    expect(deliveries.map(({ sessionId }) => sessionId)).toEqual(steps.map(({ to }) => to));
    expect(command.err()).toMatch(/^viewer {13}http:\/\/127\.0\.0\.1:\d+\/\?token=/);
    expect(await command.interrupt()).toBe(0);
    await expect(ask(command.port, '/')).rejects.toThrow('ECONNREFUSED');
  });

  test('inspect: the demo when nothing is named, or any scenario, in any order', async () => {
    const command = await servingCommand('inspect --scenario vf-power --vfs 2 --seed 7 --no-vbd');
    expect(command.out()).toContain('\nholds: ');
    const told = await eventsOf(command);
    expect(told.some(({ sessionId }) => sessionId === 'vf1')).toBe(true);
    expect(told.some(({ sessionId }) => sessionId.startsWith('vbd'))).toBe(false);
    expect(await command.interrupt()).toBe(0);
    const demo = await servingCommand('inspect', { engine: smallEngine() });
    expect(demo.out()).toContain('serving scenario demo on 127.0.0.1:');
    expect(await demo.interrupt()).toBe(0);
  });

  test('inspect TRACE and replay TRACE --inspect: the schedule of the trace, with what it violates', async () => {
    const cwd = await folderWithTrace();
    const { schedule } = JSON.parse(readFileSync(join(cwd, 't.json'), 'utf8'));
    for (const line of [
      'inspect t.json',
      'replay t.json --inspect',
      'replay t.json --live --inspect',
    ]) {
      const command = await servingCommand(line, { cwd, engine: refused });
      const told = await eventsOf(command);
      const ids = told.map(({ id }) => id);
      expect(ids.filter((id) => /^\d+ event$/.test(id))).toHaveLength(schedule.length);
      expect(ids).toContain(`${schedule.length} PowerBeforeUse event`);
      expect(ids.filter((id) => id.includes('PowerBeforeUse'))).toHaveLength(2);
      if (line.startsWith('replay')) expect(command.out()).toContain('the same violation');
      expect(await command.interrupt()).toBe(0);
    }
  });

  test('the viewer, with the page that was built', async () => {
    const cwd = await folderWithTrace();
    const command = await servingCommand('inspect t.json', { cwd, engine: refused });
    const { port, token } = command;
    const { status, headers, text } = await ask(port, `/?token=${token}`);
    expect(status).toBe(200);
    const nonce = /'nonce-([\w-]+)'/.exec(String(headers['content-security-policy']))?.[1];
    expect(text).toContain(`<script nonce="${nonce}">`);
    expect(text).toContain(token);
    const question = (path: string, body: object) =>
      ask(port, path, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-Token': token },
        body: JSON.stringify(body),
      });
    const outcomes = await question('/api/outcomes', { run: 0, step: 1 });
    expect([outcomes.status, JSON.parse(outcomes.text)[0].verdict]).toEqual([200, 'fails']);
    const wrong = await question('/api/branch', { run: 0, step: 1000, move: 0 });
    expect([wrong.status, JSON.parse(wrong.text).error]).toEqual([422, expect.any(String)]);
    expect(await command.interrupt()).toBe(0);
  });
});

describe('what is refused', () => {
  const message = async (line: string, cwd?: string) => {
    const { status, err } = await cli(line, cwd === undefined ? {} : { cwd });
    expect(status).toBe(2);
    return err;
  };

  test('a trace that cannot be used, with the words of replay', async () => {
    const cwd = folderWith({ 'bad.json': '{"format":"x"}', 'cut.json': '{"format":' });
    for (const file of ['bad.json', 'cut.json', 'missing.json']) {
      const said = await message(`inspect ${file}`, cwd);
      expect(said).toMatch(new RegExp(`^error: ${file}: `));
      expect(said).toBe(await message(`replay ${file}`, cwd));
      expect(said).toBe(await message(`replay ${file} --inspect`, cwd));
    }
  });

  test('a schedule that the system does not allow', async () => {
    const cwd = await folderWithTrace();
    const trace = JSON.parse(readFileSync(join(cwd, 't.json'), 'utf8'));
    trace.schedule.unshift({ from: 'environment', to: 'pnp', message: { type: 'Nonsense' } });
    writeFileSync(join(cwd, 'other.json'), JSON.stringify(trace));
    const said = await cli('inspect other.json', { cwd, engine: refused });
    expect(said).toMatchObject({ status: 2, out: '' });
    expect(said.err).toMatch(/^error: other.json: step 1 cannot be delivered: .*Nonsense/);
  });

  test('options of the stack with a trace, which has its own', async () => {
    const cwd = await folderWithTrace();
    for (const more of ['--vfs 2', '--seed 1', '--no-vbd', '--scenario demo']) {
      const option = more.split(' ')[0];
      expect(await message(`inspect t.json ${more}`, cwd)).toContain(
        `error: ${option} is for a live run`,
      );
    }
  });

  test('options of a server that is not wanted, and addresses that are none', async () => {
    expect(await message('run demo --port 8080')).toBe('error: --port is for --inspect\n');
    expect(await message('run demo --inspector-url http://x')).toBe(
      'error: --inspector-url is for --inspect\n',
    );
    for (const url of ['javascript:alert(1)', 'stately.ai', 'file:///x', 'http://u:p@x']) {
      expect(await message(`inspect --inspector-url ${url}`)).toContain(
        'legal are http: and https:',
      );
    }
    expect(await message('inspect --port 0')).toContain('legal are 1 to 65535');
  });

  test('a port that is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    try {
      expect(await message(`inspect --port ${port}`)).toBe(
        `error: --port ${port}: another program listens there\n`,
      );
    } finally {
      other.close();
    }
  });
});

describe.skipIf(process.platform === 'win32')('as a process', () => {
  const root = fileURLToPath(new URL('../../..', import.meta.url));
  const sim = ['--import', 'jiti/register', 'src/cli/main.ts'];

  test('ends at Ctrl-C with status 0, and its port is free', async () => {
    const child = spawn(process.execPath, [...sim, 'inspect', '--vfs', '1', '--max-steps', '50'], {
      cwd: root,
    });
    let out = '';
    child.stdout.setEncoding('utf8');
    const printed = new Promise<void>((resolve) => {
      child.stdout.on('data', (piece: string) => {
        out += piece;
        if (out.includes('until Ctrl-C')) resolve();
      });
    });
    const ended = new Promise((resolve) =>
      child.once('exit', (code, signal) => resolve({ code, signal })),
    );
    await Promise.race([printed, ended]);
    const [, port, token] = /:(\d+)\/inspector\?token=([\w-]+)/.exec(out) ?? [];
    const reader = await read(Number(port), `/events?token=${token}`);
    await reader.closed;
    expect(reader.ended).toBe(true);
    child.kill('SIGINT');
    expect(await ended).toEqual({ code: 0, signal: null });
    await expect(ask(Number(port), '/')).rejects.toThrow('ECONNREFUSED');
  });

  test('help names the addresses and the security of it', async () => {
    const text = await new Promise<string>((resolve) => {
      execFile(process.execPath, [...sim, 'inspect', '--help'], { cwd: root }, (_, out) =>
        resolve(out),
      );
    });
    expect(text).toContain('127.0.0.1 until Ctrl-C');
    expect(text).toContain('https://stately.ai/inspect');
  });
});
