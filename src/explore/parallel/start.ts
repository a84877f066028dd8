/** Starts the threads that help. */
import { MessageChannel, Worker } from 'node:worker_threads';
import type { Begin, Letter } from './letters.ts';

export interface Helper {
  post(letter: Letter): void;
  end(): void;
}

/** Undefined where no thread can be started. */
export function startHelper(
  control: Int32Array,
  outputs: readonly Int32Array[],
): Helper | undefined {
  const { port1, port2 } = new MessageChannel();
  const begin: Begin = { control, outputs, port: port2 };
  let worker: Worker;
  try {
    worker = started(begin);
  } catch {
    port1.close();
    return undefined;
  }
  // Whatever happens to it, the main thread goes on without it.
  worker.on('error', () => undefined);
  worker.unref();
  port1.unref();
  return {
    post: (letter) => port1.postMessage(letter),
    end: () => {
      port1.close();
      void worker.terminate();
    },
  };
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
