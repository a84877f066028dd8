/** Reads a trace file, and says what is wrong with one that cannot be used. */
import { closeSync, openSync, readSync } from 'node:fs';
import { resolve } from 'node:path';
import { explainIssues } from '../../actors/scenario/explain.ts';
import { ScenarioInputError, shown } from '../../actors/scenario/problems.ts';
import { fileReason, reasonOf, UsageError } from './errors.ts';
import type { TraceFile } from './trace-schema.ts';
import { traceFieldsAt, traceFormat, traceSchemaOf, traceVersions } from './trace-schema.ts';

/** A schedule of a hundred thousand steps takes about 30 MB. */
export const maxTraceBytes = 64 * 1024 * 1024;

/** The trace in this file. Throws a {@link UsageError} that names what is wrong. */
export function readTrace(file: string, cwd: string): TraceFile {
  return parseTrace(readText(file, cwd), file);
}

/** The trace in this text. */
export function parseTrace(text: string, file: string): TraceFile {
  let value: unknown;
  try {
    value = JSON.parse(text.startsWith('\ufeff') ? text.slice(1) : text);
  } catch (error) {
    const cut = /end of JSON|Unterminated/.test(reasonOf(error))
      ? '; it seems to be cut short'
      : '';
    const why = `${file}: not JSON: ${reasonOf(error)}${cut}`;
    throw new UsageError(why, { cause: error });
  }
  const { version, schema } = checkHead(value, file);
  const result = schema.safeParse(value);
  if (result.success) return withMessages(result.data, value as TraceFile);
  const fieldsAt = (path: readonly PropertyKey[]) => traceFieldsAt(version, path);
  const problems = explainIssues(result.error.issues, value, fieldsAt);
  throw new UsageError(new ScenarioInputError(file, problems).message);
}

/** The messages as they were read: the check of the schema leaves out a field called `__proto__`. */
function withMessages(checked: TraceFile, { schedule }: TraceFile): TraceFile {
  const whole = checked.schedule.map((each, n) => {
    const message = schedule[n]?.message;
    return message === undefined ? each : { ...each, message };
  });
  return { ...checked, schedule: whole };
}

/** Format and version first: what another program or a later version writes is not full of mistakes. */
function checkHead(value: unknown, file: string) {
  const { format, version } = (value ?? {}) as { format?: unknown; version?: unknown };
  if (format !== traceFormat) {
    const found = format === undefined ? 'it has no format' : `its format is ${shown(format)}`;
    throw new UsageError(`${file}: not a trace: ${found}; legal is '${traceFormat}'`);
  }
  const schema = traceSchemaOf(version);
  if (schema !== undefined) return { version, schema };
  const { stack, module } = traceVersions;
  const newer = typeof version === 'number' && version > module;
  const advice = newer ? '; a newer sriov-sim wrote it' : '';
  throw new UsageError(
    `${file}: version is ${shown(version)}: legal are ${stack} and ${module}${advice}`,
  );
}

/** One byte more than is allowed is read, so that a huge file does no harm. */
function readText(file: string, cwd: string): string {
  const pieces: Buffer[] = [];
  let length = 0;
  try {
    const handle = openSync(resolve(cwd, file), 'r');
    try {
      for (;;) {
        const piece = Buffer.alloc(1 << 20);
        const read = readSync(handle, piece, 0, piece.length, null);
        if (read === 0) break;
        pieces.push(piece.subarray(0, read));
        length += read;
        if (length > maxTraceBytes) break;
      }
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    throw new UsageError(`${file}: ${fileReason(error)}`, { cause: error });
  }
  if (length > maxTraceBytes) {
    const most = maxTraceBytes / 1024 / 1024;
    throw new UsageError(`${file}: larger than ${most} MB, which no trace is`);
  }
  return Buffer.concat(pieces).toString('utf8');
}
