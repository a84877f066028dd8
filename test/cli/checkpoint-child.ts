/** A process that writes a checkpoint of 64 KB twice and says what became of it; for `resume-killed.test.ts`. */
import { CheckpointFile } from '../../src/cli/checkpoint-file.ts';

const file = new CheckpointFile(process.argv[2] as string, '.', process.stderr);
for (let n = 0; n < 2; n += 1) file.write([new Uint8Array(32_768), new Uint8Array(32_768)]);
process.stdout.write(`${file.isWritten}`);
