/**
 * The messages of a run, from its beginning, for readers that come at any time and read at their own pace. Kept as JSON
 * text: what a machine does to its context later changes nothing of what was told.
 */
import type { InspectorMessage } from './protocol.ts';

export class MessageFeed {
  readonly #texts: string[] = [];
  readonly #watchers = new Set<() => void>();
  #ended = false;

  get length(): number {
    return this.#texts.length;
  }

  /** No more will come. */
  get ended(): boolean {
    return this.#ended;
  }

  /** The JSON text of one message. */
  text(index: number): string {
    const text = this.#texts[index];
    if (text === undefined) throw new RangeError(`there is no message ${index}`);
    return text;
  }

  add(messages: readonly InspectorMessage[]): void {
    if (this.#ended) throw new Error('the feed has ended');
    for (const message of messages) this.#texts.push(JSON.stringify(message));
    this.#tell();
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#tell();
  }

  /** Calls back after every change, until the function that it returns is called. */
  watch(changed: () => void): () => void {
    const watcher = () => changed();
    this.#watchers.add(watcher);
    return () => {
      this.#watchers.delete(watcher);
    };
  }

  #tell(): void {
    for (const watcher of [...this.#watchers]) watcher();
  }
}
