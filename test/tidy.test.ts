/** Style that a machine can check. Message: `file:line: what is wrong, use what instead`. */
import { expect, test } from 'vitest';
import { sourceFiles } from './source-files.ts';

const files = sourceFiles('machines', 'actors', 'src', 'test');

test('no file is longer than 400 lines', () => {
  const wrong = files
    .map((file) => ({ path: file.path, lines: file.text.split('\n').length - 1 }))
    .filter(({ lines }) => lines > 400)
    .map(({ path, lines }) => `${path}:${lines}: ${lines} lines, use a second file`);
  expect(wrong).toEqual([]);
});

/** A string that no formatter can break. */
const longString = /'[^']{50,}'|"[^"]{50,}"|`[^`]{50,}`|^\s*[^/*]*\\`/;

test('no line is longer than 120 characters, long strings apart', () => {
  const wrong = files.flatMap((file) =>
    file.text
      .split('\n')
      .map((line, index) => ({ line, place: `${file.path}:${index + 1}` }))
      .filter(({ line }) => [...line].length > 120 && !longString.test(line))
      .map(({ line, place }) => `${place}: ${line.length} characters, use two lines`),
  );
  expect(wrong).toEqual([]);
});

const banned: readonly (readonly [RegExp, string])[] = [
  [/\bFIXME\b|\bXXX\b/, 'a fix'],
  [/\bTODO\b(?!:? .*\b(because|until|when)\b)/, 'a TODO with its reason'],
  [/@ts-ignore/, '@ts-expect-error with the reason'],
  [/\b(test|it|describe)\.(only|skip)\(/, 'the whole suite, or skipIf with a printed reason'],
  [/\bsetTimeout\([^)]*\)\s*;\s*\/\/\s*sleep/, 'virtual time'],
];

test('nothing banned is in the sources', () => {
  const wrong = files
    .filter((file) => file.path !== 'test/tidy.test.ts')
    .flatMap((file) =>
      file.text
        .split('\n')
        .flatMap((line, index) =>
          banned
            .filter(([pattern]) => pattern.test(line))
            .map(([, use]) => `${file.path}:${index + 1}: ${line.trim()}, use ${use}`),
        ),
    );
  expect(wrong).toEqual([]);
});

test('nothing but tests prints on its own', () => {
  const wrong = sourceFiles('machines', 'actors', 'src').flatMap((file) =>
    file.text
      .split('\n')
      .flatMap((line, index) =>
        /\bconsole\.\w+\(/.test(line)
          ? [`${file.path}:${index + 1}: ${line.trim()}, use a stream that is handed in`]
          : [],
      ),
  );
  expect(wrong).toEqual([]);
});

test('no source names a path of one machine or the host of a registry', () => {
  const local = /(^|[^\w.])\/(home|root|Users|tmp|work)\/\w|registry\.\w+\.org/;
  const wrong = files
    .filter((file) => file.path !== 'test/tidy.test.ts')
    .flatMap((file) =>
      file.text
        .split('\n')
        .flatMap((line, index) =>
          local.test(line)
            ? [`${file.path}:${index + 1}: ${line.trim()}, use a relative path`]
            : [],
        ),
    );
  expect(wrong).toEqual([]);
});
