/**
 * What a module of the user's contains, in one number: the module and the local files that it imports, since a system's
 * machines seldom stand in the file that puts them together.
 */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileReason, UsageError } from './errors.ts';

/** A local file that is named after `from`, `import` or `require`; in a comment, too, which does no harm. */
const localImport = /\b(?:from|import|require)\s*\(?\s*(['"])(\.{1,2}\/[^'"\n]+)\1/g;
const endings = ['', '.ts', '.mts', '.cts', '.js', '.mjs', '.cjs', '.json'];

/**
 * SHA-256 of the contents one after the other, the module first, each file once, in hexadecimal digits. A name that is
 * only made when the module runs is not followed. Throws a {@link UsageError} when the module cannot be read.
 */
export function moduleHash(file: string, cwd: string): string {
  const hash = createHash('sha256');
  try {
    const files = [resolve(cwd, file)];
    const known = new Set(files);
    // Grows while it is gone through.
    for (const path of files) {
      const content = readFileSync(path);
      hash.update(content);
      for (const [, , name = ''] of content.toString('utf8').matchAll(localImport)) {
        const found = fileOf(resolve(dirname(path), name));
        if (found === undefined || known.has(found)) continue;
        known.add(found);
        files.push(found);
      }
    }
  } catch (error) {
    throw new UsageError(`${file}: ${fileReason(error)}`, { cause: error });
  }
  return hash.digest('hex');
}

/** As a loader finds it: with an ending left out, the TypeScript behind a `.js`, or the index of a folder. */
function fileOf(path: string): string | undefined {
  const source = path.replace(/\.([cm]?)js$/, '.$1ts');
  const candidates = [
    ...endings.map((ending) => path + ending),
    source,
    ...endings.map((ending) => resolve(path, `index${ending}`)),
  ];
  return candidates.find((each) => statSync(each, { throwIfNoEntry: false })?.isFile() === true);
}
