/** Puts the parts of the page together, and keeps them at the reader's place. */
import type { ViewDocument } from '../view-data.ts';
import { Actions } from './actions.ts';
import { ChartPanel } from './chart/chart-panel.ts';
import { Announcer } from './controls/announcer.ts';
import { helpDialog } from './controls/help.ts';
import { bindKeys } from './controls/keyboard.ts';
import { Player } from './controls/player.ts';
import { RunBar } from './controls/run-bar.ts';
import { SearchBar } from './controls/search-bar.ts';
import { Strip } from './controls/strip.ts';
import { Tabs } from './controls/tabs.ts';
import { themeButton } from './controls/theme.ts';
import { Transport } from './controls/transport.ts';
import { button, h } from './dom.ts';
import { LaneMenu } from './lanes/lane-menu.ts';
import { splitter } from './lanes/splitter.ts';
import { Stage } from './lanes/stage.ts';
import { bindLocation, placeFrom } from './location.ts';
import { Marks } from './model/marks.ts';
import { stepSentence } from './model/words.ts';
import { ActorsPanel } from './panels/actors.ts';
import { BranchesPanel } from './panels/branches.ts';
import { Details } from './panels/details.ts';
import { Story } from './panels/story.ts';
import { Runs } from './runs.ts';
import type { Server } from './server.ts';
import type { Move, Place } from './store.ts';
import { Store } from './store.ts';
import { Walk } from './walk.ts';

/** How long the chart may be behind a walk. */
const chartMs = 80;

export class App {
  readonly #runs: Runs;
  readonly #store: Store;
  readonly #walk: Walk;
  readonly #player: Player;
  readonly #announcer = new Announcer();
  readonly #actions: Actions;
  readonly #strip = new Strip();
  readonly #transport: Transport;
  readonly #stage: Stage;
  readonly #laneMenu: LaneMenu;
  readonly #search: SearchBar;
  readonly #runBar: RunBar;
  readonly #story: Story;
  readonly #details: Details;
  readonly #chart: ChartPanel;
  readonly #actors: ActorsPanel;
  readonly #branches: BranchesPanel;
  readonly #tabs: Tabs<Place['panel']>;
  readonly #help = helpDialog();
  #large: HTMLButtonElement | undefined;
  #chartTimer: ReturnType<typeof setTimeout> | undefined;

