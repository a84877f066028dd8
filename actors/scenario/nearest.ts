/** What a user may have meant: names close to a misspelt one. */

/** The candidate that `text` was most likely meant to be, or undefined when none is close. */
export function nearest(text: string, candidates: readonly string[]): string | undefined {
  const wanted = text.toLowerCase().slice(0, 60);
  let best: { name: string; score: number } | undefined;
  for (const name of candidates) {
    const lower = name.toLowerCase();
    const contains = wanted.length >= 3 && (lower.includes(wanted) || wanted.includes(lower));
    const distance = editDistance(wanted, lower);
    const score = contains ? Math.min(distance, 1) : distance;
    if (best === undefined || score < best.score) best = { name, score };
  }
  const limit = wanted.length <= 3 ? 1 : Math.max(2, Math.floor(wanted.length / 3));
  return best !== undefined && best.score <= limit ? best.name : undefined;
}

/** `; did you mean 'x'?`, or nothing: to be put behind a message. */
export function didYouMean(text: string, candidates: readonly string[]): string {
  const name = nearest(text, candidates);
  return name === undefined ? '' : `; did you mean '${name}'?`;
}

/** Levenshtein distance, one row at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
