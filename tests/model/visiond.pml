/* visiond's transaction protocol, for exhaustive checking with SPIN: see README.md. Two services, of which `detection`
   depends on `camera`, and two transactions. What may happen is set by -D, so that each check stays small; a protocol
   broken on purpose by -DBROKEN_... */

#ifndef FAILURES         /* 1: whatever a service is asked to do may fail */
#define FAILURES 0
#endif
#ifndef HANGS            /* 1: ... or never return */
#define HANGS 0
#endif
#ifndef ECHOES           /* so many operations answer twice */
#define ECHOES 0
#endif
#ifndef REHEARSALS       /* 1: what was staged is rehearsed */
#define REHEARSALS 0
#endif
#ifndef SWITCHES         /* services that may need a switch-over: 1 camera, 2 detection, 3 both */
#define SWITCHES 0
#endif
#ifndef INDEPENDENT      /* 1: the services do not depend on each other, so they prepare in parallel */
#define INDEPENDENT 0
#endif
#ifndef CANCELS          /* so many cancellations, at any time */
#define CANCELS 0
#endif
#ifndef REFUSED_COMMITS  /* so many writes are refused before anything is written */
#define REFUSED_COMMITS 0
#endif
#ifndef UNDECIDED_COMMITS /* so many COMMITs end with an error that leaves open whether they took effect */
#define UNDECIDED_COMMITS 0
#endif
#ifndef CRASHES          /* so many power cuts, at any time */
#define CRASHES 0
#endif
#ifndef CONFIRMED        /* transactions with a confirm_timeout: 1 the first, 2 the second, 3 both */
#define CONFIRMED 0
#endif
#ifndef CONFIRMATIONS    /* so many calls of ConfirmTransaction */
#define CONFIRMATIONS 0
#endif
#ifndef FIRST_CHANGES    /* the sections that a transaction changes: 1 camera, 2 detection, 3 both */
#define FIRST_CHANGES 3
#endif
#ifndef SECOND_CHANGES
#define SECOND_CHANGES 3
#endif

#ifndef FOREVER          /* 1: frames never end, and what is repaired behind may fail for ever */
#define FOREVER 0
#endif
#ifndef PROPERTY         /* 0: all are checked */
#define PROPERTY 0
#endif

#include "state.pml"
#include "properties.pml"
#include "machine.pml"
#include "answers.pml"
#include "crash.pml"
#include "store.pml"
#include "strand.pml"
#include "world.pml"
