/* What there is to know: on disk, in memory, and in the devices. */

#define CAMERA 0
#define DETECTION 1
#define SECTIONS 2

mtype:life = { down, reverting_at_start, preparing_all, up };
mtype:phase = { idle, preparing, rehearsing, switching, repreparing, rehearsing_held, committing, flipping, measuring,
                draining, reverting };
mtype:work = { untouched, waiting, prepared, unaffected, failed, switched, restored, impaired, abandoned };
mtype:kind = { nothing, prepare, switch_over, switch_back, rehearse };
mtype:stage = { free, running, hung, returned };
mtype:result = { ok, needs_switch, not_affected, adjusted, error };
mtype:state = { unknown, committed, awaiting_confirmation, reverted, rolled_back, rollback_incomplete, cancelled,
                rejected };
mtype:write = { none, issued, done, refused };
mtype:wal = { synced, revision_of_commit, revision_of_revert, confirmation, armed_row, record_row, disarm_row };
mtype:impairment = { well, way_back_failed, not_prepared };

/* ---- On disk. A document is, for each section, the transaction that set it last (0: the initial settings). */
#define REVISIONS 8
typedef Revision {
  byte document[SECTIONS];
  byte maker; /* the transaction, or REVERT */
}
#define REVERT 3
Revision disk_revision[REVISIONS];
byte disk_newest;
mtype:state disk_record[3] = unknown; /* outcomes, by transaction; 0 is not used */
byte disk_armed;                      /* the transaction that awaits its confirmation */
byte disk_base;                       /* and the revision to go back to */
bool expired;                         /* the deadline that stands in the armed row is over */

/* What SQLite has written but not synced: a crash keeps all of it or nothing. */
mtype:wal wal = synced;
byte wal_transaction;

/* ---- In memory: the coordinator and its execution. */
mtype:life life = down;
bool queued[3];
bool cancel_asked[3];
bool confirm_asked;
mtype:write confirm_write = none;
byte armed;
bool revert_asked; /* by CancelTransaction */

byte transaction; /* that has its turn */
bool reverts;     /* it is the revert of that transaction */
byte execution;   /* counts them: together with an operation's attempt it fences late answers */
byte base;
mtype:phase at = idle;
mtype:state end_as = unknown;
bool incomplete;
bool held;
bool deadline_armed, drain_armed, way_back_armed;
byte rehearsal;
bool rehearsal_running;
mtype:write commit_write = none;

typedef Task {
  mtype:work work = untouched;
  mtype:kind doing = nothing;
  byte attempt;
  byte part;  /* what was prepared */
  byte input; /* the part of the camera it was prepared from */
  bool to_switch;
  bool rehearsed;
  bool bad; /* of a revert: it goes on without this section */
}
Task task[SECTIONS];
byte wanted[SECTIONS];
mtype:impairment section_is[SECTIONS] = well;

/* What runs on workers: an operation a section, rehearsals (two places: whether the camera takes part), and in the last
   place an answer given once more. */
#define PLACES 5
#define ECHO 4
typedef Operation {
  mtype:stage stage = free;
  mtype:kind kind = nothing;
  mtype:result result = ok;
  byte section;
  byte execution;
  byte attempt;
  byte part;
  byte input;
  byte sections; /* that are rehearsed, as bits */
  bool given_up;
  bool twice; /* it will answer once more */
}
Operation operation[PLACES];

/* The generation that frames are stamped with. A part is a document's section as its service settled for it: a device
   may settle for another value after a switch-over than was staged. 0: there is none, the section is impaired. */
#define PART(document, adjusted) (1 + 2 * (document) + (adjusted))
#define DOCUMENT(part) (((part) - 1) / 2)
byte generation_revision;
byte generation_part[SECTIONS];
byte generation_input;

#ifdef BROKEN_STALE_FIGURES
mtype:state figures[3] = unknown; /* of a commit, written when there is time: with the state the transaction ended in */
#endif
#ifdef BROKEN_WAY_BACK_ENDS_BUSY
bool went_back[SECTIONS];
#endif

/* ---- In the world: what the devices are set to (a document's value, one more; 0: anywhere), and what callers know. */
byte device[SECTIONS];
mtype:state answer[3] = unknown;
bool lost[3];                 /* the connection broke before the answer came */
bool was_confirmed[3];        /* by a write that is on disk */
bool confirm_acknowledged[3]; /* and its caller knows */
bool way_back_trouble;        /* of this transaction: a way back failed, did not return, or could not even begin */
byte changes[3];
byte refusals_left = REFUSED_COMMITS, undecided_left = UNDECIDED_COMMITS, crashes_left = CRASHES, echoes_left = ECHOES;

/* For the story that a trail tells. */
mtype:section = { camera, detection };
hidden mtype:section shown_section;
hidden mtype:kind shown_kind;
hidden mtype:result shown_result;

#define WANTS_CONFIRMATION(t) ((CONFIRMED >> ((t) - 1)) & 1)
#define CHANGES(t, section) ((changes[t] >> (section)) & 1)
#define IN_FORCE(section) disk_revision[generation_revision].document[section]
