/** The suites of docs/adapter, made as the command line makes them, and the compiler, where there is one. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { userSubject } from '../../src/cli/generate-user-subject.ts';
import type { Behaviour, Criterion, Method, Suite } from '../../src/generate/index.ts';
import { generateSuite } from '../../src/generate/index.ts';

export const root = resolve(import.meta.dirname, '../..');

export async function adapterSuite(
  name: 'pf-basic' | 'pf-flow',
  method: Method,
): Promise<{ readonly suite: Suite; readonly behaviour: Behaviour }> {
  const generated = await userSubject(`docs/adapter/${name}.ts`, root);
  const behaviour = generated.explore({});
  // What a state does not take tells it apart too: the next transition sees to it.
  const criteria: readonly Criterion[] =
    name === 'pf-flow' ? ['transitions', 'transition-pairs'] : ['transitions'];
  const made = generateSuite(behaviour, { method, criteria, observes: 'status' });
  const { origin } = generated;
  return { suite: { ...made, subject: { ...made.subject, origin } }, behaviour };
}

/** Compiles C; what the compiler says is thrown. */
export class Compiler {
  readonly folder = mkdtempSync(join(tmpdir(), 'sriov-sim-adapter-'));
  #count = 0;

  static exists(): boolean {
    return spawnSync('gcc', ['--version']).status === 0;
  }

  static hasSanitizers(): boolean {
    const folder = mkdtempSync(join(tmpdir(), 'sriov-sim-sanitizer-'));
    writeFileSync(join(folder, 'a.c'), 'int main(void) { return 0; }\n');
    const words = ['-fsanitize=address,undefined', '-o', join(folder, 'a'), join(folder, 'a.c')];
    const works = spawnSync('gcc', words).status === 0 && spawnSync(join(folder, 'a')).status === 0;
    rmSync(folder, { recursive: true });
    return works;
  }

  /** The path of the program. */
  compile(source: string, options: readonly string[] = []): string {
    this.#count += 1;
    const file = join(this.folder, `${this.#count}.c`);
    const program = join(this.folder, String(this.#count));
    writeFileSync(file, source);
    const strict = ['-std=c99', '-Wall', '-Wextra', '-Werror', '-pedantic'];
    const words = [...strict, ...options, '-I', join(root, 'src/adapter/c'), '-o', program, file];
    const { status, stderr } = spawnSync('gcc', words, { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    return program;
  }

  clean(): void {
    rmSync(this.folder, { recursive: true });
  }
}
