/**
 * What the viewer shows: one JSON document, made in Node (`src/inspect/view/`) and drawn in the browser (`page/`).
 * Texts are data: the page shows them as text, never as markup. Only a chart's SVG is markup; `src/chart` made it.
 */

export const viewFormat = 'sriov-sim-view';
export const viewVersion = 1;

export interface ViewDocument {
  readonly format: typeof viewFormat;
  readonly version: typeof viewVersion;
  /** What was run, in a line. */
  readonly title: string;
  /** What is known of it: scenario, device, VFs, options. */
  readonly facts: readonly (readonly [label: string, value: string])[];
  /** Command that shows the same again; absent where there is none. */
  readonly command?: string;
  /** `served`: the page may ask for flips, branches and re-runs. */
  readonly mode: 'file' | 'served';
  /** One for each machine; actors of the same machine share it. */
  readonly charts: Readonly<Record<string, ViewChart>>;
  readonly lanes: readonly ViewLane[];
  /**
   * The run; after it, where there is one, the run to compare with (the racing pair the other way round); after that
   * others, such as the whole run of which the first has what the violation needs.
   */
  readonly runs: readonly ViewRun[];
  /** What was to hold, and what is known of it. */
  readonly properties?: readonly ViewProperty[];
}

export interface ViewProperty {
  readonly name: string;
  readonly rule: string;
  /** Page or clause that it comes from. */
  readonly source?: string | undefined;
  /** `open`: not decided. `reached` and `notReached`: of a situation that is wanted. */
  readonly outcome: 'held' | 'violated' | 'reached' | 'notReached' | 'open';
}

/**
 * A statechart drawn by `src/chart`: groups with `data-state` and `data-transition`, classes for what is lit. A state's
 * id is that of its XState node (`pf.running.idle`); a transition's is node, event and number, as the explorer's
 * coverage has it (`pf.running.idle: MiniportPause #0`).
 */
export interface ViewChart {
  readonly name: string;
  readonly svg: string;
  readonly states: readonly string[];
  readonly transitions: readonly string[];
  /** States and transitions that an exploration visited; absent: only the shown run is known. */
  readonly visited?: {
    readonly states: readonly string[];
    readonly transitions: readonly string[];
  };
}

/** One actor. */
export interface ViewLane {
  readonly id: string;
  /** Kind of driver, such as `vpci`. */
  readonly label: string;
  /** Such as `parent partition`, `guest 0`, `clients`. */
  readonly group: string;
  readonly vf?: number;
  /** Key in `charts`. */
  readonly chart: string;
}

export interface ViewRun {
  /** Number by which the page names the run in what it asks; absent: its place in `runs`. */
  readonly id?: number;
  readonly title: string;
  readonly verdict: {
    readonly kind: 'violated' | 'holds' | 'stopped' | 'failed';
    readonly text: string;
  };
  /** By actor: before the first step. */
  readonly initial: Readonly<Record<string, ViewActor>>;
  /** References and the like that somebody holds before the first step; a line each. */
  readonly held: readonly string[];
  readonly steps: readonly ViewStep[];
  readonly explanation?: ViewExplanation;
  /** In the run to compare with: how many steps at the beginning are the same. */
  readonly sameSteps?: number;
  /** In the run to compare with: its steps that deliver the racing pair, the one that was second first. */
  readonly pair?: readonly [number, number];
  /** What is wrong with the end itself, and with no step. */
  readonly atEnd?: readonly ViewViolation[];
}

export interface ViewActor {
  /** Ids of the states that it is in, from the outermost on. */
  readonly active: readonly string[];
  readonly context: unknown;
}

