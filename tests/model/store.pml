/* The journal (daemon/store): one thread, one SQLite transaction at a time. It is written, then synced; a crash between
   the two keeps all of it or nothing. */

#ifdef BROKEN_ARM_SEPARATELY
#define ARMED_BY_COMMIT 0
#else
#define ARMED_BY_COMMIT 1
#endif

inline insert_revision(makers) {
  disk_newest++;
  disk_revision[disk_newest].maker = makers
}

inline arm(t) {
  disk_armed = t;
  disk_base = disk_newest - 1;
  disk_record[t] = awaiting_confirmation
}

inline disarm(t, record) {
  disk_record[t] = record;
  disk_armed = 0;
  expired = false
}

/* Makes durable what is written. What is to follow in a write of its own, if the protocol is broken, is in wal then. */
inline sync() {
  if
  :: wal == revision_of_commit ->
    insert_revision(wal_transaction);
    disk_revision[disk_newest].document[CAMERA] = (CHANGES(wal_transaction, CAMERA) -> wal_transaction :
                                                   disk_revision[disk_newest - 1].document[CAMERA]);
    disk_revision[disk_newest].document[DETECTION] = (CHANGES(wal_transaction, DETECTION) -> wal_transaction :
                                                      disk_revision[disk_newest - 1].document[DETECTION]);
#ifdef BROKEN_RECORD_SEPARATELY
    wal = record_row
#else
    disk_record[wal_transaction] = committed;
    wal = synced;
    if
    :: WANTS_CONFIRMATION(wal_transaction) && ARMED_BY_COMMIT -> arm(wal_transaction)
    :: WANTS_CONFIRMATION(wal_transaction) && !ARMED_BY_COMMIT -> wal = armed_row
    :: else
    fi
#endif
  :: wal == record_row ->
    disk_record[wal_transaction] = committed;
    wal = synced
  :: wal == armed_row ->
    arm(wal_transaction);
    wal = synced
  :: wal == confirmation ->
    disarm(wal_transaction, committed);
    was_confirmed[wal_transaction] = true;
    wal = synced
  :: wal == revision_of_revert ->
    insert_revision(REVERT);
    disk_revision[disk_newest].document[CAMERA] = disk_revision[disk_base].document[CAMERA];
    disk_revision[disk_newest].document[DETECTION] = disk_revision[disk_base].document[DETECTION];
#ifndef BROKEN_DISARM_SEPARATELY
    disarm(wal_transaction, reverted);
#endif
    wal = synced
  :: wal == disarm_row ->
    disarm(wal_transaction, reverted);
    wal = revision_of_revert
  fi;
  if
  :: wal == synced -> wal_transaction = 0
  :: else
  fi
}

inline lose() {
  wal = synced;
  wal_transaction = 0
}

inline answer_write(how) {
  if
  :: confirm_write == issued && writes_confirmation -> confirm_write = how
  :: else -> commit_write = how
  fi;
  writes_confirmation = false
}

/* True while what is in wal is a confirmation's: that answer goes elsewhere. */
bool writes_confirmation;

active proctype store() {
end:
  do
  :: atomic {
      life != down && wal == synced && (commit_write == issued || confirm_write == issued) ->
      if
      :: confirm_write == issued ->
        wal = confirmation;
        writes_confirmation = true;
        wal_transaction = armed
      :: commit_write == issued && !reverts ->
        wal = revision_of_commit;
        wal_transaction = transaction
      :: commit_write == issued && reverts ->
#ifdef BROKEN_DISARM_SEPARATELY
        wal = disarm_row;
#else
        wal = revision_of_revert;
#endif
        wal_transaction = transaction
      fi;
      if
      :: refusals_left > 0 ->
        printf("store: refuses\n");
        refusals_left--;
        lose();
        answer_write(refused)
      :: true
#ifdef BROKEN_ACK_BEFORE_SYNC
        -> answer_write(done)
#endif
      fi
    }
  :: d_step {
      wal != synced ->
      printf("store: %e\n", wal);
      sync();
#ifndef BROKEN_ACK_BEFORE_SYNC
      if
      :: wal == synced -> answer_write(done)
      :: else
      fi
#endif
    }
  /* COMMIT ended with an error that does not tell. The file is opened again and read; what is found is synced before
     anyone is told. If it cannot be read the process ends, and the next start tells (Store::Impl::settle). */
  :: atomic {
      wal != synced && undecided_left > 0 ->
      undecided_left--;
      if
      :: d_step { true -> sync();
#ifdef BROKEN_UNDECIDED_IS_REFUSED
        answer_write(refused)
#else
        answer_write(done)
#endif
        }
      :: d_step { true -> lose(); answer_write(refused) }
      :: crashes_left > 0 -> end_process()
      fi
    }
  od
}
