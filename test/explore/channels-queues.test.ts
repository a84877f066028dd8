/** Queues: the explorer and a plain search find the same in random systems. */
import { compareOnRandomSystems } from './channels-compare.ts';

compareOnRandomSystems('fifo');
compareOnRandomSystems('mailbox');
