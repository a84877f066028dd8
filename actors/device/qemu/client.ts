/**
 * A QEMU and its qtest protocol: a line in, a line out. The caller waits for each answer, as a driver waits for its
 * configuration read; the process and its pipes are a thread's business (`worker.ts`).
 */
import {
  MessageChannel,
  type MessagePort,
  receiveMessageOnPort,
  Worker,
} from 'node:worker_threads';
import { QemuError } from './errors.ts';
import type { Ask, Begin, Told } from './letters.ts';

export interface ClientOptions {
  readonly command: string;
  readonly args: readonly string[];
  /** The longest time to wait for an answer; 10 seconds unless given. */
  readonly timeoutMs?: number;
  /** How the process is called in messages, such as `QEMU 7.2.22`. */
  readonly name?: string;
}

const defaultTimeoutMs = 10_000;

export class QtestClient {
  readonly #control = new Int32Array(new SharedArrayBuffer(4));
  readonly #port: MessagePort;
  readonly #worker: Worker;
  readonly #timeoutMs: number;
  readonly #name: string;
  #heard = 0;
  #failure: QemuError | undefined;
  #hasAnswered = false;

  constructor({ command, args, timeoutMs, name }: ClientOptions) {
    this.#timeoutMs = timeoutMs ?? defaultTimeoutMs;
    this.#name = name ?? 'QEMU';
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#worker = started({ command, args, control: this.#control, port: port2 });
    // What cannot be started is told by its silence, which `ask` explains.
    this.#worker.on('error', (error) => this.#fail('died', error.message));
    this.#worker.unref();
    port1.unref();
  }

  /** Why nothing can be asked any more; undefined while QEMU is well. */
  get failure(): QemuError | undefined {
    return this.#failure;
  }

  /** The answers to these commands, in order, without their `OK`. Throws a {@link QemuError}. */
  ask(lines: readonly string[]): readonly string[] {
    if (this.#failure !== undefined) throw this.#failure;
    if (lines.length === 0) return [];
    this.#port.postMessage({ lines } satisfies Ask);
    const told = this.#hear();
    if (told === undefined) {
      const seconds = this.#timeoutMs / 1000;
      const command = lines.length === 1 ? `'${lines[0]}'` : `'${lines[0]}' and what followed`;
      this.close();
      throw this.#fail('silent', `did not answer ${command} within ${seconds} s, and was ended`);
    }
    if ('ended' in told) throw this.#ended(told.ended);
    this.#hasAnswered = true;
    return told.answers.map((answer, index) => this.#value(answer, lines[index] ?? ''));
  }

  /** Ends QEMU; it cannot be asked any more. */
  close(): void {
    this.#failure ??= new QemuError('died', `${this.#name} was ended`);
    this.#port.postMessage({ lines: null } satisfies Ask);
    // Its pipes close with the thread, and QEMU ends with its pipes.
    void this.#worker.terminate();
    this.#port.close();
  }

  #hear(): Told | undefined {
    const deadline = performance.now() + this.#timeoutMs;
    for (;;) {
      const letter = receiveMessageOnPort(this.#port);
      if (letter !== undefined) return letter.message as Told;
      const left = deadline - performance.now();
      if (left <= 0) return undefined;
      Atomics.wait(this.#control, 0, this.#heard, left);
      this.#heard = Atomics.load(this.#control, 0);
    }
  }

  #value(answer: string, line: string): string {
    if (answer === 'OK') return '';
    if (answer.startsWith('OK ')) return answer.slice(3);
    this.close();
    throw this.#fail('refused', `answered '${answer}' to '${line}'`);
  }

  #ended({ status, signal, errors, notStarted }: Extract<Told, { ended: object }>['ended']) {
    this.close();
    const said = errors === '' ? '' : `: ${lastLines(errors)}`;
    if (notStarted !== undefined) return this.#fail('died', `cannot be started: ${notStarted}`);
    const how = signal === null ? `with exit status ${status}` : `by ${signal}`;
    if (!this.#hasAnswered) return this.#fail('refused', `ended ${how} before it answered${said}`);
    return this.#fail('died', `ended ${how} in the middle of the run${said}`);
  }

  #fail(trouble: QemuError['trouble'], words: string): QemuError {
    const failure = new QemuError(trouble, `${this.#name} ${words}`);
    this.#failure = failure;
    return failure;
  }
}

/** QEMU puts its own name before each line. */
function lastLines(errors: string): string {
  const lines = errors.split('\n').filter((line) => line.trim() !== '');
  return lines
    .slice(-3)
    .map((line) => line.replace(/^\S*qemu-system-\S+: /, '').trim())
    .join('; ');
}

function started(begin: Begin): Worker {
  const options = { workerData: begin, transferList: [begin.port], execArgv: [] };
  if (import.meta.url.endsWith('.js')) {
    return new Worker(new URL('./worker.js', import.meta.url), options);
  }
  // From the sources, which Node.js itself does not read.
  const url = JSON.stringify(new URL('./worker.ts', import.meta.url).href);
  const load = `require('node:module').createRequire(${url})('jiti').createJiti(${url}).import(${url})`;
  return new Worker(load, { ...options, eval: true });
}
