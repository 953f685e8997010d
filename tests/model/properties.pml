/* What must hold. Numbers are those of README.md. */

/* PROPERTY: only this one is checked; to see what a broken protocol violates. */
#define MUST_HOLD(number, condition) \
  if \
  :: (condition) || (PROPERTY != 0 && PROPERTY != number) -> skip \
  :: else -> \
    printf("property %d does not hold\n", number); \
    assert(false) \
  fi

/* 1: frames and readers see one revision, whole and durable, and the devices that it names. */
#define PART_IS_OF_ITS_REVISION(s) (generation_part[s] == 0 -> section_is[s] != well : \
                                    DOCUMENT(generation_part[s]) == IN_FORCE(s))
#define DEPENDENT_FITS (INDEPENDENT || generation_part[CAMERA] == 0 || generation_part[DETECTION] == 0 || \
                        generation_input == generation_part[CAMERA])
#define DEVICE_IS_AS_SET(s) (section_is[s] != well || device[s] == IN_FORCE(s) + 1)
#define IS_DURABLE (generation_revision <= disk_newest)
#define IS_WHOLE (PART_IS_OF_ITS_REVISION(CAMERA) && PART_IS_OF_ITS_REVISION(DETECTION) && DEPENDENT_FITS)
#define DEVICES_FOLLOW (DEVICE_IS_AS_SET(CAMERA) && DEVICE_IS_AS_SET(DETECTION))
#define FRAME_IS_OF_ONE_REVISION (IS_DURABLE && IS_WHOLE && DEVICES_FOLLOW)

/* 2: what was acknowledged is there. */
#define IS_COMMITTED(t) (disk_record[t] == committed || disk_record[t] == awaiting_confirmation || \
                         disk_record[t] == reverted)
#define ACKNOWLEDGED_IS_KEPT(t) ((answer[t] != committed || IS_COMMITTED(t)) && \
                                 (!confirm_acknowledged[t] || disk_record[t] == committed))

/* Its guards are looked at in every state; it takes no step of its own, so it adds none. */
active proctype always() {
end:
  do
#if PROPERTY == 0 || PROPERTY == 1
  :: life == up && !held && !FRAME_IS_OF_ONE_REVISION -> MUST_HOLD(1, false)
#endif
#if PROPERTY == 0 || PROPERTY == 2
  :: !(ACKNOWLEDGED_IS_KEPT(1) && ACKNOWLEDGED_IS_KEPT(2)) -> MUST_HOLD(2, false)
#endif
  :: false
  od
}

/* 3: what asked to be confirmed was armed, and is so until it was confirmed or reverted. */
#define ARMED_ROW_IS_RIGHT(t) ((disk_record[t] == awaiting_confirmation) == (disk_armed == t) && \
                               (disk_record[t] != committed || !WANTS_CONFIRMATION(t) || was_confirmed[t]))

hidden byte made, each;

inline count_revisions(makers) {
  made = 0;
  each = 1;
  do
  :: each <= disk_newest ->
    made = made + (disk_revision[each].maker == makers -> 1 : 0);
    each++
  :: else -> break
  od
}

/* 2 and 3: a transaction, and a revert, is on disk with its revision, its outcome and its armed row, or not at all. */
inline start_up_finds_wholes() {
  count_revisions(1);
  MUST_HOLD(2, made == IS_COMMITTED(1));
  count_revisions(2);
  MUST_HOLD(2, made == IS_COMMITTED(2));
  count_revisions(REVERT);
  MUST_HOLD(3, made == (disk_record[1] == reverted) + (disk_record[2] == reverted));
  MUST_HOLD(3, ARMED_ROW_IS_RIGHT(1) && ARMED_ROW_IS_RIGHT(2))
}

/* 5: a transaction that failed has changed nothing, and says that it could not be undone only where that is so. */
inline nothing_has_changed() {
  MUST_HOLD(5, disk_newest == base && generation_revision == base);
  MUST_HOLD(5, disk_armed == (reverts -> transaction : 0));
  MUST_HOLD(5, wal == synced && !held);
  MUST_HOLD(5, (end_as == rollback_incomplete) == way_back_trouble);
  MUST_HOLD(5, end_as == rollback_incomplete || FRAME_IS_OF_ONE_REVISION)
}

/* 6: what the machine knows, as one number: a late answer leaves it as it was. */
#define ALL_THAT_ANSWERS_CHANGE(number) \
  number = at + 16 * (task[0].work + 16 * (task[0].doing + 8 * (task[1].work + 16 * (task[1].doing + 8 * ( \
           task[0].part + 8 * (task[1].part + 8 * (rehearsal_running + 2 * (generation_revision))))))))

/* 3 and 4: whatever happens, in the end every caller has an answer and nothing waits for a confirmation. SPIN finds
   every run that ends before the last line of this process ("invalid end state"). */
active proctype in_the_end() {
  answer[1] != unknown && answer[2] != unknown;
  disk_record[1] != awaiting_confirmation && disk_record[2] != awaiting_confirmation && disk_armed == 0 && life == up
}

/* The same of runs that never end, if no process is starved. */
#ifdef LTL_TRANSACTION_ENDS
ltl transaction_ends { [] (queued[1] -> <> (answer[1] != unknown)) }
#endif
#ifdef LTL_CONFIRMATION_ENDS
ltl confirmation_ends { [] (disk_armed != 0 -> <> (disk_armed == 0)) }
#endif
