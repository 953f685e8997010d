/* The end of the process, and what is left. */

inline lose_request(t) {
  lost[t] = lost[t] || queued[t] || (transaction == t && !reverts);
  queued[t] = false;
  cancel_asked[t] = false
}

inline lose_memory() {
  lose_request(1);
  lose_request(2);
  confirm_asked = false;
  confirm_write = none;
  writes_confirmation = false;
  armed = 0;
  revert_asked = false;
  forget(CAMERA);
  forget(DETECTION);
  task[CAMERA].doing = nothing;
  task[DETECTION].doing = nothing;
  section_is[CAMERA] = well;
  section_is[DETECTION] = well;
  transaction = 0;
  reverts = false;
  execution = 0;
  base = 0;
  at = idle;
  end_as = unknown;
  incomplete = false;
  held = false;
  deadline_armed = false;
  drain_armed = false;
  way_back_armed = false;
  way_back_trouble = false;
  rehearsal = 0;
  rehearsal_running = false;
  commit_write = none;
  clear_place(0);
  clear_place(1);
  clear_place(2);
  clear_place(3);
  clear_place(4);
  generation_revision = 0;
  generation_part[CAMERA] = 0;
  generation_part[DETECTION] = 0;
  generation_input = 0;
  device[CAMERA] = 0;
  device[DETECTION] = 0;
#ifdef BROKEN_STALE_FIGURES
  figures[1] = unknown;
  figures[2] = unknown;
#endif
  life = down;
  printf("power: the process has ended; on disk: revision %d, armed: %d\n", disk_newest, disk_armed)
}

/* What was written and not synced is on disk as a whole or not at all, and by the next start the clock may have been
   put back. */
inline end_process() {
  if
  :: d_step { wal != synced -> sync(); lose(); lose_memory() }
  :: d_step { true -> lose(); lose_memory() }
  :: d_step { expired -> lose(); expired = false; lose_memory() }
  fi
}
