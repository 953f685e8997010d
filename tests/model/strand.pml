/* The coordinator's strand (daemon/runtime/coordinator.cpp, execution.cpp): takes what happened, one event at a time in
   any order in which they may come, and does all that follows from it before the next. */

mtype:event = { no_event, restart, prepare_at_start, begin, begin_revert, cancel, confirm, answers, deadline_fired,
                drain_fired, way_back_fired, commit_answered, confirm_answered, flip_rest, measured, figures_due };

inline reply(t, how) {
  queued[t] = false;
  cancel_asked[t] = false;
  answer[t] = how
}

/* A dependent is offered the change. */
inline plan(s) {
  task[s].work = (wanted[s] != IN_FORCE(s) || (s == DETECTION && !INDEPENDENT && wanted[CAMERA] != IN_FORCE(CAMERA)) ->
                  waiting : untouched);
  if
  :: reverts && task[s].work == waiting && IS_BUSY(s) ->
    /* A revert waits for nobody. */
    task[s].work = abandoned;
    task[s].bad = true
  :: else
  fi
}

inline take_turn(t, is_revert) {
  transaction = t;
  reverts = is_revert;
  base = generation_revision;
  execution++;
  wanted[CAMERA] = (reverts -> disk_revision[disk_base].document[CAMERA] :
                    (CHANGES(t, CAMERA) -> t : IN_FORCE(CAMERA)));
  wanted[DETECTION] = (reverts -> disk_revision[disk_base].document[DETECTION] :
                       (CHANGES(t, DETECTION) -> t : IN_FORCE(DETECTION)));
  plan(CAMERA);
  plan(DETECTION)
}

inline give_turn_back() {
  forget(CAMERA);
  forget(DETECTION);
  transaction = 0;
  reverts = false;
  base = 0
}

#ifdef BROKEN_NO_BUSY
#define WANTS_BUSY(s) false
#else
#define WANTS_BUSY(s) (task[s].work != untouched && IS_BUSY(s))
#endif

inline begin_transaction(t) {
  if
  :: disk_record[t] != unknown -> reply(t, committed) /* its request id is known: answered from its record */
  :: disk_record[t] == unknown && armed != 0 -> reply(t, rejected)
  :: else ->
    queued[t] = false;
    take_turn(t, false);
    if
    :: task[CAMERA].work == untouched && task[DETECTION].work == untouched ->
      give_turn_back();
      reply(t, committed) /* no difference */
    :: WANTS_BUSY(CAMERA) || WANTS_BUSY(DETECTION) ->
      give_turn_back();
      reply(t, rejected)
    :: else ->
      deadline_armed = true;
      at = preparing
    fi
  fi
}

inline cancel_transaction(t) {
  cancel_asked[t] = false;
  if
  :: queued[t] -> reply(t, cancelled)
#ifdef BROKEN_CANCEL_DURING_COMMIT
  :: transaction == t && !reverts && (BEFORE_COMMIT || at == committing) -> fail(cancelled)
#else
  :: transaction == t && !reverts && BEFORE_COMMIT -> fail(cancelled)
#endif
  :: transaction != t && !queued[t] && armed == t && confirm_write == none -> revert_asked = true
  :: else
  fi
}

#define REVERT_IS_DUE (life == up && transaction == 0 && armed != 0 && (expired || revert_asked))
#ifdef BROKEN_CONFIRM_RACE
#define MAY_REVERT REVERT_IS_DUE
#else
#define MAY_REVERT (REVERT_IS_DUE && confirm_write == none)
#endif

inline start_up() {
  start_up_finds_wholes();
#ifndef BROKEN_FORGET_ARMED
  armed = disk_armed;
#endif
  life = preparing_all;
#ifndef BROKEN_LATE_EXPIRY
  if
  :: armed != 0 && expired ->
    life = reverting_at_start;
    transaction = armed;
    reverts = true;
    commit_write = issued
  :: else
  fi
#endif
}

inline reverted_at_start() {
  transaction = 0;
  reverts = false;
  if
  :: commit_write == done ->
    armed = 0;
    life = preparing_all
  :: else -> life = down /* it ends, and is started again */
  fi;
  commit_write = none
}

inline prepare_at_start_up(s, fails) {
  generation_part[s] = (fails -> 0 : PART(IN_FORCE(s), 0));
  device[s] = (fails -> 0 : IN_FORCE(s) + 1);
  section_is[s] = (fails -> not_prepared : well)
}

