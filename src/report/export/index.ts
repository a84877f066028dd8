/**
 * A trace in the formats of other tools. Reading order: `export-trace.ts` (what is exported), `text.ts` (harmless
 * words), `causes.ts` and `lives.ts` (who sent what, and what became of each request), then a file for each format.
 */
import { dotText } from './dot.ts';
import type { ExportTrace } from './export-trace.ts';
import { irpText } from './irp.ts';
import { lanesText } from './lanes-text.ts';
import { mermaidText } from './mermaid.ts';
import { perfettoText } from './perfetto.ts';
import { plantumlText } from './plantuml.ts';
import { shivizText } from './shiviz.ts';

export type { ExportTrace } from './export-trace.ts';
export { ExportError } from './export-trace.ts';

/** By the name that the command line knows it by. */
export const exportFormats = {
  lanes: lanesText,
  irp: irpText,
  mermaid: mermaidText,
  plantuml: plantumlText,
  perfetto: perfettoText,
  shiviz: shivizText,
  dot: dotText,
} as const satisfies Readonly<Record<string, (trace: ExportTrace) => string>>;

export type ExportFormat = keyof typeof exportFormats;
