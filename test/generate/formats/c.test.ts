/** C tables: they compile without a warning, and a plain loop in C reads from them what the suite says. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cText } from '../../../src/generate/formats/index.ts';
import type { Suite } from '../../../src/generate/index.ts';
import { envelope, hostile, suiteWith } from './a-suite.ts';

const hasGcc = spawnSync('gcc', ['--version']).status === 0;
const options = { command: 'sriov-sim generate pf', program: 'sriov-sim 0' };
const flags = ['-std=c99', '-Wall', '-Wextra', '-Werror', '-pedantic'];

/** Prints every field as hexadecimal bytes, so that nothing on the way can change it. */
const walker = `#include <stdio.h>
#include "first.h"
#include "second.h"
static void hex(const char *text) {
    for (; *text; text++) printf("%02x", (unsigned char)*text);
    printf(" ");
}
static void message(const sriov_sim_message *m) {
    size_t n;
    hex(m->from); hex(m->to); hex(m->type);
    for (n = 0; n < m->field_count; n++) {
        hex(m->fields[n].name);
        printf("%d ", (int)m->fields[n].kind);
        hex(m->fields[n].text);
        printf("%lld ", m->fields[n].integer);
    }
    printf("\\n");
}
static void answer(const sriov_sim_answer *a) {
    size_t n;
    for (n = 0; n < a->message_count; n++) message(&a->messages[n]);
}
int main(void) {
    size_t t, s, n;
    const sriov_sim_suite *suite = &first_suite;
    if (second_suite.test_count != 0) return 1;
    hex(suite->claim);
    printf("%d\\n", (int)suite->observes);
    for (n = 0; n < suite->initial_count; n++) message(&suite->initial[n]);
    for (t = 0; t < suite->test_count; t++) {
        const sriov_sim_test *test = &suite->tests[t];
        hex(test->name);
        printf("\\n");
        for (s = 0; s < test->step_count; s++) {
            const sriov_sim_step *step = &test->steps[s];
            message(&step->stimulus);
            answer(&step->expect);
            for (n = 0; n < step->alternative_count; n++) answer(&step->alternatives[n]);
            if (step->shows) hex(step->shows);
            printf(".\\n");
        }
    }
    return 0;
}
`;

function named(name: string, suite: Suite): string {
  return cText({ ...suite, subject: { ...suite.subject, name } }, options);
}

function walked(suite: Suite): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'sriov-sim-c-'));
  writeFileSync(join(folder, 'first.h'), named('first', suite));
  writeFileSync(join(folder, 'second.h'), named('Second', { ...suite, tests: [] }));
  writeFileSync(join(folder, 'walk.c'), walker);
  execFileSync('gcc', [...flags, '-o', 'walk', 'walk.c'], { cwd: folder, stdio: 'pipe' });
  const out = execFileSync(join(folder, 'walk'), { encoding: 'utf8', maxBuffer: 1 << 26 });
  rmSync(folder, { recursive: true });
  return out.split('\n');
}

const hex = (text: string) => (text === '' ? '' : Buffer.from(text).toString('hex'));

test.skipIf(!hasGcc)('a C program reads what the suite says (skipped without gcc)', () => {
  const stimulus = envelope('ndis', 'first', { type: 'MiniportPause' });
  const answer = envelope('first', 'ndis', {
    type: 'MiniportPause.return',
    ...{ status: 'NDIS_STATUS_SUCCESS', count: -3, isLast: true, big: 2 ** 40, half: 0.5 },
    ...{ parameters: { vf: 1, inner: { list: [1, 'x'] } }, none: null, absent: undefined },
  });
  const other = envelope('first', 'ndis', { type: 'Other' });
  const lines = walked(
    suiteWith([
      { stimulus, expect: [answer], alternatives: [[other], []], shows: 'bug check 0xD1' },
    ]),
  );
  const field = (name: string, kind: number, text: string, integer = 0) =>
    `${hex(name)} ${kind} ${hex(text)} ${integer} `;
  expect(lines).toEqual([
    `${hex('Every transition of the model is taken at least once.')} 1`,
    `${hex('halted: MiniportPause')} `,
    `${hex('ndis')} ${hex('first')} ${hex('MiniportPause')} `,
    `${hex('first')} ${hex('ndis')} ${hex('MiniportPause.return')} ` +
      field('status', 0, 'NDIS_STATUS_SUCCESS') +
      field('count', 1, '-3', -3) +
      field('isLast', 2, 'true', 1) +
      field('big', 1, '1099511627776', 2 ** 40) +
      field('half', 3, '0.5') +
      field('parameters.vf', 1, '1', 1) +
      field('parameters.inner.list', 3, '[1,"x"]') +
      field('none', 3, 'null'),
    `${hex('first')} ${hex('ndis')} ${hex('Other')} `,
    `${hex('bug check 0xD1')} .`,
    '',
  ]);
});

test.skipIf(!hasGcc)('hostile texts come out as they went in (skipped without gcc)', () => {
  const long = '?'.repeat(5000);
  const texts = [...hostile.filter((text) => !text.includes('\ud800')), long];
  const steps = texts.map((text) => ({
    stimulus: { from: text, to: text, message: { type: text, [text]: text } },
    expect: [],
    shows: text,
  }));
  const suite = suiteWith(steps, { claim: texts.join(' ') });
  const lines = walked(suite);
  expect(lines[0]).toBe(`${hex(suite.claim)} 1`);
  texts.forEach((text, n) => {
    expect(lines[2 + 2 * n]).toBe(
      `${hex(text)} ${hex(text)} ${hex(text)} ${hex(text)} 0 ${hex(text)} 0 `,
    );
    expect(lines[3 + 2 * n]).toBe(`${hex(text)} .`);
  });
});

test('the name of a subject becomes one that C takes', () => {
  expect(named('7 of *nine*', suiteWith([]))).toContain('subject_7_of_nine_suite = {');
  expect(named('ü', suiteWith([]))).toContain('static const sriov_sim_suite subject_suite = {');
});
