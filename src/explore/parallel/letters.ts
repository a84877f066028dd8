/** What the main thread tells the others, beside the words of `Control`; all arrays are shared memory. */
import type { MessagePort } from 'node:worker_threads';
import type { Layout } from '../layout.ts';
import type { StoreView } from '../store-view.ts';
import type { TableView } from './known-moves.ts';

/** Given to a thread at its beginning. */
export interface Begin {
  readonly control: Int32Array;
  /** What each task of the ring writes. */
  readonly outputs: readonly Int32Array[];
  readonly port: MessagePort;
}

export interface Letter {
  /** States are packed in another way from now on. Comes with `view` and `tables`. */
  readonly layout?: Layout;
  /** With `layout`: not all states that are made are entered, so that none is left out for having been made before. */
  readonly isBounded?: boolean;
  /** Where states and index are. */
  readonly view?: StoreView;
  /** The words of `Asleep`. */
  readonly asleep?: Int32Array | undefined;
  /** What is known of the moves. */
  readonly tables?: TableView;
}
