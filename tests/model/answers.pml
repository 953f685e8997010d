/* What comes back from workers. An answer counts if it is of the attempt that is awaited; all others are dropped. */

inline take_prepared(s, x) {
  task[s].doing = nothing;
  if
  :: operation[x].result == error || (operation[x].result == not_affected && wanted[s] != IN_FORCE(s)) ->
    /* "Unaffected" although its settings change is a failure too. */
    if
    :: reverts ->
      task[s].work = abandoned;
      task[s].bad = true
    :: else ->
      task[s].work = failed;
      if
      :: at != draining -> fail(rolled_back)
      :: else
      fi
    fi
  :: else ->
    task[s].work = (operation[x].result == not_affected -> unaffected : prepared);
    task[s].to_switch = (operation[x].result == needs_switch);
    task[s].part = (operation[x].result == not_affected -> 0 : operation[x].part);
    task[s].input = operation[x].input
  fi
}

inline take_rehearsed(x) {
  rehearsal_running = false;
  if
  :: operation[x].result == error && reverts ->
    task[CAMERA].bad = task[CAMERA].bad || task[CAMERA].rehearsed;
    task[DETECTION].bad = task[DETECTION].bad || task[DETECTION].rehearsed
  :: operation[x].result == error && !reverts && at != draining -> fail(rolled_back)
  :: else
  fi;
  task[CAMERA].rehearsed = false;
  task[DETECTION].rehearsed = false
}

/* What depends on the camera is prepared again where the camera settled for something else. */
inline prepare_dependent_again() {
#ifndef BROKEN_NO_REPREPARE
  if
  :: !INDEPENDENT && task[DETECTION].work != untouched && task[DETECTION].work != switched && !task[DETECTION].bad ->
    at = repreparing;
    start_prepare(DETECTION)
  :: else
  fi
#else
  skip
#endif
}

inline take_switched(s, x) {
  task[s].doing = nothing;
  if
  :: operation[x].result == error && reverts -> task[s].bad = true
  :: operation[x].result == error && !reverts && at != draining -> fail(rolled_back)
  :: operation[x].result == adjusted ->
    task[s].part++;
    if
    :: s == CAMERA && at == switching -> prepare_dependent_again()
    :: else
    fi
  :: else
  fi
}

inline take_switched_back(s, x) {
  task[s].doing = nothing;
  way_back_armed = false;
  task[s].work = restored;
#ifdef BROKEN_WAY_BACK_ENDS_BUSY
  went_back[s] = true;
#endif
  if
  :: operation[x].result == error -> impair(s)
  :: else
  fi
}

inline clear_place(x) {
  operation[x].stage = free;
  operation[x].kind = nothing;
  operation[x].result = ok;
  operation[x].section = 0;
  operation[x].execution = 0;
  operation[x].attempt = 0;
  operation[x].part = 0;
  operation[x].input = 0;
  operation[x].sections = 0;
  operation[x].given_up = false;
  operation[x].twice = false
}

inline answer_again(x) {
  operation[ECHO].stage = returned;
  operation[ECHO].kind = operation[x].kind;
  operation[ECHO].result = operation[x].result;
  operation[ECHO].section = operation[x].section;
  operation[ECHO].execution = operation[x].execution;
  operation[ECHO].attempt = operation[x].attempt;
  operation[ECHO].part = operation[x].part;
  operation[ECHO].input = operation[x].input
}

#define IS_LATE(x) (x == ECHO || operation[x].given_up)
#ifdef BROKEN_NO_FENCE
#define IS_OF_THIS_ATTEMPT(s, x) true
#define IS_OF_THIS_REHEARSAL(x) true
#else
#define IS_OF_THIS_ATTEMPT(s, x) (operation[x].execution == execution && operation[x].attempt == task[s].attempt)
#define IS_OF_THIS_REHEARSAL(x) (operation[x].execution == execution && operation[x].attempt == rehearsal)
#endif

hidden int known_before, known_after;

inline take_answer(x) {
  s = operation[x].section;
  late = IS_LATE(x);
  shown_kind = operation[x].kind;
  shown_section = (s == CAMERA -> camera : detection);
  printf("strand: answer of %e, %e, late %d\n", shown_section, shown_kind, late);
  ALL_THAT_ANSWERS_CHANGE(known_before);
  if
  :: operation[x].kind == rehearse && rehearsal_running && IS_OF_THIS_REHEARSAL(x) -> take_rehearsed(x)
  :: operation[x].kind == prepare && task[s].doing == prepare && IS_OF_THIS_ATTEMPT(s, x) -> take_prepared(s, x)
  :: operation[x].kind == switch_over && task[s].doing == switch_over && IS_OF_THIS_ATTEMPT(s, x) -> take_switched(s, x)
  :: operation[x].kind == switch_back && task[s].doing == switch_back && IS_OF_THIS_ATTEMPT(s, x) ->
    take_switched_back(s, x)
  :: else
  fi;
  ALL_THAT_ANSWERS_CHANGE(known_after);
  MUST_HOLD(6, !late || known_before == known_after);
  s = 0;
  late = false
}

/* An operation that did not heed the stop: its section is BUSY until it returns. */
inline give_up(place) {
  operation[place].given_up = true
}

inline give_up_section(s) {
  if
  :: task[s].doing == switch_over ->
    task[s].doing = nothing;
    give_up(s);
    if
    :: reverts -> task[s].bad = true
    :: else -> impair_running(s)
    fi
  :: task[s].doing == prepare ->
    task[s].doing = nothing;
    task[s].work = abandoned;
    task[s].bad = reverts;
    give_up(s)
  :: else
  fi
}

inline give_up_running() {
  if
  :: rehearsal_running ->
    rehearsal_running = false;
    place = (task[CAMERA].rehearsed -> 2 : 3);
    give_up(place);
    place = 0;
    task[CAMERA].bad = reverts && (task[CAMERA].bad || task[CAMERA].rehearsed);
    task[DETECTION].bad = reverts && (task[DETECTION].bad || task[DETECTION].rehearsed);
    task[CAMERA].rehearsed = false;
    task[DETECTION].rehearsed = false
  :: else
  fi;
  give_up_section(CAMERA);
  give_up_section(DETECTION)
}
