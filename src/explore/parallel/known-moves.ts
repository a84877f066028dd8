/** Tables that are only looked into: what is not in them is left to the thread that may ask the machines. */
import type { Moves } from '../compiled-moves.ts';
import { noMoves } from '../compiled-moves.ts';

export type TableView = Pick<Moves, 'places' | 'begins' | 'changes' | 'changesMask' | 'code'>;

export class KnownMoves implements Moves {
  /** Something was asked for that is not known. */
  outgrown = false;
  view: TableView;

  constructor(view: TableView) {
    this.view = view;
  }

  get places(): Int32Array {
    return this.view.places;
  }

  get begins(): Int32Array {
    return this.view.begins;
  }

  get code(): TableView['code'] {
    return this.view.code;
  }

  get changes(): Int32Array {
    return this.view.changes;
  }

  get changesMask(): number {
    return this.view.changesMask;
  }

  compile(): number {
    this.outgrown = true;
    return noMoves;
  }

  /** Where nothing else can move: such states are few. */
  timers(): number {
    this.outgrown = true;
    return noMoves;
  }

  change(): number {
    this.outgrown = true;
    return -1;
  }
}
