/** JSON text with places: syntax errors, fields that are there twice, and where a path is, by line and column. */
import type { Node, ParseError } from 'jsonc-parser';
import { findNodeAtLocation, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { Position, Problem } from './problems.ts';
import { pathText, printable } from './problems.ts';

/** Deepest nesting that is read; a scenario needs six levels. */
const maxDepth = 32;

export interface JsonText {
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /** Where the value at `path` is, or its name; the nearest enclosing value when it is not there. */
  position(path: readonly PropertyKey[], atName?: boolean): Position;
}

/** Reads plain JSON: no comments, no trailing commas. Problems are syntax errors; `value` counts only without any. */
export function readJson(text: string): JsonText {
  const lines = lineStarts(text);
  const positionOf = (index: number) => positionAt(lines, index);
  const tooDeep = depthProblem(text, positionOf);
  if (tooDeep !== undefined) {
    return { value: undefined, problems: [tooDeep], position: () => ({ line: 1, column: 1 }) };
  }
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  const problems =
    errors.length > 0
      ? errors.map((error) => syntaxProblem(text, error, positionOf))
      : root === undefined
        ? [
            {
              path: '',
              text: 'the file is empty: a JSON object is needed',
              position: positionOf(0),
            },
          ]
        : fieldProblems(root, positionOf);
  return {
    value: problems.length > 0 ? undefined : JSON.parse(text),
    problems,
    position: (path, atName) => positionOf(offsetOf(root, path, atName ?? false)),
  };
}

function syntaxProblem(
  text: string,
  error: ParseError,
  positionOf: (index: number) => Position,
): Problem {
  const words = printParseErrorCode(error.error)
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace('close brace', "'}'")
    .replace('close bracket', "']'")
    .replace('colon', "':'")
    .replace('comma', "','");
  const found = printable(text.slice(error.offset, error.offset + Math.max(1, error.length)));
  const at = error.offset >= text.length ? 'the end of the file' : `'${found.slice(0, 20)}'`;
  return { path: '', text: `not JSON: ${words} at ${at}`, position: positionOf(error.offset) };
}

/** Counts brackets outside text, so that no parser has to recurse into a hostile file. */
function depthProblem(text: string, positionOf: (index: number) => Position): Problem | undefined {
  let depth = 0;
  let quoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const char = text[index];
    if (quoted) {
      if (char === '\\') index += 1;
      else if (char === '"' || char === '\n') quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === '{' || char === '[') depth += 1;
    else if (char === '}' || char === ']') depth -= 1;
    if (depth > maxDepth) {
      const words = `nested deeper than ${maxDepth} levels`;
      return { path: '', text: words, position: positionOf(index) };
    }
  }
  return undefined;
}

/** Names that are there twice in one object, and names that mean something to JavaScript itself. */
function fieldProblems(root: Node, positionOf: (index: number) => Position): readonly Problem[] {
  const problems: Problem[] = [];
  const visit = (node: Node, path: readonly PropertyKey[]) => {
    const seen = new Set<string>();
    for (const [index, child] of (node.children ?? []).entries()) {
      if (node.type === 'array') {
        visit(child, [...path, index]);
        continue;
      }
      const [name, value] = child.children ?? [];
      const key = String(name?.value);
      const say = (text: string) =>
        problems.push({ path: pathText(path), text, position: positionOf(child.offset) });
      if (seen.has(key)) say(`the field '${printable(key)}' is there twice`);
      else if (key === '__proto__') say(`there is no field '${key}'`);
      seen.add(key);
      if (value !== undefined) visit(value, [...path, key]);
    }
  };
  visit(root, []);
  return problems;
}

function offsetOf(root: Node | undefined, path: readonly PropertyKey[], atName: boolean): number {
  if (root === undefined) return 0;
  for (let length = path.length; length >= 0; length -= 1) {
    const node = findNodeAtLocation(root, path.slice(0, length) as (string | number)[]);
    if (node === undefined) continue;
    const named = atName && length === path.length && node.parent?.type === 'property';
    return named ? (node.parent?.offset ?? node.offset) : node.offset;
  }
  return root.offset;
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function positionAt(starts: readonly number[], offset: number): Position {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
}
