/**
 * The thread that talks to QEMU, one after the other, so that the main thread can wait for an answer while nothing else
 * moves. It knows lines only: what is asked goes to QEMU's standard input, one line comes back for each.
 */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Duplex, Readable, Writable } from 'node:stream';
import { workerData } from 'node:worker_threads';
import type { Begin, Order, Told } from './letters.ts';

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

const { control, port } = workerData as Begin;

function tell(told: Told): void {
  port.postMessage(told);
  Atomics.add(control, 0, 1);
  Atomics.notify(control, 0);
}

class Process {
  readonly #number: number;
  readonly #child: ChildProcess;
  #errors = '';
  #rest = '';
  #answers: string[] = [];
  #wanted = 0;
  #hasEnded = false;

  constructor(number: number, command: string, args: readonly string[]) {
    this.#number = number;
    // A session of its own: Ctrl-C on our terminal is for us, and we end QEMU.
    this.#child = spawn('/bin/sh', ['-c', keeper, 'sh', command, ...args], {
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
      detached: true,
    });
    const { stdin, stdout, stderr } = this.#child;
    (stdout as Readable).setEncoding('utf8').on('data', (text: string) => this.#take(text));
    (stderr as Readable).setEncoding('utf8').on('data', (text: string) => {
      this.#errors = (this.#errors + text).slice(-errorCharacters);
    });
    // What is written to a process that has just died is lost; its end is told below.
    (stdin as Writable).on('error', () => undefined);
    this.#lifeline.on('error', () => undefined);
    this.#child.on('error', (error) => this.#ended(null, null, error.message));
    this.#child.on('close', (status, signal) => this.#ended(status, signal));
  }

  ask(lines: readonly string[]): void {
    if (this.#hasEnded) return;
    this.#wanted = lines.length;
    (this.#child.stdin as Writable).write(`${lines.join('\n')}\n`);
  }

  end(): void {
    this.#lifeline.destroy();
  }

  get #lifeline(): Duplex {
    return this.#child.stdio[3] as Duplex;
  }

  #take(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    this.#answers.push(...lines);
    if (this.#wanted === 0 || this.#answers.length < this.#wanted) return;
    const answers = this.#answers;
    this.#answers = [];
    this.#wanted = 0;
    tell({ process: this.#number, answers });
  }

  #ended(status: number | null, signal: string | null, notStarted?: string): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    const byKeeper = status !== null && status > signalStatus ? signalOf(status) : null;
    tell({
      process: this.#number,
      ended: {
        status: byKeeper === null ? status : null,
        signal: signal ?? byKeeper,
        errors: this.#errors.trim(),
        ...(notStarted === undefined ? {} : { notStarted }),
      },
    });
  }
}

function signalOf(status: number): string | null {
  const number = status - signalStatus;
  return Object.entries(constants.signals).find(([, each]) => each === number)?.[0] ?? null;
}

let current: { readonly number: number; readonly process: Process } | undefined;

port.on('message', (order: Order) => {
  if (order.kind === 'start') {
    current?.process.end();
    const process = new Process(order.process, order.command, order.args);
    current = { number: order.process, process };
    return;
  }
  if (current?.number !== order.process) return;
  if (order.kind === 'ask') current.process.ask(order.lines);
  else current.process.end();
});
