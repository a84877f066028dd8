/** What the thread that talks to QEMU is told, and what it says. */
import type { MessagePort } from 'node:worker_threads';

/** What the thread is started with. */
export interface Begin {
  /** Element 0 counts the letters sent back; whoever waits for one sleeps on it. */
  readonly control: Int32Array;
  readonly port: MessagePort;
}

/**
 * To the thread. `start`: end the QEMU there is, and start another; `ask`: lines for it, which it answers with one line
 * each; `end`: end it. `process` numbers the QEMUs of a thread.
 */
export type Order =
  | {
      readonly kind: 'start';
      readonly process: number;
      readonly command: string;
      readonly args: readonly string[];
    }
  | { readonly kind: 'ask'; readonly process: number; readonly lines: readonly string[] }
  | { readonly kind: 'end'; readonly process: number };

/** From the thread: the answers to all lines, or how a QEMU ended. */
export type Told = { readonly process: number } & (
  | { readonly answers: readonly string[] }
  | {
      readonly ended: {
        readonly status: number | null;
        readonly signal: string | null;
        /** The last lines of its standard error. */
        readonly errors: string;
        /** Why it could not even be started. */
        readonly notStarted?: string;
      };
    }
);
