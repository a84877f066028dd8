/**
 * What is not mutated, by rule and with the reason: code that decides nothing about what a driver does, so that no
 * test of its behaviour could tell.
 */
import type { Ignorer } from '@stryker-mutator/api/ignore';

/** The little that is needed of a node of the syntax tree. */
interface SyntaxNode {
  readonly type: string;
  readonly key?: { readonly type: string; readonly name?: string; readonly value?: unknown };
  readonly value?: SyntaxNode;
  readonly properties?: readonly SyntaxNode[];
}

/** Field of a statechart's config, and why it is left alone. */
const documentation: Readonly<Record<string, string>> = {
  requirements: 'meta.requirements says which rule a state serves: documentation',
  description: 'a description is for readers',
  types: 'setup({ types }) is read by the type checker only',
};

export const invisibleCode: Ignorer = {
  shouldIgnore(path) {
    const { node } = path as unknown as { readonly node: SyntaxNode };
    if (node.type === 'ThrowStatement') return 'the text of an internal error is no behaviour';
    if (node.type !== 'ObjectProperty') return undefined;
    const name = nameOf(node);
    if (name === 'meta' && isOnlyDocumentation(node.value)) return documentation.requirements;
    return name === undefined ? undefined : documentation[name];
  },
};

function nameOf({ key }: SyntaxNode): string | undefined {
  return key?.name ?? (typeof key?.value === 'string' ? key.value : undefined);
}

/** `meta.defer` is behaviour: it puts messages off. */
function isOnlyDocumentation(value: SyntaxNode | undefined): boolean {
  return value?.properties?.every((each) => nameOf(each) === 'requirements') ?? false;
}
