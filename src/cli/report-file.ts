/** `--report FILE.html`: what a command found as one page that opens from disk. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { DocumentInput } from '../inspect/view/index.ts';
import { UsageError } from './errors.ts';
import type { CliIo } from './io.ts';
import { print } from './io.ts';
import { probeWriting, writeReason, writeWhole } from './whole-file.ts';

export interface ReportFlags {
  readonly report?: string;
}

export function addReportOption(command: Command): Command {
  return command.option(
    '--report <file>',
    'write it as one HTML page, for any browser, without network (docs/viewer.md)',
  );
}

/** A file that a report will be written to. */
export class ReportFile {
  readonly #file: string;
  readonly #path: string;
  readonly #command: string;
  readonly #io: CliIo;

  private constructor(file: string, command: string, io: CliIo) {
    this.#file = file;
    this.#command = command;
    this.#path = resolve(io.cwd, file);
    this.#io = io;
  }

  /**
   * Undefined where no report is wanted. Throws a {@link UsageError} where it could not be written: before a search
   * that takes long. `command`: shows the same again.
   */
  static async wanted(
    { report }: ReportFlags,
    command: string,
    io: CliIo,
  ): Promise<ReportFile | undefined> {
    if (report === undefined) return undefined;
    const file = new ReportFile(report, command, io);
    file.#check();
    const { PageNotBuilt, pageAssets } = await import('../inspect/view/index.ts');
    try {
      pageAssets();
    } catch (error) {
      if (!(error instanceof PageNotBuilt)) throw error;
      throw new UsageError(`--report ${report}: ${error.message}`, { cause: error });
    }
    return file;
  }

  /** Writes it, all of it or nothing, and says where it is. */
  async write(input: () => Promise<DocumentInput>): Promise<void> {
    const { viewDocument, viewerHtml } = await import('../inspect/view/index.ts');
    const document = await viewDocument({ command: this.#command, ...(await input()) });
    const bytes = Buffer.from(viewerHtml(document));
    try {
      writeWhole(this.#path, [bytes]);
    } catch (error) {
      throw this.#problem(error);
    }
    print(
      this.#io.stderr,
      `report: ${this.#file} (${sizeText(bytes.length)}), open it in a browser`,
    );
  }

  #check(): void {
    try {
      probeWriting(this.#path);
    } catch (error) {
      throw this.#problem(error);
    }
  }

  #problem(error: unknown): UsageError {
    const why = writeReason(error);
    return new UsageError(`--report ${this.#file}: the report was not written: ${why}`, {
      cause: error,
    });
  }
}

function sizeText(bytes: number): string {
  const kilobytes = bytes / 1024;
  return kilobytes < 1024 ? `${Math.ceil(kilobytes)} KB` : `${(kilobytes / 1024).toFixed(1)} MB`;
}
