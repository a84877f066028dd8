/** The messages that a test file needs again and again, as constants at its top; and how a message is written down. */
import type { Message } from '../../system/index.ts';
import { constantNames } from './constant-names.ts';
import { flatOf, Source, sourceOf } from './source-text.ts';

/** Shorter ones are as easy to read where they are. */
const longInline = 36;

export class LiftedMessages {
  /** Messages by their text, in the order in which they come; and the name of each. */
  readonly #constants = new Map<string, { readonly name: string; readonly message: Message }>();

  /** `all`: every message of the file as it is written, each as often as it comes. No name is in `taken`. */
  constructor(all: Iterable<Message>, taken: ReadonlySet<string>) {
    const found = new Map<string, { message: Message; count: number }>();
    for (const message of all) {
      const key = flatOf(message);
      const known = found.get(key);
      if (known === undefined) found.set(key, { message, count: 1 });
      else known.count += 1;
    }
    const lifted = [...found].filter(([key, { count }]) => count > 1 && key.length > longInline);
    const names = constantNames(
      lifted.map(([, { message }]) => message),
      taken,
    );
    for (const [n, [key, { message }]] of lifted.entries()) {
      this.#constants.set(key, { name: names[n] ?? '', message });
    }
  }

  /** The constant's name where there is one, else the message itself. */
  use(message: Message): unknown {
    const constant = this.#constants.get(flatOf(message));
    return constant === undefined ? message : new Source(constant.name);
  }

  /** The constants, one below the other: a part of the file, or none. */
  parts(): readonly string[] {
    const lines = [...this.#constants.values()].map(({ name, message }) => {
      const head = `const ${name} = `;
      return `${head}${sourceOf(message, 0, head.length, 1)};`;
    });
    return lines.length === 0 ? [] : [lines.join('\n')];
  }
}

/** As it is written where `sender` is said already. */
export function withoutSender(message: Message, sender: string | undefined): Message {
  const { type, from, ...rest } = message;
  if (from === undefined || (sender !== undefined && from === sender)) return { type, ...rest };
  return { type, ...rest, from };
}
