/** The first lines of a run: what is run, on which device, in which topology, in which order. */
import { wrap } from './spans.ts';
import type { Style } from './style.ts';

export interface RunHeader {
  readonly scenario: string;
  readonly title: string;
  /** The device in a few words. */
  readonly device: string;
  readonly vfs: number;
  readonly guests: number;
  readonly vbd: boolean;
  readonly switchCreation: 'dynamic' | 'static';
  readonly clients: readonly string[];
  readonly seed?: number | undefined;
  /** In which order messages are delivered, where it is neither that of sending nor random. */
  readonly order?: string;
  /** The user's own machines: `pf` by `my-pf.ts`. */
  readonly replaced: readonly { readonly part: string; readonly file: string }[];
  /** Contradictions in which a reading was named: `B` by `C01`. */
  readonly readings?: Readonly<Record<string, string>>;
}

export function headerText(header: RunHeader, style: Style, width: number): string {
  return factsText(headerFacts(header), style, width);
}

/** Pairs of label and text, one below the other. */
export function factsText(
  facts: readonly (readonly [label: string, text: string])[],
  style: Style,
  width: number,
): string {
  const line = ([label, text]: readonly [string, string]) =>
    `${style.dim(label.padEnd(10))}${wrap(text, width - 10, ' '.repeat(10))}`;
  return facts.map(line).join('\n');
}

/** The same as pairs of label and text. */
export function headerFacts(header: RunHeader): readonly (readonly [string, string])[] {
  const { vfs, guests, vbd, switchCreation, seed, replaced } = header;
  const readings = Object.entries(header.readings ?? {}).map(([id, reading]) => `${id}=${reading}`);
  const own = replaced.map(({ part, file }) => `${part} from ${file}`).join(', ');
  return [
    ['scenario', `${header.scenario}: ${header.title}`],
    ['device', header.device],
    [
      'topology',
      `${counted(vfs, 'VF')} in ${counted(guests, 'guest')}, ${vbd ? 'with' : 'without'} VBD, ` +
        `${switchCreation} switch, ${counted(header.clients.length, 'client')}`,
    ],
    ...(own === '' ? [] : [['machines', own] as const]),
    ...(readings.length === 0 ? [] : [['readings', readings.join(', ')] as const]),
    ['order', header.order ?? (seed === undefined ? 'as sent' : `seed ${seed}`)],
  ];
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
