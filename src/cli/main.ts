#!/usr/bin/env node
/** The command `sriov-sim`: the process's side of `program.ts`. */
import { writeSync } from 'node:fs';
import { constants } from 'node:os';
import { exitStatus, reasonOf } from './errors.ts';
import { runCli } from './program.ts';
import { terminalKeys } from './terminal-keys.ts';

const interrupt = new AbortController();
const interrupts = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
let interruptedBy: (typeof interrupts)[number] = 'SIGINT';

/** What is known so far is told. The second time the process ends at once: by then there is no listener. */
function interrupted(signal: (typeof interrupts)[number]): void {
  for (const each of interrupts) process.off(each, interrupted);
  interruptedBy = signal;
  interrupt.abort();
}
for (const signal of interrupts) process.on(signal, interrupted);

let finished = false;

function end(status: number): never {
  finished = true;
  process.exit(status);
}

function fail(why: string): never {
  process.stderr.write(`error: ${why}\n`);
  end(exitStatus.usage);
}

/** Options that name a file which the command writes: it is not lost with the reader or the terminal. */
const written = ['--out', '--report', '--draw', '--checkpoint', '--resume'];
const writesFile = process.argv.some((word) => written.includes(word.replace(/=.*/s, '')));
let hasReader = true;

function outputFailed(error: NodeJS.ErrnoException): void {
  if (!hasReader) return;
  if (error.code !== 'EPIPE') fail(`cannot write to standard output: ${error.message}`);
  // The reader has gone (`| head`): nobody is left to tell.
  hasReader = false;
  if (!writesFile) end(exitStatus.ok);
}

process.stdout.on('error', outputFailed);
process.stderr.on('error', () => {
  if (!writesFile) end(exitStatus.usage);
});

/** Nothing of this program throws where nobody waits for it; a module of the user's may. */
function failedAside(thrown: unknown): never {
  const debug = (process.env.SRIOV_SIM_DEBUG ?? '') !== '' && thrown instanceof Error;
  fail(
    `a module that was loaded failed in a timer or a promise of its own: ${reasonOf(thrown)}` +
      (debug ? `\n${thrown.stack}` : ''),
  );
}
process.on('uncaughtException', failedAside);
process.on('unhandledRejection', failedAside);

process.on('beforeExit', () => {
  if (!finished) fail('a module that was loaded never finished loading');
});
process.on('exit', () => {
  if (finished) return;
  // Written at once: nothing that waits is written any more.
  writeSync(process.stderr.fd, 'error: a module that was loaded ended the process\n');
  process.exitCode = exitStatus.usage;
});

const status = await runCli(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.cwd(),
  signal: interrupt.signal,
  ...(process.stdin.isTTY && process.stdout.isTTY ? { keys: terminalKeys(process.stdin) } : {}),
});
finished = true;
const isInterrupted = status === exitStatus.interrupted;
const told = isInterrupted ? 128 + constants.signals[interruptedBy] : status;
// A user's module may have left a timer behind: end here, after everything has been written.
process.stdout.write('', (error) => {
  if (error) outputFailed(error);
  process.stderr.write('', () => process.exit(told));
});