inline committed_or_not() {
  if
  :: at == committing && commit_write == done ->
    if
    :: reverts ->
      armed = 0;
      revert_asked = false
    :: !reverts && WANTS_CONFIRMATION(transaction) -> armed = transaction
    :: else
    fi;
#ifndef BROKEN_FLIP_BEFORE_COMMIT
    flip();
#endif
    end_as = committed;
    at = measuring
#ifdef BROKEN_FLIP_SECTION_BY_SECTION
    ; at = flipping
#endif
  :: at == committing && commit_write == refused ->
    end_as = rolled_back;
    at = reverting
  :: else
  fi;
  commit_write = none
}

inline confirmed_or_not() {
  if
  :: confirm_write == done ->
    confirm_acknowledged[armed] = true;
    armed = 0
  :: else
  fi;
  confirm_write = none
}

#define RETURNED(x) (life == up && operation[x].stage == returned)

active proctype strand() {
  mtype:event event = no_event;
  byte x, s, place;
  bool late;
end:
  do
  :: atomic {
      if
      :: life == down -> event = restart
      :: life == preparing_all -> event = prepare_at_start; x = 0
#if FAILURES
      :: life == preparing_all -> event = prepare_at_start; x = 1
      :: life == preparing_all -> event = prepare_at_start; x = 2
      :: life == preparing_all -> event = prepare_at_start; x = 3
#endif
      :: life == up && transaction == 0 && queued[1] -> event = begin; x = 1
      :: life == up && transaction == 0 && queued[2] -> event = begin; x = 2
      :: MAY_REVERT -> event = begin_revert
      :: life == up && cancel_asked[1] -> event = cancel; x = 1
      :: life == up && cancel_asked[2] -> event = cancel; x = 2
      :: life == up && confirm_asked -> event = confirm
      :: RETURNED(0) -> event = answers; x = 0
      :: RETURNED(1) -> event = answers; x = 1
      :: RETURNED(2) -> event = answers; x = 2
      :: RETURNED(3) -> event = answers; x = 3
      :: RETURNED(4) -> event = answers; x = 4
      :: deadline_armed && ANY_RUNNING -> event = deadline_fired
#ifndef BROKEN_ENDLESS_DRAIN
      :: drain_armed -> event = drain_fired
#endif
      :: way_back_armed -> event = way_back_fired
      :: commit_write == done || commit_write == refused -> event = commit_answered
      :: confirm_write == done || confirm_write == refused -> event = confirm_answered
      :: at == flipping -> event = flip_rest
      :: at == measuring -> event = measured
#ifdef BROKEN_STALE_FIGURES
      :: life == up && figures[1] != unknown -> event = figures_due; x = 1
      :: life == up && figures[2] != unknown -> event = figures_due; x = 2
#endif
      fi;
      d_step {
        if
        :: event != answers -> printf("strand: %e %d\n", event, x)
        :: else
        fi;
        if
        :: event == restart -> start_up()
        :: event == prepare_at_start ->
          MUST_HOLD(3, armed == 0 || !expired);
          generation_revision = disk_newest;
          prepare_at_start_up(CAMERA, x & 1);
          prepare_at_start_up(DETECTION, x >> 1);
          generation_input = generation_part[CAMERA];
          life = up
        :: event == begin -> begin_transaction(x)
        :: event == begin_revert ->
          take_turn(armed, true);
          deadline_armed = true;
          at = preparing
        :: event == cancel -> cancel_transaction(x)
        :: event == confirm ->
          confirm_asked = false;
          confirm_write = (armed != 0 && !reverts && !revert_asked && confirm_write == none -> issued : confirm_write)
        :: event == answers ->
          take_answer(x);
          if
          :: operation[x].twice && operation[ECHO].stage == free -> answer_again(x)
          :: else
          fi;
          clear_place(x)
        :: event == deadline_fired && reverts -> give_up_running()
        :: event == deadline_fired && !reverts -> fail(rolled_back)
        :: event == drain_fired ->
          drain_armed = false;
          give_up_running()
        :: event == way_back_fired ->
          way_back_armed = false;
          way_back_trouble = true;
          s = (task[CAMERA].doing == switch_back -> CAMERA : DETECTION);
          task[s].doing = nothing;
          give_up(s);
          impair(s);
          s = 0
        :: event == commit_answered && life == reverting_at_start -> reverted_at_start()
        :: event == commit_answered && life == up -> committed_or_not()
        :: event == confirm_answered -> confirmed_or_not()
        :: event == flip_rest ->
          put_in_force(DETECTION);
          at = measuring
        :: event == measured -> finish()
#ifdef BROKEN_STALE_FIGURES
        :: event == figures_due ->
          disk_record[x] = figures[x];
          figures[x] = unknown
#endif
        fi;
        advance();
        event = no_event;
        x = 0
      }
    }
  od
}
