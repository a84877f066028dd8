/*
 * The stack in small, as in ../small-stack.ts: the same states and transitions, so that counts can be compared.
 * Every receive with what follows from it is one d_step, as one delivery is one step of an actor.
 * -DN=... VFs, -DW=... writes each.
 */
#ifndef N
#define N 4
#endif
#ifndef W
#define W 2
#endif

mtype = { done, invalidate };

chan vf_vpci[N] = [1] of { bit };
chan vpci_vf[N] = [2 * W] of { mtype };
chan vpci_vstack = [N] of { byte };
chan vstack_vpci = [2 * N * W] of { mtype, byte };
chan vstack_pf = [1] of { byte };
chan pf_vstack = [4] of { mtype, byte };
chan pf_pci = [1] of { byte };
chan pci_pf = [1] of { byte };

active proctype pci() {
  byte v;
  do
  :: d_step { pf_pci?v -> pci_pf!v; v = 0 }
  od
}

active proctype pf() {
  byte v;
  do
  :: d_step { vstack_pf?v -> pf_pci!v; v = 0 }
  :: d_step { pci_pf?v -> pf_vstack!done(v); pf_vstack!invalidate(v); v = 0 }
  od
}

active proctype vstack() {
  chan waiting = [N] of { byte };
  bool busy;
  byte v;
  mtype what;
  do
  :: d_step {
      vpci_vstack?v ->
      if
      :: !busy -> busy = true; vstack_pf!v
      :: else -> waiting!v
      fi;
      v = 0
    }
  :: d_step {
      pf_vstack?what(v) ->
      if
      :: what == done ->
        vstack_vpci!done(v);
        if
        :: empty(waiting) -> busy = false
        :: nempty(waiting) -> waiting?v; vstack_pf!v
        fi
      :: else -> vstack_vpci!invalidate(v)
      fi;
      v = 0; what = 0
    }
  od
}

active proctype vpci() {
  byte v, i;
  mtype what;
  bit b;
  do
  :: d_step { nempty(vf_vpci[0]) -> vf_vpci[0]?b; vpci_vstack!0 }
#if N > 1
  :: d_step { nempty(vf_vpci[1]) -> vf_vpci[1]?b; vpci_vstack!1 }
#endif
#if N > 2
  :: d_step { nempty(vf_vpci[2]) -> vf_vpci[2]?b; vpci_vstack!2 }
#endif
#if N > 3
  :: d_step { nempty(vf_vpci[3]) -> vf_vpci[3]?b; vpci_vstack!3 }
#endif
#if N > 4
  :: d_step { nempty(vf_vpci[4]) -> vf_vpci[4]?b; vpci_vstack!4 }
#endif
  :: d_step { vstack_vpci?what(v) -> vpci_vf[v]!what; v = 0; what = 0 }
  od
}

active [N] proctype vf() {
  bit start = 1; /* the Start that is on its channel at the beginning */
  byte left = W;
  byte reads;
  mtype what;
  do
  :: d_step { start == 1 -> start = 0; left = left - 1; vf_vpci[_pid - 4]!0 }
  :: d_step {
      nempty(vpci_vf[_pid - 4]) -> vpci_vf[_pid - 4]?what;
      if
      :: what == done && left > 0 -> left = left - 1; vf_vpci[_pid - 4]!0
      :: what == done && left == 0 -> skip
      :: else -> reads = reads + 1
      fi;
      what = 0
    }
  od
}