/** One delivery. What did not change is left out: the page adds up. */
export interface ViewStep {
  /** 1, 2, 3 ... */
  readonly step: number;
  readonly timeMs: number;
  readonly from: string;
  readonly to: string;
  /** Name for people, such as `IOCTL_VPCI_WRITE_BLOCK (write)`. */
  readonly title: string;
  readonly message: unknown;
  /** What else of it tells something, in words: `slot 0, block 1, 16 bytes`. */
  readonly fields?: string;
  /** Level at which the receiver's routine runs, where the message says it. */
  readonly irql?: string;
  /** NTSTATUS or NDIS_STATUS that it carries. */
  readonly status?: string;
  /** The step that sent it; absent: it was on its way from the beginning, or is a timer or an outside event. */
  readonly sentIn?: number;
  readonly lost?: true;
  /** A copy was delivered: the message itself stayed on its way. */
  readonly copy?: true;
  readonly unexpected?: true;
  /** What the receiver's machine threw; its state is as before. */
  readonly error?: string;
  /** The receiver's active states after the step, when they changed. */
  readonly active?: readonly string[];
  /** Ids of the transitions that the receiver took. */
  readonly transitions: readonly string[];
  readonly sent: readonly { readonly to: string; readonly title: string }[];
  /**
   * What changed in the receiver's context: `path` such as `pending.0.owner`, a dot within a name as `\.`; undefined:
   * it was, or is, not there. `applyChanges` of `view/pack.ts` adds them up.
   */
  readonly changes: readonly {
    readonly path: string;
    readonly before?: unknown;
    readonly after?: unknown;
  }[];
  /** All requests that are outstanding after the step, when that changed. */
  readonly pending?: readonly ViewPending[];
  /** Who holds which references after the step, a line each, when that changed. */
  readonly held?: readonly string[];
  /** What could have been delivered in its place. */
  readonly instead: readonly ViewMove[];
  readonly violations?: readonly ViewViolation[];
}

export interface ViewPending {
  readonly id: string;
  readonly request: string;
  readonly requester: string;
  readonly owner: string;
  readonly since: number;
  readonly pended: boolean;
}

/** A delivery that is possible in a situation. */
export interface ViewMove {
  readonly from: string;
  readonly to: string;
  readonly title: string;
  /** What the search found behind it; absent: not looked at. */
  readonly outcome?: ViewOutcome;
}

export interface ViewOutcome {
  /** `fails`: some order from here on violates; `holds`: none does; `truncated`: not all were looked at. */
  readonly verdict: 'fails' | 'holds' | 'truncated';
  readonly property?: string;
  /** Situations that were looked at behind it. */
  readonly states: number;
}

export interface ViewViolation {
  readonly property: string;
  readonly rule: string;
  readonly bugcheck?: string;
  readonly detail: string;
}

/** Why the run violates. Steps are numbers of this run's steps. */
export interface ViewExplanation {
  readonly violation: ViewViolation;
  /** Absent: only the end violates. */
  readonly violationStep?: number;
  readonly racingPair?: {
    readonly first: number;
    /** Absent: this run ends before it; the run to compare with has it (`pair`). */
    readonly second?: number;
    /** What happens when they are swapped, in a sentence. */
    readonly sentence: string;
  };
  /** A message that was lost or delivered twice, and with which all is well when it is delivered plainly. */
  readonly channelFault?: { readonly step: number; readonly sentence: string };
  /** From this step on no clean end could be reached. */
  readonly tooLateFrom?: number;
  readonly sentences: readonly string[];
  /** Who held what at the end, a line each. */
  readonly held: readonly string[];
}

/** What the page asks of the server in `served` mode: POST with JSON, answered with JSON, the token in a header. */
export interface ViewApi {
  /** The racing pair of the run the other way round. */
  readonly '/api/flip': { readonly ask: { readonly run: number }; readonly answer: ViewRun };
  /** Another delivery in the place of a step (`move`: an index of its `instead`), then on in the order of sending. */
  readonly '/api/branch': {
    readonly ask: { readonly run: number; readonly step: number; readonly move: number };
    readonly answer: ViewRun;
  };
  /** What lies behind each delivery that was possible in the place of a step; the first is the one that was taken. */
  readonly '/api/outcomes': {
    readonly ask: { readonly run: number; readonly step: number };
    readonly answer: readonly ViewOutcome[];
  };
}
