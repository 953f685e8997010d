/* The state machine (daemon/transaction/machine*.cpp): what it does until it has to wait. Everything here runs inside
   one step of the strand. */

#define ANY_RUNNING (task[CAMERA].doing != nothing || task[DETECTION].doing != nothing || rehearsal_running)
#define BEFORE_COMMIT (at == preparing || at == rehearsing || at == switching || at == repreparing || \
                       at == rehearsing_held)

/* An operation of the section was given up and has not returned. */
#define HANGS_IN_REHEARSAL(s, place) (operation[place].given_up && ((operation[place].sections >> (s)) & 1))
#define HAS_NOT_RETURNED(s) (operation[s].given_up || HANGS_IN_REHEARSAL(s, 2) || HANGS_IN_REHEARSAL(s, 3))
/* SectionBoard::reasons */
#ifdef BROKEN_WAY_BACK_ENDS_BUSY
#define IS_BUSY(s) (operation[s].given_up || (HAS_NOT_RETURNED(s) && !went_back[s]) || section_is[s] == way_back_failed)
#else
#define IS_BUSY(s) (HAS_NOT_RETURNED(s) || section_is[s] == way_back_failed)
#endif

inline start(place, what, s, number) {
  /* BUSY keeps a second operation away from a section; only a way back need not wait for a rehearsal. */
  MUST_HOLD(4, operation[place].stage == free && (what == switch_back || !HAS_NOT_RETURNED(s)));
  operation[place].stage = running;
  operation[place].kind = what;
  operation[place].section = s;
  operation[place].execution = execution;
  operation[place].attempt = number
}

inline start_prepare(s) {
  task[s].attempt++;
  task[s].doing = prepare;
  task[s].work = waiting;
  task[s].part = 0;
  start(s, prepare, s, task[s].attempt);
  operation[s].part = PART(wanted[s], 0);
  if
  :: s == DETECTION && task[CAMERA].work != untouched ->
    operation[s].input = (task[CAMERA].bad -> 0 : task[CAMERA].part)
  :: s == DETECTION && task[CAMERA].work == untouched -> operation[s].input = generation_part[CAMERA]
  :: else
  fi
}

#define TAKES_PART(s) (!task[s].bad && \
                       ((task[s].work == prepared && (at == rehearsing_held || !task[s].to_switch)) || \
                        task[s].work == switched))

inline start_rehearsal() {
#if REHEARSALS
  task[CAMERA].rehearsed = TAKES_PART(CAMERA);
  task[DETECTION].rehearsed = TAKES_PART(DETECTION);
  if
  :: task[CAMERA].rehearsed || task[DETECTION].rehearsed ->
    rehearsal++;
    rehearsal_running = true;
    place = (task[CAMERA].rehearsed -> 2 : 3);
    start(place, rehearse, (task[CAMERA].rehearsed -> CAMERA : DETECTION), rehearsal);
    operation[place].sections = task[CAMERA].rehearsed + 2 * task[DETECTION].rehearsed;
    place = 0
  :: else
  fi
#else
  skip
#endif
}

#define IS_TO_SWITCH(s) (task[s].work == prepared && task[s].to_switch && !task[s].bad)

inline start_switch_over(s) {
  at = switching;
#ifndef BROKEN_NO_HOLD
  held = true;
#endif
  task[s].doing = switch_over;
  task[s].work = switched;
  start(s, switch_over, s, task[s].attempt);
  operation[s].part = task[s].part;
  operation[s].input = task[s].input
}

inline impair(s) {
  task[s].work = impaired;
  section_is[s] = way_back_failed;
#ifndef BROKEN_FALSE_ROLLED_BACK
  incomplete = true
#endif
}

/* The switch-over has not returned, its device is somewhere on the way: it goes back when it has. */
inline impair_running(s) {
  way_back_trouble = true;
  impair(s)
}

inline start_switch_back(s) {
  /* Its device stands on that of the other one. */
  MUST_HOLD(5, INDEPENDENT || s != CAMERA || task[DETECTION].work != switched);
  if
  :: operation[s].given_up -> impair_running(s)
  :: else ->
    task[s].doing = switch_back;
    way_back_armed = true;
    start(s, switch_back, s, task[s].attempt)
  fi
}

