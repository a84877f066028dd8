/** Sequence diagrams: every line is of the form that the tool expects, whatever the trace says. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exportFormats } from '../../src/report/export/index.ts';
import { exportOf, hostileExport, hostileTexts, race, raceExport } from './export-cases.ts';
import { stepOf } from './hand-made.ts';

const { mermaid, plantuml } = exportFormats;

/** A text of mermaid: letters, harmless signs, and characters by number. */
const said = String.raw`(?:[\p{L}\p{M}\p{N} _.,=/()'@+*!?→…-]|#\d+;)*`;
const mermaidLines = [
  /^sequenceDiagram$/,
  new RegExp(`^  title ${said}$`, 'u'),
  new RegExp(`^  participant p\\d+ as ${said}$`, 'u'),
  new RegExp(`^ {2,4}p\\d+(->>|-->>|-x)p\\d+: ${said}$`, 'u'),
  new RegExp(`^ {2,4}Note (over p\\d+(,p\\d+)?|right of p\\d+): ${said}(<br/>${said})*$`, 'u'),
  /^ {2}rect rgb\(\d+, \d+, \d+\)$/,
  /^ {2}end$/,
];
const written = String.raw`(?:[\p{L}\p{M}\p{N} _.,=()+?→…-]|<U\+[0-9A-F]{4,6}>)*`;
const plantumlLines = [
  /^@startuml$/,
  /^@enduml$/,
  new RegExp(`^title ${written}$`, 'u'),
  new RegExp(`^participant "(?:${written}|[(]blank[)])" as p\\d+$`, 'u'),
  new RegExp(`^p\\d+ (->|-->|->x) p\\d+ : ${written}$`, 'u'),
  new RegExp(`^note over p\\d+(, p\\d+)?( #[0-9A-F]{6})? : ${written}(\\\\n${written})*$`, 'u'),
];

function linesOf(text: string, forms: readonly RegExp[]): readonly string[] {
  expect(text.endsWith('\n')).toBe(true);
  const lines = text.slice(0, -1).split('\n');
  expect(lines.filter((line) => !forms.some((form) => form.test(line)))).toEqual([]);
  return lines;
}

/** Each `rect` is closed before the next begins; every alias is declared. */
function checkMermaid(text: string): readonly string[] {
  const lines = linesOf(text, mermaidLines);
  let open = 0;
  for (const line of lines) {
    if (line.startsWith('  rect')) open += 1;
    if (line === '  end') open -= 1;
    expect(open === 0 || open === 1).toBe(true);
  }
  expect(open).toBe(0);
  checkAliases(lines, /^ *participant (p\d+) /, /^ *(?:Note (?:over|right of) )?(p\d+)/);
  return lines;
}

function checkPlantuml(text: string): readonly string[] {
  const lines = linesOf(text, plantumlLines);
  expect([lines[0], lines.at(-1)]).toEqual(['@startuml', '@enduml']);
  expect(lines.filter((line) => line.startsWith('@'))).toHaveLength(2);
  checkAliases(lines, / as (p\d+)$/, /^(?:note over )?(p\d+)/);
  return lines;
}

function checkAliases(lines: readonly string[], declared: RegExp, used: RegExp): void {
  const found = (form: RegExp) => lines.flatMap((line) => form.exec(line)?.[1] ?? []);
  const names = new Set(found(declared));
  expect(found(used).filter((name) => !names.has(name))).toEqual([]);
}

