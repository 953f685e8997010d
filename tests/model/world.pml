/* What the daemon cannot choose: services, callers, clocks, the power supply. */

inline make_effect(x) {
  if
  :: operation[x].kind == switch_over ->
    device[operation[x].section] = (operation[x].result == error -> 0 : DOCUMENT(operation[x].part) + 1)
  :: operation[x].kind == switch_back ->
    device[operation[x].section] = (operation[x].result == error -> 0 : IN_FORCE(operation[x].section) + 1);
    way_back_trouble = way_back_trouble || (operation[x].result == error && !operation[x].given_up)
  :: else
  fi
}

active proctype workers() {
  byte x;
end:
  do
  :: atomic {
      if
      :: operation[0].stage == running -> x = 0
      :: operation[1].stage == running -> x = 1
      :: operation[2].stage == running -> x = 2
      :: operation[3].stage == running -> x = 3
      fi;
      if
      :: operation[x].result = ok
      :: operation[x].kind == prepare && ((SWITCHES >> operation[x].section) & 1) -> operation[x].result = needs_switch
      :: operation[x].kind == prepare && operation[x].section == DETECTION && !INDEPENDENT ->
        operation[x].result = not_affected
      :: operation[x].kind == switch_over && operation[x].section == CAMERA -> operation[x].result = adjusted
#if FAILURES
      :: operation[x].result = error
#endif
      fi;
      operation[x].stage = returned;
      make_effect(x);
      shown_kind = operation[x].kind;
      shown_result = operation[x].result;
      shown_section = (operation[x].section == CAMERA -> camera : detection);
      printf("%e: %e returns %e\n", shown_section, shown_kind, shown_result);
      if
      :: echoes_left > 0 ->
        echoes_left--;
        operation[x].twice = true
      :: true
      fi;
      x = 0
    }
#if HANGS
  :: atomic { operation[0].stage == running -> operation[0].stage = hung }
  :: atomic { operation[1].stage == running -> operation[1].stage = hung }
  :: atomic { operation[2].stage == running -> operation[2].stage = hung }
  :: atomic { operation[3].stage == running -> operation[3].stage = hung }
#endif
  od
}

/* SectionBoard: a way back is tried again behind, and so is a section that start-up or a revert could not prepare. */
inline repair(s) {
  shown_section = (s == CAMERA -> camera : detection);
  printf("board: %e is repaired\n", shown_section);
  section_is[s] = well;
  generation_part[s] = (generation_part[s] == 0 -> PART(IN_FORCE(s), 0) : generation_part[s]);
  generation_input = generation_part[CAMERA];
  device[s] = IN_FORCE(s) + 1
}
/* A missing part only joins the generation when no transaction starts from it. */
#define CAN_BE_REPAIRED(s) (life == up && section_is[s] != well && !HAS_NOT_RETURNED(s) && \
                            (generation_part[s] != 0 || transaction == 0))

active proctype board() {
end:
  do
  :: d_step { CAN_BE_REPAIRED(CAMERA) -> repair(CAMERA) }
  :: d_step { CAN_BE_REPAIRED(DETECTION) -> repair(DETECTION) }
#if FOREVER
  :: CAN_BE_REPAIRED(CAMERA) || CAN_BE_REPAIRED(DETECTION) -> skip
#endif
  od
}

#if FOREVER
bool frame;
active proctype stamper() {
end:
  do
  :: life == up && !held -> frame = !frame
  od
}
#endif

/* Asks once, and again under the same request id where the connection broke. It does not end without an answer. */
proctype caller(byte t) {
  atomic {
    life == up;
    queued[t] = true
  };
  do
  :: atomic {
      lost[t] && life == up ->
      lost[t] = false;
      queued[t] = true
    }
  :: answer[t] != unknown -> break
  od
}

active proctype operator() {
  byte cancels_left = CANCELS, confirmations_left = CONFIRMATIONS;
end:
  do
  :: atomic { life == up && cancels_left > 0 && (queued[1] || (transaction == 1 && !reverts) || armed == 1) ->
      cancels_left--;
      cancel_asked[1] = true }
  :: atomic { life == up && cancels_left > 0 && (queued[2] || (transaction == 2 && !reverts) || armed == 2) ->
      cancels_left--;
      cancel_asked[2] = true }
  :: atomic { life == up && confirmations_left > 0 && armed != 0 && !confirm_asked ->
      confirmations_left--;
      confirm_asked = true }
  od
}

active proctype clock() {
end:
  do
  /* While start-up prepares it would be the same as right after. */
  :: d_step { disk_armed != 0 && !expired && life != preparing_all -> expired = true }
  od
}

#if CRASHES
active proctype power() {
end:
  do
  :: atomic {
      life != down && crashes_left > 0 ->
      crashes_left--;
      end_process()
    }
  od
}
#endif

init {
  atomic {
    changes[1] = FIRST_CHANGES;
    changes[2] = SECOND_CHANGES;
    run caller(1);
    run caller(2)
  }
}
