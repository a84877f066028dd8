/**
 * Machines as Stryker has instrumented them, in one script that is compiled once and evaluated afresh for each mutant.
 * A mutant in a statechart's object literals shows only when the module is evaluated; a module that Node has imported
 * could not be forgotten again, a script can.
 */
import path from 'node:path';
import vm from 'node:vm';
import { build } from 'esbuild';
import type { AnyStateMachine } from 'xstate';
import * as xstate from 'xstate';
import type { OpenSubject } from '../../../src/generate/index.ts';

/** What an entry exports. */
export interface Exported {
  readonly machine: AnyStateMachine;
  readonly status?: OpenSubject['status'];
  readonly ended?: OpenSubject['ended'];
}

export interface Bundle {
  /** Files that went into it: absolute paths. */
  readonly files: ReadonlySet<string>;
  /** Ids of the mutants in it. */
  readonly mutants: readonly string[];
  /** Evaluates everything again. */
  evaluate(): Exported;
}

/** The bundle of this entry, whose relative imports start at `folder`. */
export async function bundle(entry: string, folder: string): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: entry, resolveDir: folder, loader: 'ts', sourcefile: 'entry.ts' },
    absWorkingDir: folder,
    bundle: true,
    format: 'cjs',
    // Every mutant of a file is in the bundle, also one in a function that nobody calls.
    treeShaking: false,
    platform: 'node',
    target: 'node20',
    external: ['xstate'],
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  const [output] = outputFiles;
  if (output === undefined) throw new Error('esbuild made no output');
  const script = new vm.Script(`(function (require, module) {${output.text}\n})`, {
    filename: 'machines-under-test.js',
  });
  return {
    files: new Set(Object.keys(metafile.inputs).map((file) => path.resolve(folder, file))),
    mutants: [...new Set([...output.text.matchAll(mutantSwitch)].map(([, id]) => String(id)))],
    evaluate: () => {
      const module = { exports: {} as Exported };
      (script.runInThisContext() as Evaluate)(required, module);
      return module.exports;
    },
  };
}

/** How Stryker asks for a mutant; esbuild may have added a number to the name. */
const mutantSwitch = /\bstryMutAct_\w+\("(\d+)"\)/g;

type Evaluate = (require: (name: string) => unknown, module: { exports: Exported }) => void;

function required(name: string): unknown {
  if (name === 'xstate') return xstate;
  throw new Error(`a machine imports '${name}': only xstate is known here`);
}