/* What frames carry and what is in force change at once; then activate(). */
inline put_in_force(s) {
  if
  :: task[s].bad ->
    generation_part[s] = 0;
    section_is[s] = not_prepared
  :: !task[s].bad && (task[s].work == prepared || task[s].work == switched) ->
    generation_part[s] = task[s].part;
    device[s] = DOCUMENT(task[s].part) + 1;
    section_is[s] = well
  :: else
  fi
}

inline flip() {
  generation_revision = base + 1;
  put_in_force(CAMERA);
#ifndef BROKEN_FLIP_SECTION_BY_SECTION
  put_in_force(DETECTION);
#endif
  generation_input = (task[DETECTION].work != untouched -> task[DETECTION].input : generation_input);
  held = false
}

inline begin_commit() {
  deadline_armed = false;
  at = committing;
  commit_write = issued
#ifdef BROKEN_FLIP_BEFORE_COMMIT
  ; flip()
#endif
}

inline forget(s) {
  task[s].work = untouched;
  task[s].attempt = 0;
  task[s].part = 0;
  task[s].input = 0;
  task[s].to_switch = false;
  task[s].rehearsed = false;
  task[s].bad = false;
  wanted[s] = 0
}

#define HAS_RETURNED_OR_WAS_GIVEN_UP(place) (operation[place].stage == free || operation[place].given_up)

/* The caller is told; a revert tells nobody. */
inline finish() {
  MUST_HOLD(4, HAS_RETURNED_OR_WAS_GIVEN_UP(0) && HAS_RETURNED_OR_WAS_GIVEN_UP(1) && HAS_RETURNED_OR_WAS_GIVEN_UP(2) &&
               HAS_RETURNED_OR_WAS_GIVEN_UP(3));
  printf("  transaction %d, revert %d: %e\n", transaction, reverts, end_as);
  if
  :: end_as != committed -> nothing_has_changed()
  :: else
  fi;
#ifdef BROKEN_STALE_FIGURES
  figures[transaction] = (!reverts && end_as == committed -> disk_record[transaction] : figures[transaction]);
#endif
  if
  :: !reverts -> answer[transaction] = end_as
  :: else
  fi;
  forget(CAMERA);
  forget(DETECTION);
  transaction = 0;
  reverts = false;
  base = 0;
  at = idle;
  end_as = unknown;
  incomplete = false;
  way_back_trouble = false;
  rehearsal = 0
}

/* The first failure counts. */
inline fail(how) {
  end_as = how;
  deadline_armed = false;
  at = draining;
  drain_armed = ANY_RUNNING
}

inline advance() {
  do
  :: at == preparing && !ANY_RUNNING ->
    if
    :: task[CAMERA].work == waiting ->
      start_prepare(CAMERA);
      if
      :: INDEPENDENT && task[DETECTION].work == waiting -> start_prepare(DETECTION)
      :: else
      fi
    :: task[CAMERA].work != waiting && task[DETECTION].work == waiting -> start_prepare(DETECTION)
    :: else ->
      at = rehearsing;
      start_rehearsal()
    fi
  :: (at == rehearsing || at == switching) && !ANY_RUNNING ->
    if
    :: IS_TO_SWITCH(CAMERA) -> start_switch_over(CAMERA)
    :: !IS_TO_SWITCH(CAMERA) && IS_TO_SWITCH(DETECTION) -> start_switch_over(DETECTION)
    :: !IS_TO_SWITCH(CAMERA) && !IS_TO_SWITCH(DETECTION) && at == switching ->
      at = rehearsing_held;
      start_rehearsal()
    :: else -> begin_commit()
    fi
  :: at == repreparing && !ANY_RUNNING -> at = switching
  :: at == rehearsing_held && !ANY_RUNNING -> begin_commit()
  :: at == draining && !ANY_RUNNING ->
    drain_armed = false;
    at = reverting
  :: at == reverting && !ANY_RUNNING ->
    if
#ifdef BROKEN_WAY_BACK_IN_WRONG_ORDER
    :: task[CAMERA].work == switched -> start_switch_back(CAMERA)
    :: task[CAMERA].work != switched && task[DETECTION].work == switched -> start_switch_back(DETECTION)
#else
    :: task[DETECTION].work == switched -> start_switch_back(DETECTION)
    :: task[DETECTION].work != switched && task[CAMERA].work == switched -> start_switch_back(CAMERA)
#endif
    :: else ->
      held = false;
      end_as = (incomplete -> rollback_incomplete : end_as);
      finish()
    fi
  :: else -> break
  od
}
