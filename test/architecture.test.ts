/** Imports point one way. Each rule has a number, which its message names. */
import path from 'node:path';
import { expect, test } from 'vitest';
import { sourceFiles } from './source-files.ts';

interface Rule {
  readonly id: string;
  /** Files that the rule is for: those below this folder. */
  readonly folder: string;
  /** Folders and packages that they may import besides their own folder. */
  readonly may: readonly string[];
  readonly reason: string;
}

const rules: readonly Rule[] = [
  {
    id: 'ARCH001',
    folder: 'machines',
    may: ['src/wdk', 'src/system', 'xstate'],
    reason: 'machines say what can happen: pure, no I/O, no clock, no randomness',
  },
  {
    id: 'ARCH002',
    folder: 'actors',
    may: [
      'machines',
      'src/wdk',
      'src/system',
      // What a test subject and a coverage goal are: types only.
      'src/generate/subject.ts',
      'xstate',
      'zod',
      'jsonc-parser',
      'node:',
    ],
    reason: 'actors wire machines together; they know no engine and no command line',
  },
  { id: 'ARCH003', folder: 'src/wdk', may: [], reason: 'the vocabulary has no behaviour' },
  {
    id: 'ARCH004',
    folder: 'src/system',
    may: ['xstate'],
    reason: 'the step of a system of actors knows no driver',
  },
  {
    id: 'ARCH005',
    folder: 'src/trace',
    may: ['src/system', 'xstate', 'rxjs'],
    reason: 'runs and traces know no driver',
  },
  {
    id: 'ARCH006',
    folder: 'src/report',
    may: ['src/system', 'src/trace', 'src/explore', 'src/wdk', 'picocolors'],
    reason: 'output knows what it is given, not where it comes from',
  },
  {
    id: 'ARCH011',
    folder: 'src/chart',
    may: ['xstate', 'elkjs'],
    reason: 'a statechart is drawn from any XState machine',
  },
  {
    id: 'ARCH012',
    folder: 'src/inspect',
    may: [
      'src/system',
      'src/trace',
      'src/explore',
      'src/explain',
      'src/chart',
      'src/report',
      'rxjs',
      'xstate',
      'node:',
    ],
    reason: 'the inspector and the viewer show any system of XState machines',
  },
  {
    id: 'ARCH009',
    folder: 'src/explore',
    may: ['src/system', 'xstate', 'rxjs', 'node:worker_threads'],
    reason: 'the explorer explores any system of XState machines',
  },
  {
    id: 'ARCH013',
    folder: 'src/generate',
    may: ['src/system', 'src/explore', 'src/chart', 'xstate', '@xstate/test', 'zod'],
    reason: 'tests are generated for any system of XState machines',
  },
  {
    id: 'ARCH014',
    folder: 'src/execute',
    may: ['src/system', 'src/generate', 'xstate', 'zod', 'node:'],
    reason: 'a suite is run against anything that answers, which need not be ours',
  },
  {
    id: 'ARCH015',
    folder: 'src/adapter',
    may: ['node:'],
    reason: 'an implementation under test needs nothing of ours but the adapter',
  },
  {
    id: 'ARCH010',
    folder: 'src/explain',
    may: ['src/system', 'src/explore', 'src/trace', 'xstate'],
    reason: 'an explanation re-runs a schedule; it knows no driver',
  },
];

/** What the files of a folder import: project paths from the root, or package names. */
function imports(file: { path: string; text: string }): string[] {
  const specifiers = [
    ...file.text.matchAll(/^(?:import|export)\s(?:[^;']*?\sfrom\s+)?'([^']+)'/gm),
    ...file.text.matchAll(/\bimport\(\s*'([^']+)'\s*\)/g),
  ];
  return specifiers.map(([, specifier]) => {
    const name = specifier as string;
    if (!name.startsWith('.')) return name;
    return path.posix.normalize(path.posix.join(path.posix.dirname(file.path), name));
  });
}

const within = (target: string, folder: string) =>
  target === folder ||
  target.startsWith(`${folder}/`) ||
  (folder === 'node:' && target.startsWith(folder));

test.each(rules)('$id: $folder imports only what it may ($reason)', (rule) => {
  const wrong = sourceFiles(rule.folder).flatMap((file) =>
    imports(file)
      .filter((target) => ![rule.folder, ...rule.may].some((folder) => within(target, folder)))
      .map(
        (target) =>
          `${rule.id}: ${file.path} imports '${target}'; ${rule.folder} may import ` +
          `${rule.may.join(', ') || 'nothing'}: ${rule.reason}`,
      ),
  );
  expect(wrong).toEqual([]);
});

test('ARCH007: nothing but the command line imports the command line', () => {
  const others = sourceFiles('machines', 'actors', 'src').filter(
    (file) => !file.path.startsWith('src/cli/'),
  );
  const wrong = others.flatMap((file) =>
    imports(file)
      .filter((target) => within(target, 'src/cli'))
      .map((target) => `ARCH007: ${file.path} imports '${target}': src/cli knows everything`),
  );
  expect(wrong).toEqual([]);
});

test('ARCH008: machines start no actors of their own, wait for no promise and ask for no time', () => {
  const banned: readonly (readonly [RegExp, string])[] = [
    [
      /\bspawnChild\b|\binvoke\s*:/,
      "a slot in state 'absent' instead of a child that starts later",
    ],
    [/\bMath\.random\b/, 'a message: the environment decides'],
    [/\bDate\b|\bperformance\b/, "'after': time is a message too"],
    [/\bfromPromise\b|\basync\b|\bawait\b(?!-)/, 'a request and its completion'],
  ];
  const wrong = sourceFiles('machines').flatMap((file) =>
    withoutComments(file.text)
      .split('\n')
      .flatMap((line, index) =>
        banned
          .filter(([pattern]) => pattern.test(line))
          .map(([pattern, use]) => `ARCH008: ${file.path}:${index + 1}: ${pattern}, use ${use}`),
      ),
  );
  expect(wrong).toEqual([]);
});

function withoutComments(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '))
    .replace(/\/\/.*$/gm, '');
}
