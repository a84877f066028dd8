/*
 * Two-phase commit, abstract, as in ../../models/two-phase-commit.ts (Gray and Lamport 2006): one process, whose
 * alternatives are the actions; messages are never taken away once they are sent, so they are bits.
 * -DN=... resource managers.
 */
#ifndef N
#define N 7
#endif

#define WORKING 0
#define PREPARED 1
#define COMMITTED 2
#define ABORTED 3

byte rm[N];
bit said[N];
bit counted[N];
/* the transaction manager: 0 init, 1 committed, 2 aborted; what it has said is the same */
byte tm;

#define ACTIONS(i) \
  :: d_step { tm == 0 && said[i] -> counted[i] = 1 } \
  :: d_step { rm[i] == WORKING -> rm[i] = PREPARED; said[i] = 1 } \
  :: d_step { rm[i] == WORKING -> rm[i] = ABORTED } \
  :: d_step { tm == 1 -> rm[i] = COMMITTED } \
  :: d_step { tm == 2 -> rm[i] = ABORTED }

#if N > 1
#define ALL1 && counted[1]
#else
#define ALL1
#endif
#if N > 2
#define ALL2 && counted[2]
#else
#define ALL2
#endif
#if N > 3
#define ALL3 && counted[3]
#else
#define ALL3
#endif
#if N > 4
#define ALL4 && counted[4]
#else
#define ALL4
#endif
#if N > 5
#define ALL5 && counted[5]
#else
#define ALL5
#endif
#if N > 6
#define ALL6 && counted[6]
#else
#define ALL6
#endif
#if N > 7
#define ALL7 && counted[7]
#else
#define ALL7
#endif
#define ALL (counted[0] ALL1 ALL2 ALL3 ALL4 ALL5 ALL6 ALL7)

active proctype protocol() {
  do
  :: d_step { tm == 0 && ALL -> tm = 1 }
  :: d_step { tm == 0 -> tm = 2 }
  ACTIONS(0)
#if N > 1
  ACTIONS(1)
#endif
#if N > 2
  ACTIONS(2)
#endif
#if N > 3
  ACTIONS(3)
#endif
#if N > 4
  ACTIONS(4)
#endif
#if N > 5
  ACTIONS(5)
#endif
#if N > 6
  ACTIONS(6)
#endif
#if N > 7
  ACTIONS(7)
#endif
  od
}
