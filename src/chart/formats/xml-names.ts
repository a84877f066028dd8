/** Names that XML allows as ids, one for each of some texts. */

/** The text itself where it is such a name; else like it, and different from all others. */
export function namesFor(texts: readonly string[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const used = new Set<string>();
  const [allowed, others] = [texts.filter(isName), texts.filter((text) => !isName(text))];
  for (const text of [...allowed, ...others]) {
    if (names.has(text)) continue;
    const like = nameLike(text);
    let name = like;
    for (let n = 2; used.has(name); n += 1) name = `${like}_${n}`;
    used.add(name);
    names.set(text, name);
  }
  return names;
}

/** Letters, digits, `.`, `-` and `_`, the first a letter or `_`: what all readers take. */
function isName(text: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9._-]*$/.test(text);
}

function nameLike(text: string): string {
  const letters = text.replace(/[^A-Za-z0-9._-]/g, '_');
  return /^[A-Za-z_]/.test(letters) ? letters : `_${letters}`;
}
