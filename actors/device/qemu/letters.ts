/** What the thread that talks to QEMU is told, and what it says. */
import type { MessagePort } from 'node:worker_threads';

/** Begin: which process to start. */
export interface Begin {
  readonly command: string;
  readonly args: readonly string[];
  /** Element 0 counts the letters sent back; whoever waits for one sleeps on it. */
  readonly control: Int32Array;
  readonly port: MessagePort;
}

/** To the thread: lines for QEMU, which answers each of them with one line. Null: end QEMU. */
export interface Ask {
  readonly lines: readonly string[] | null;
}

/** From the thread: the answers to all lines, or how QEMU ended. */
export type Told =
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
    };
