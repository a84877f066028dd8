#!/usr/bin/env node
/** The command `sriov-sim`: the process's side of `program.ts`. */
import { exitStatus } from './errors.ts';
import { runCli } from './program.ts';
import { terminalKeys } from './terminal-keys.ts';

const interrupt = new AbortController();
// The second Ctrl-C ends the process at once: by then there is no listener.
process.once('SIGINT', () => interrupt.abort());

function outputFailed(error: NodeJS.ErrnoException): void {
  // The reader has gone (`| head`): nobody is left to tell.
  if (error.code === 'EPIPE') process.exit(exitStatus.ok);
  process.stderr.write(`error: cannot write to standard output: ${error.message}\n`);
  process.exit(exitStatus.usage);
}

process.stdout.on('error', outputFailed);
process.stderr.on('error', () => process.exit(exitStatus.usage));

let finished = false;
process.on('beforeExit', () => {
  if (finished) return;
  process.stderr.write('error: a module that was loaded never finished loading\n');
  process.exit(exitStatus.usage);
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
// A user's module may have left a timer behind: end here, after everything has been written.
process.stdout.write('', (error) => {
  if (error) outputFailed(error);
  else process.stderr.write('', () => process.exit(status));
});
