/** The keys of a terminal, one at a time and without waiting for a line. */
import type { ReadStream } from 'node:tty';
import type { KeyStream } from './io.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: that is how a terminal sends the arrow keys
const keyPattern = /\u001b\[[0-9;]*[A-Za-z~]|[\s\S]/g;

export function terminalKeys(stdin: ReadStream): KeyStream {
  return (press, signal) =>
    new Promise((resolve) => {
      const finish = () => {
        stdin.off('data', take);
        stdin.off('end', finish);
        signal?.removeEventListener('abort', finish);
        stdin.setRawMode(false);
        stdin.pause();
        resolve();
      };
      // A key is one piece of data; who types ahead, or pastes, sends several at once.
      const take = (data: Buffer) => {
        const keys = data.toString('utf8').match(keyPattern) ?? [];
        if (!keys.every((key) => press(key))) finish();
      };
      stdin.setRawMode(true);
      stdin.on('data', take);
      stdin.on('end', finish);
      signal?.addEventListener('abort', finish);
      stdin.resume();
    });
}
