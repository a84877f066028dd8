/**
 * The thread that talks to one QEMU, so that the main thread can wait for an answer while nothing else moves. It knows
 * lines only: what is asked goes to QEMU's standard input, one line comes back for each.
 */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Duplex, Readable, Writable } from 'node:stream';
import { workerData } from 'node:worker_threads';
import type { Ask, Begin, Told } from './letters.ts';

/**
 * QEMU goes on when its standard input ends, so a shell stands between: it holds the reading end of a pipe whose
 * writing end is ours. Whatever ends us, even a kill that nobody can catch, closes that pipe, and the shell kills QEMU.
 */
const keeper = `
exec 4<&0
"$@" <&4 3<&- 4<&- &
qemu=$!
exec 4<&- 0<&- 1>&-
{ read -r _ <&3; kill -9 "$qemu"; } 2>/dev/null &
guard=$!
wait "$qemu" 2>/dev/null
status=$?
kill "$guard" 2>/dev/null
exit "$status"
`;

/** So much of QEMU's standard error is kept. */
const errorCharacters = 4000;
/** A shell tells a signal as 128 and its number. */
const signalStatus = 128;

const { command, args, control, port } = workerData as Begin;

let errors = '';
let rest = '';
let answers: string[] = [];
let wanted = 0;
let hasEnded = false;

function tell(told: Told): void {
  port.postMessage(told);
  Atomics.add(control, 0, 1);
  Atomics.notify(control, 0);
}

function ended(status: number | null, signal: string | null, notStarted?: string): void {
  if (hasEnded) return;
  hasEnded = true;
  const byKeeper = status !== null && status > signalStatus ? nameOf(status - signalStatus) : null;
  tell({
    ended: {
      status: byKeeper === null ? status : null,
      signal: signal ?? byKeeper,
      errors: errors.trim(),
      ...(notStarted === undefined ? {} : { notStarted }),
    },
  });
}

function nameOf(signal: number): string | null {
  return Object.entries(constants.signals).find(([, number]) => number === signal)?.[0] ?? null;
}

function take(chunk: string): void {
  const lines = (rest + chunk).split('\n');
  rest = lines.pop() ?? '';
  answers.push(...lines);
  if (wanted === 0 || answers.length < wanted) return;
  const told = answers;
  answers = [];
  wanted = 0;
  tell({ answers: told });
}

function start(): ChildProcess {
  // A session of its own: Ctrl-C on our terminal is for us, and we end QEMU.
  const child = spawn('/bin/sh', ['-c', keeper, 'sh', command, ...args], {
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    detached: true,
  });
  const output = child.stdout as Readable;
  output.setEncoding('utf8').on('data', take);
  (child.stderr as Readable).setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-errorCharacters);
  });
  // What is written to a process that has just died is lost; its end is told below.
  (child.stdin as Writable).on('error', () => undefined);
  child.on('error', (error) => ended(null, null, error.message));
  child.on('close', (status, signal) => ended(status, signal));
  return child;
}

const child = start();
const input = child.stdin as Writable;
const lifeline = child.stdio[3] as Duplex;
lifeline.on('error', () => undefined);

port.on('message', ({ lines }: Ask) => {
  if (lines === null) {
    lifeline.destroy();
    return;
  }
  if (hasEnded) return;
  wanted = lines.length;
  input.write(`${lines.join('\n')}\n`);
});
