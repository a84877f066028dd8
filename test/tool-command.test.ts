import { CommanderError } from 'commander';
import { expect, test } from 'vitest';
import { count, counts, listOf, toolCommand } from './tool-command.ts';

/** What it says, and the options if it has nothing to say. */
function told(words: readonly string[]) {
  let text = '';
  const command = toolCommand('tool', 'A tool.')
    .option('--size <n>', 'its size', count, 1)
    .option('--sizes <n>', 'its sizes', counts)
    .addOption(listOf('--only <names>', 'parts', ['a', 'b', 'c']))
    .configureOutput({
      writeErr: (line) => {
        text += line;
      },
    })
    .exitOverride();
  try {
    return command.parse(words as string[], { from: 'user' }).opts();
  } catch (error) {
    if (error instanceof CommanderError) return text;
    throw error;
  }
}

test('options of the tools are read', () => {
  expect(told([])).toEqual({ size: 1, only: ['a', 'b', 'c'] });
  expect(told(['--only', 'c,a', '--sizes', '1,3'])).toEqual({
    size: 1,
    sizes: [1, 3],
    only: ['a', 'c'],
  });
});

test.each([
  [['--siez', '3'], "unknown option '--siez'"],
  [['--size', '0'], "argument '0' is invalid. Not a count."],
  [['--sizes', '1,x'], "argument '1,x' is invalid. Not a count."],
  [['--only', 'a,d'], "'d' is not known."],
  [['more'], 'too many arguments'],
])('%j is told with the legal ones', (words, why) => {
  expect(told(words)).toContain(why);
  expect(told(words)).toMatch(/--only <names> +parts, separated by commas: a, b, c/);
});
