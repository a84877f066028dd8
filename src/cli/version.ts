/** The version in package.json, which lies two folders up in the sources and three in the build. */
import { readFileSync } from 'node:fs';

export function version(): string {
  for (const place of ['../../package.json', '../../../package.json']) {
    try {
      const text = readFileSync(new URL(place, import.meta.url), 'utf8');
      const { name, version: found } = JSON.parse(text) as { name?: string; version?: string };
      if (name === 'sriov-sim' && found !== undefined) return found;
    } catch {
      // Not there: the next place.
    }
  }
  return 'unknown';
}
