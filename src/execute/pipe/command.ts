/** A command line as words, without a shell: nothing in it is evaluated. */

/**
 * Splits at blanks. Quotes of either kind keep blanks together; a backslash takes the next character as it is, outside
 * single quotes. Throws an `Error` that says what is wrong.
 */
export function splitCommand(text: string): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote: '"' | "'" | undefined;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] as string;
    if (char === '\\' && quote !== "'") {
      at += 1;
      if (at >= text.length) throw new Error(`the command ends with a backslash: ${text}`);
      word = (word ?? '') + text[at];
    } else if (quote !== undefined) {
      if (char === quote) quote = undefined;
      else word = (word ?? '') + char;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= '';
    } else if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? '') + char;
    }
  }
  if (quote !== undefined)
    throw new Error(`a quote (${quote}) is not closed in the command: ${text}`);
  if (word !== undefined) words.push(word);
  if (words.length === 0) throw new Error('the command is empty');
  return words;
}