/** What mermaid shows for the numbers. */
const decoded = (text: string) =>
  text.replace(/#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));

describe('mermaid', () => {
  test('shows participants in lane order, messages, timer, pair and violations', () => {
    const lines = checkMermaid(mermaid(raceExport)).map(decoded);
    expect(lines).toEqual([
      'sequenceDiagram',
      '  title a small race',
      '  participant p1 as vstack',
      '  participant p2 as vpci.g0',
      '  participant p3 as ndis.vf0',
      '  participant p4 as vf0',
      '  Note right of p4: 5 ms, timer 1 after 5 ms',
      '  p4->>p3: 2 IOCTL_VPCI_READ_BLOCK',
      '  p3->>p2: 3 IOCTL_VPCI_READ_BLOCK',
      '  p2-->>p4: 4 IOCTL_VPCI_READ_BLOCK.return STATUS_PENDING',
      '  rect rgb(255, 236, 179)',
      '    p4->>p2: 5 IoCancelIrp',
      '    Note over p2: first of the racing pair',
      '  end',
      '  p2->>p1: 6 VPCI_READ_BLOCK',
      '  rect rgb(255, 205, 210)',
      '    p1-->>p2: 7 VPCI_READ_BLOCK.completion STATUS_SUCCESS',
      '    Note over p2: second of the racing pair',
      '    Note over p2: violated: DoubleCompletion: completed twice',
      '  end',
      '  Note over p1,p4: violated: NothingLost: vf0 waits',
    ]);
  });

  test('shows only the steps that are asked for, and who is in them', () => {
    const lines = checkMermaid(mermaid({ ...raceExport, from: 2, to: 3 }));
    expect(lines.filter((line) => line.includes('->>'))).toHaveLength(2);
    expect(lines.filter((line) => line.includes('participant'))).toHaveLength(3);
    expect(lines.join()).not.toContain('NothingLost');
  });

  test('says how to choose when there are too many steps, or they say too much', () => {
    const [first] = race;
    const many = Array.from({ length: 301 }, (_, n) => ({ ...first, step: n + 1 }) as never);
    expect(() => mermaid(exportOf(many))).toThrow(
      'mermaid draws at most 300 steps well, these are 301: choose with --from and --to',
    );
    checkMermaid(mermaid({ ...exportOf(many), from: 2 }));
    const loud = Array.from({ length: 300 }, (_, n) =>
      stepOf({ step: n + 1, from: 'pf', to: 'ndis', message: { type: '#'.repeat(90) } }),
    );
    expect(() => mermaid(exportOf(loud))).toThrow(/at most 50000 characters, these would be \d+/);
  });

  test('a lost message has a cross', () => {
    const steps = race
      .slice(0, 2)
      .map((step, n) => (n === 1 ? { ...step, lost: true as const } : step));
    expect(mermaid(exportOf(steps))).toContain('-x');
    expect(plantuml(exportOf(steps))).toContain(' ->x ');
  });
});

test('plantuml shows the same', () => {
  const lines = checkPlantuml(plantuml(raceExport));
  expect(lines).toContain('p4 -> p2 : 5 IoCancelIrp');
  expect(lines).toContain('note over p2 #FFECB3 : first of the racing pair');
  expect(lines).toContain(
    'note over p2 #FFCDD2 : violated<U+003A> DoubleCompletion<U+003A> completed twice',
  );
  expect(lines).toContain('note over p4 : 5 ms, timer 1 after 5 ms');
  expect(lines.filter((line) => / --?> /.test(line))).toHaveLength(6);
});

test('hostile strings stay within their line', () => {
  checkMermaid(mermaid(hostileExport(hostileTexts.slice(0, 12))));
  const names = checkPlantuml(plantuml(hostileExport()));
  expect(names.filter((line) => line.startsWith('participant'))).toHaveLength(
    hostileTexts.length + 1,
  );
  expect(names.join('\n')).not.toContain('__');
});

test('any strings stay within their line (seed 4)', () => {
  const text = fc.string({ unit: 'binary', maxLength: 40 });
  fc.assert(
    fc.property(fc.uniqueArray(text, { minLength: 1, maxLength: 5 }), (texts) => {
      checkMermaid(mermaid(hostileExport(texts)));
      checkPlantuml(plantuml(hostileExport(texts)));
    }),
    { seed: 4, numRuns: 100 },
  );
});
