/** The implementation as a process: lines in and out, what it said last, how it ended. */
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { spawn } from 'node:child_process';
import { endGroup, hasGroups, signalGroup, watchGroup } from './groups.ts';
import { LineReader } from './line-reader.ts';
import { excerpt } from './lines.ts';

const mostStderr = 8 * 1024;
const lastLines = 5;
/** How long output is waited for after the end of the process: somebody else may hold the pipe open. */
const drainMs = 200;
/** How long each step of an end takes at most: bye, SIGTERM. */
const graceMs = 500;

export interface ChildEvents {
  line(text: string): void;
  /** It lives, and has closed its input. */
  deaf(): void;
  /** It wrote what is no line. */
  broken(error: Error): void;
  /** It is gone, and all that it wrote has been read. `how`: such as `ended with exit status 3`. */
  ended(how: string): void;
}

export class Child {
  /** It never was. */
  failedToStart = false;
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #events: ChildEvents;
  readonly #reader: LineReader;
  #stderr = '';
  #isGone = false;
  #reportsGone: (() => void)[] = [];

  constructor(
    command: readonly string[],
    cwd: string | undefined,
    longestLine: number,
    events: ChildEvents,
  ) {
    const [file = '', ...words] = command;
    this.#events = events;
    this.#process = spawn(file, words, {
      detached: hasGroups,
      stdio: 'pipe',
      windowsHide: true,
      ...(cwd === undefined ? {} : { cwd }),
    });
    const { pid, stdin, stdout, stderr } = this.#process;
    if (pid !== undefined) watchGroup(pid);
    this.#reader = new LineReader(longestLine, (text) => {
      if (!this.#isGone) events.line(text);
    });
    stdout.on('data', (chunk: Buffer) => {
      try {
        this.#reader.push(chunk);
      } catch (error) {
        stdout.removeAllListeners('data').resume();
        events.broken(error as Error);
      }
    });
    stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-mostStderr);
    });
    // A process that ends closes its input too: its end says more.
    stdin.on('error', () => {
      setTimeout(() => {
        if (!this.#isGone) events.deaf();
      }, drainMs).unref();
    });
    this.#process.on('error', (error: NodeJS.ErrnoException) => {
      if (pid !== undefined) return;
      this.failedToStart = true;
      this.#gone(`does not start: ${startReason(error, file)}`);
    });
    this.#process.on('exit', (code, signal) => {
      const how = signal === null ? `ended with exit status ${code}` : `was ended by ${signal}`;
      const report = () => this.#gone(how);
      this.#process.once('close', report);
      setTimeout(report, drainMs).unref();
    });
  }

  write(line: object): void {
    const { stdin } = this.#process;
    if (stdin.writable) stdin.write(`${JSON.stringify(line)}\n`);
  }

  /** What it said last on standard error, for a message; empty when it said nothing. */
  lastWords(): string {
    const lines = this.#stderr.split('\n').filter((line) => line.trim() !== '');
    if (lines.length === 0) return '';
    return `; the end of its standard error: ${lines.slice(-lastLines).map(excerpt).join(' / ')}`;
  }

  /** Asks it to go, and sees to it that it does, with everything that it started. */
  async close(): Promise<void> {
    this.#process.stdin.end();
    if (!(await this.#isGoneWithin(graceMs))) {
      const { pid } = this.#process;
      if (pid !== undefined) signalGroup(pid, 'SIGTERM');
      await this.#isGoneWithin(graceMs);
    }
    await this.kill();
  }

  /** At once. */
  async kill(): Promise<void> {
    const { pid, stdin } = this.#process;
    stdin.destroy();
    if (pid !== undefined) endGroup(pid);
    await this.#isGoneWithin(graceMs);
  }

  #gone(how: string): void {
    if (this.#isGone) return;
    const rest = this.#reader.rest().trim();
    const cut = rest === '' ? '' : `, in the middle of the line ${excerpt(rest)}`;
    this.#events.ended(`${how}${cut}${this.lastWords()}`);
    this.#isGone = true;
    for (const report of this.#reportsGone) report();
    this.#reportsGone = [];
  }

  #isGoneWithin(ms: number): Promise<boolean> {
    if (this.#isGone) return Promise.resolve(true);
    return new Promise((resolve) => {
      const give = setTimeout(() => resolve(false), ms);
      this.#reportsGone.push(() => {
        clearTimeout(give);
        resolve(true);
      });
    });
  }
}

function startReason(error: NodeJS.ErrnoException, file: string): string {
  switch (error.code) {
    case 'ENOENT':
      return `there is no command ${excerpt(file)}`;
    case 'EACCES':
    case 'EPERM':
      return `no permission to run ${excerpt(file)}`;
    default:
      return error.message;
  }
}
