/** The viewer of a run that is served: its document is made once, when the run is over. */
import type { MessageFeed } from '../inspect/bridge/index.ts';
import type { ServedPage } from '../inspect/server/index.ts';
import type {
  DocumentInput,
  ViewAnswers,
  viewerHtml as ViewerHtml,
} from '../inspect/view/index.ts';
import type { ViewDocument } from '../inspect/view-data.ts';

interface Made {
  readonly document: ViewDocument;
  readonly answers: ViewAnswers;
  readonly viewerHtml: typeof ViewerHtml;
}

export class ServedViewer {
  /** They wait for the document. */
  readonly answers: ViewAnswers = {
    '/api/flip': async (ask) => (await this.#made()).answers['/api/flip'](ask),
    '/api/branch': async (ask) => (await this.#made()).answers['/api/branch'](ask),
    '/api/outcomes': async (ask) => (await this.#made()).answers['/api/outcomes'](ask),
  };
  readonly #feed: MessageFeed;
  readonly #view: () => Promise<DocumentInput>;
  #making: Promise<Made> | undefined;

  /** `view`: asked once, when the feed has ended. */
  constructor(feed: MessageFeed, view: () => Promise<DocumentInput>) {
    this.#feed = feed;
    this.#view = view;
  }

  /** Begins now, since drawing the statecharts takes seconds; what goes wrong is told to who asks. */
  prepare(): void {
    this.#made().catch(() => undefined);
  }

  /** The page, as soon as the document is there. */
  async page(served: ServedPage): Promise<string> {
    const { document, viewerHtml } = await this.#made();
    return viewerHtml(document, served);
  }

  #made(): Promise<Made> {
    this.#making ??= this.#make();
    return this.#making;
  }

  async #make(): Promise<Made> {
    await ended(this.#feed);
    const { madeDocument, viewAnswers, viewerHtml } = await import('../inspect/view/index.ts');
    const input = await this.#view();
    const { document, runs } = await madeDocument({ ...input, mode: 'served' });
    return { document, viewerHtml, answers: viewAnswers(input.system, runs) };
  }
}

function ended(feed: MessageFeed): Promise<void> {
  return new Promise((resolve) => {
    const forget = feed.watch(look);
    look();
    function look(): void {
      if (!feed.ended) return;
      forget();
      resolve();
    }
  });
}
