/** The reader of the adapter for C: right JSON as it is, the rest refused, nothing read that is not there. */
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Compiler } from './pf-suite.ts';

const seed = 20_261_121;

/** Each line of input, parsed and written again; `!` and the reason where it cannot be. */
const program = `
#include "sriov_sim_adapter.h"
static ssa_session session;
int main(void) {
  static char line[SSA_MAX_LINE + 1];
  size_t length = 0;
  int c;
  session.out = stdout;
  while ((c = getchar()) != EOF) {
    const ssa_value *value;
    char *copy;
    if (c != '\\n') {
      if (length < SSA_MAX_LINE) line[length++] = (char)c;
      continue;
    }
    copy = (char *)malloc(length + 1); /* So that a byte too far is seen. */
    memcpy(copy, line, length);
    value = ssa_parse(&session.document, copy, length);
    if (value == NULL) {
      printf("!%s", session.document.error);
    } else {
      session.depth = 1;
      session.needs_comma = 0;
      ssa_put_copy(&session, NULL, value);
      session.depth = 0;
    }
    putchar('\\n');
    free(copy);
    length = 0;
  }
  return 0;
}
`;

const usable = Compiler.exists() && Compiler.hasSanitizers();
if (!usable) process.stderr.write('gcc or its sanitizers are missing: the reader is not fuzzed\n');

describe.skipIf(!usable)('the JSON reader of the adapter for C', () => {
  let compiler: Compiler;
  let echo: string;
  beforeAll(() => {
    compiler = new Compiler();
    echo = compiler.compile(program, [
      '-g',
      '-fsanitize=address,undefined',
      '-fno-sanitize-recover',
    ]);
  });
  afterAll(() => compiler.clean());

  function answers(lines: readonly (string | Buffer)[]): readonly string[] {
    const input = Buffer.concat(lines.flatMap((each) => [Buffer.from(each), Buffer.from('\n')]));
    const { status, stdout, stderr } = spawnSync(echo, { input, maxBuffer: 1 << 28 });
    expect(stderr.toString('utf8')).toBe('');
    expect(status).toBe(0);
    return stdout.toString('utf8').split('\n').slice(0, -1);
  }

  test(`JSON comes back as it was (seed ${seed})`, () => {
    const values = fc.sample(fc.json({ maxDepth: 8 }), { seed, numRuns: 3000 });
    const lines = values.map((each) => JSON.stringify(JSON.parse(each)));
    const back = answers(lines);
    expect(back).toHaveLength(lines.length);
    for (const [n, line] of lines.entries())
      expect(JSON.parse(back[n] ?? '')).toEqual(JSON.parse(line));
  });

  test(`what JSON.parse refuses is refused, and the other way round (seed ${seed})`, () => {
    const pieces = fc.constantFrom(
      ...'{ } [ ] , : " \\ a 0 1 - . e + true false null "a" \\u00e9 \\ud83d \\ude00 \\u0000'.split(
        ' ',
      ),
      ' ',
    );
    const texts = fc.sample(
      fc.oneof(
        fc.array(pieces, { maxLength: 12 }).map((each) => each.join('')),
        fc.tuple(fc.json(), fc.nat(), pieces).map(([json, at, piece]) => {
          const line = JSON.stringify(JSON.parse(json));
          const place = at % (line.length + 1);
          return line.slice(0, place) + piece + line.slice(place + (at % 3));
        }),
      ),
      { seed, numRuns: 5000 },
    );
    const back = answers(texts);
    const differ = texts.filter((text, n) => isJson(text) === (back[n] ?? '').startsWith('!'));
    expect(differ).toEqual([]);
  });

  test(`any bytes are read without harm (seed ${seed})`, () => {
    const bytes = fc.sample(fc.uint8Array({ maxLength: 200 }), { seed, numRuns: 3000 });
    const lines = bytes.map((each) => Buffer.from(each.filter((byte) => byte !== 10)));
    expect(answers(lines)).not.toHaveLength(0);
  });

  test('what is too large is refused', () => {
    expect(answers(['['.repeat(100), `[${'0,'.repeat(20_000)}0]`, '1'.repeat(100)])).toEqual([
      '!nested too deeply (SSA_MAX_DEPTH)',
      '!too many values in one line (SSA_MAX_NODES)',
      '!a number has more than 63 characters',
    ]);
  });

  function isJson(text: string): boolean {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  }
});
