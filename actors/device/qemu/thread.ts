/** The main thread's side of `worker.ts`: threads are kept for the next QEMU, and end with this program. */
import type { MessagePort } from 'node:worker_threads';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { Begin, Order, Told } from './letters.ts';

export class QemuThread {
  static readonly #idle: QemuThread[] = [];

  /** One that has nothing to do, or a new one. */
  static take(): QemuThread {
    return QemuThread.#idle.pop() ?? new QemuThread();
  }

  readonly #control = new Int32Array(new SharedArrayBuffer(4));
  readonly #port: MessagePort;
  #process = 0;
  #heard = 0;
  #broken: string | undefined;

  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    const worker = started({ control: this.#control, port: port2 });
    worker.on('error', (error) => {
      this.#broken = error.message;
    });
    worker.unref();
    port1.unref();
  }

  start(command: string, args: readonly string[]): void {
    this.#process += 1;
    this.#order({ kind: 'start', process: this.#process, command, args });
  }

  ask(lines: readonly string[]): void {
    this.#order({ kind: 'ask', process: this.#process, lines });
  }

  /** Ends QEMU; the thread is for others then. */
  release(): void {
    this.#order({ kind: 'end', process: this.#process });
    if (this.#broken === undefined) QemuThread.#idle.push(this);
  }

  /** Sleeps until the QEMU of the last `start` has said something; undefined: it has not in all this time. */
  hear(timeoutMs: number): Told | undefined {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      const letter = receiveMessageOnPort(this.#port);
      if (letter !== undefined) {
        const told = letter.message as Told;
        if (told.process === this.#process) return told;
        continue;
      }
      const left = deadline - performance.now();
      if (left <= 0) return undefined;
      Atomics.wait(this.#control, 0, this.#heard, left);
      this.#heard = Atomics.load(this.#control, 0);
    }
  }

  #order(order: Order): void {
    this.#port.postMessage(order);
  }
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
