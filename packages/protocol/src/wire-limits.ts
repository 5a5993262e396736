// Numbers that both ends of a link hold to: the sender cuts or splits, the receiver refuses.

/** Raw bytes of a batch of several lines. */
export const MAX_BATCH_BYTES = 1024 * 1024;

/** Raw bytes of a line, its newline included: a batch may be one such line. A longer one stays on its machine. */
export const MAX_LINE_BYTES = 64 * 1024 * 1024;

/** Lines of a batch, empty ones included. */
export const MAX_BATCH_LINES = 16 * 1024;

/** Raw bytes of a line that stays on its machine, as its mark may claim them. */
export const MAX_SKIPPED_BYTES = 16 * 1024 ** 3;

/** Bytes of a file that a hub counts: no transcript comes near it, and a mark of skipped bytes goes no further. */
export const MAX_FILE_BYTES = 1024 ** 4;

/**
 * Generations of a file: as many as nobody reaches by replacing files. Far below the largest exact number, so that
 * whoever counts on from what the other side said still counts exactly.
 */
export const MAX_GENERATION = 2 ** 40;

/** Characters of a path or an address. */
export const MAX_PATH_CHARS = 4096;

/** Characters of an id of anything: a session, a call, a message, a machine. */
export const MAX_ID_CHARS = 256;

/** Characters of what a list shows in one line: a title, a reason, a name. */
export const MAX_LABEL_CHARS = 1024;

/** Characters of what a person reads in several lines. */
export const MAX_WORDS_CHARS = 8 * 1024;

/** Running clients that a machine tells of. */
export const MAX_LIVE_SESSIONS = 1024;

/** Clients that are gone, of one report. */
export const MAX_GONE_SESSIONS = 4096;

/** Files or documents of one page of a manifest. */
export const MAX_MANIFEST_ITEMS = 2_000;

/** Sub-agents of a session that a page is told of. */
export const MAX_AGENTS_SHOWN = 2_000;

/** Rows of one kind in one frame for a page. */
export const MAX_ROWS = 20_000;

/** Process ids of any system. */
export const MAX_PID = 2 ** 32;

/** Folders that cannot be read, of one report. */
export const MAX_PROBLEMS = 50;