  /** `server`: whom to ask for other runs; absent for a file. */
  constructor(document: ViewDocument, server: Server | undefined) {
    const runs = new Runs(document);
    const store = new Store(placeIn(runs, placeFrom(location.hash)));
    const walk = new Walk(runs, store);
    this.#runs = runs;
    this.#store = store;
    this.#walk = walk;
    this.#actions = new Actions(runs, store, this.#announcer, server);
    this.#player = new Player(
      store,
      () => this.#index.last,
      () => this.#transport.showPlaying(),
    );
    this.#transport = new Transport(walk, this.#player, this.#strip);
    this.#stage = new Stage(runs, store, walk, {
      toggleGroup: (name) => this.#laneMenu.toggleGroup(name),
    });
    this.#laneMenu = new LaneMenu(document.lanes, (choice) => this.#stage.chooseLanes(choice));
    this.#search = new SearchBar(runs, store, walk, ({ steps, only }) => {
      this.#stage.found(steps, only);
      this.#strip.hits(steps ?? []);
    });
    const help = button('Keys ?', () => this.#help.showModal(), { title: 'Keys and signs (?)' });
    this.#runBar = new RunBar(runs, store, [themeButton(), help], () => this.#compare());
    this.#story = new Story(runs, walk, this.#actions);
    this.#details = new Details(runs, store, walk, this.#actions);
    this.#chart = new ChartPanel(runs, store, walk);
    this.#actors = new ActorsPanel(runs, store, walk);
    this.#branches = new BranchesPanel(runs, store, walk, this.#actions);
    this.#tabs = new Tabs(
      'What is shown of the step',
      [
        { key: 'chart', title: 'Statechart', panel: this.#chart.element },
        { key: 'actors', title: 'All actors', panel: this.#actors.element },
        { key: 'branches', title: 'Exploration', panel: this.#branches.element },
      ],
      (panel) => store.go({ panel }),
    );
  }

  /** Draws the page into `root`. */
  start(root: HTMLElement): void {
    document.title = `${this.#runs.document.title} · sriov-sim`;
    root.replaceChildren(
      this.#runBar.element,
      this.#story.element,
      h(
        'div',
        { class: 'controls' },
        this.#transport.element,
        this.#search.element,
        this.#laneMenu.element,
      ),
      this.#main(),
      this.#help,
      ...this.#announcer.elements,
    );
    this.#laneMenu.begin(this.#busy());
    this.#transport.showPlaying();
    this.#showRun();
    this.#showStep();
    this.#store.subscribe((now, before, move) => {
      if (now.run !== before.run) this.#showRun();
      if (now.view !== before.view) this.#runBar.show();
      if (now.actor !== before.actor && now.actor !== '') this.#laneMenu.reveal(now.actor);
      this.#showStep(move);
    });
    this.#runs.subscribe(() => {
      this.#runBar.show();
      this.#showPanels();
    });
    bindLocation(this.#store, (given) => placeIn(this.#runs, given));
    this.#bindKeys();
    this.#stage.focus();
  }

  #main(): HTMLElement {
    const main = h('main', {}, this.#stage.element);
    const large = button(
      'Large',
      () => {
        const isLarge = main.classList.toggle('large');
        large.setAttribute('aria-pressed', isLarge ? 'true' : 'false');
        this.#showPanels();
      },
      { class: 'large-button', 'aria-pressed': 'false', title: 'In place of the lanes (l)' },
    );
    this.#large = large;
    this.#tabs.element.firstElementChild?.after(large);
    main.append(
      splitter(main),
      h('aside', { 'aria-label': 'The step' }, this.#tabs.element, this.#details.element),
    );
    return main;
  }

  get #index() {
    return this.#runs.at(this.#store.place.run);
  }

  #showRun(): void {
    const { run } = this.#store.place;
    this.#player.stop();
    this.#runBar.show();
    this.#story.show(run);
    this.#strip.show(new Marks(this.#index.run), this.#index.last);
    this.#search.show(run);
  }

  #showStep(move: Move = 'jump'): void {
    const { step } = this.#store.place;
    const index = this.#index;
    // First: it asks where things are, which is cheap as long as nothing has changed.
    this.#stage.show();
    const delivered = index.step(step);
    const sentence =
      delivered === undefined
        ? 'Before the first step'
        : stepSentence(delivered, index.last, new Marks(index.run).of(delivered));
    this.#transport.show(step, index.last, delivered?.timeMs ?? 0, sentence);
    this.#transport.showActor(this.#walk.actor);
    this.#search.showStep(step);
    this.#showPanels(move);
    if (!this.#player.isPlaying) this.#announcer.say(sentence);
  }

  #showPanels(move: Move = 'jump'): void {
    const { panel } = this.#store.place;
    this.#tabs.show(panel);
    if (panel === 'chart') this.#showChart(move);
    else if (panel === 'actors') this.#actors.show();
    else this.#branches.show();
    this.#details.show();
  }

  /** A large chart takes longer than a step may: who walks fast sees it a few times a second. */
  #showChart(move: Move): void {
    if (move === 'walk') {
      this.#chartTimer ??= setTimeout(() => this.#showChart('jump'), chartMs);
      return;
    }
    clearTimeout(this.#chartTimer);
    this.#chartTimer = undefined;
    if (this.#store.place.panel === 'chart') this.#chart.show();
  }

  /** Actors that take part in one of the runs. */
  #busy(): ReadonlySet<string> {
    const { lanes } = this.#runs.document;
    return new Set(this.#runs.all().flatMap((index) => index.busy(lanes).map(({ id }) => id)));
  }

  #compare(): void {
    const { run, view } = this.#store.place;
    if (view === 'compare') this.#store.go({ view: 'run' });
    else void this.#actions.compare(run);
  }

  #bindKeys(): void {
    bindKeys({
      by: (steps) => {
        this.#player.stop();
        this.#walk.by(steps);
      },
      first: () => this.#walk.to(0),
      last: () => this.#walk.toEnd(),
      play: () => this.#player.toggle(),
      ofActor: (direction) => this.#walk.ofActor(direction),
      search: () => this.#search.focus(),
      hit: (direction) => this.#search.next(direction),
      flip: () => void this.#actions.flip(this.#store.place.run),
      compare: () => this.#compare(),
      large: () => this.#large?.click(),
      help: () => this.#help.showModal(),
      escape: () => this.#store.go({ actor: '' }),
    });
  }
}

/** A place that is in the document: what the address does not say, or says wrongly, is chosen here. */
function placeIn(runs: Runs, given: Partial<Place>): Place {
  const run = given.run !== undefined && given.run < runs.count ? given.run : 0;
  const { last, run: shown } = runs.at(run);
  const { explanation } = shown;
  const isWrong = shown.verdict.kind === 'violated' || shown.verdict.kind === 'failed';
  const violating = shown.steps.find(({ violations }) => violations !== undefined)?.step;
  const first = isWrong ? (explanation?.violationStep ?? violating ?? last) : 1;
  const actor =
    given.actor !== undefined && runs.lane(given.actor) !== undefined ? given.actor : '';
  return {
    run,
    step: Math.min(given.step ?? first, last),
    actor,
    view: given.view === 'compare' && runs.partner(run) !== undefined ? 'compare' : 'run',
    panel: given.panel ?? 'chart',
  };
}
