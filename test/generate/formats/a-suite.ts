/** Suites made by hand, for the tests of formats. */
import type { Suite, TestStep } from '../../../src/generate/index.ts';
import type { Envelope } from '../../../src/system/index.ts';

/** A message with its sender in it, as drivers send. */
export function envelope(from: string, to: string, message: { type: string }): Envelope {
  return { from, to, message: { from, ...message } };
}

export function suiteWith(steps: readonly TestStep[], changes: Partial<Suite> = {}): Suite {
  return {
    format: 'sriov-sim-suite',
    version: 1,
    subject: { name: 'pf', kind: 'open', actors: ['pf'], inputs: {}, initial: [] },
    criteria: ['transitions'],
    method: 'tour',
    observes: 'status',
    claim: 'Every transition of the model is taken at least once.',
    assumptions: ['A reset brings the implementation back to its beginning.'],
    tests: [{ name: 'halted: MiniportPause', covers: ['t1'], steps }],
    coverage: [
      {
        criterion: 'transitions',
        items: [
          { id: 't1', status: 'covered' },
          { id: 't2 | <b>', status: 'unreachable', why: 'no state of 12 has it' },
        ],
      },
    ],
    leftOut: [{ what: 'a delivery of x', why: 'its status differs', count: 2 }],
    stoppedBecause: 'complete',
    truncated: false,
    ...changes,
  };
}

/** Texts that want out of every quote, comment, table and line. */
export const hostile: readonly string[] = [
  "'); process.exit(7); ('",
  '"); abort(); ("',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is to stay the text that it is.
  '${process.exit(7)}',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the same.
  '`${1}`',
  '*/ process.exit(7) /*',
  '\\',
  "\\'; process.exit(7); //",
  'a\nprocess.exit(7)\n',
  '\r\u2028process.exit(7)\u2029',
  '??/',
  '??=define X',
  '</script><img src=x onerror=1>',
  '| a | b |',
  '\u202egnp.exe',
  '\ud800',
  '__proto__',
  'constructor',
  '',
  '%s %n %d',
  '𝒳 ü €',
];
