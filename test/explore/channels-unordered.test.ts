/** Bags and causal delivery: the explorer and a plain search find the same in random systems. */
import { compareOnRandomSystems } from './channels-compare.ts';

compareOnRandomSystems('bag');
compareOnRandomSystems('causal');
