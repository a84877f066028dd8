/**
 * Counts what is found out for the first time, in whatever table: a number is given, a machine is asked, moves are
 * found, an image is derived. Who looks at the count before and after some work knows whether it has changed anything;
 * searches that take turns may count each other's, which makes nobody miss anything.
 */
export const novelty = { count: 0 };
