#ifndef CLI_ERASE_H
#define CLI_ERASE_H

#include "cli/app.h"

/*
 * Erases what others' records say of who was forgotten, purged or refuses, as
 * far as nobody did yet; on a terminal with its progress.  After SIGINT it ends
 * with ERR_CANCELED: the next command of this kind, or crawl, goes on.
 */
int erase_mentions(struct app *app) MUST_CHECK;

/* How many mentions of the person that would be. */
int erase_count(struct app *app, const struct person *person,
    int64_t *ret_mentions) MUST_CHECK;

/*
 * Rewrites the store's file without the bytes of who was erased, and without
 * mentions that still wait to be; the store is closed afterwards.  ERR_BUSY
 * when somebody has it open.  Needs app_config().
 */
int erase_compact(struct app *app, const char *command,
    struct compaction *ret_compaction) MUST_CHECK;

/* The same if somebody was erased since the last time, as a daemon does before
 * it begins; what keeps it from that is logged and no failure. */
int erase_compact_if_due(struct app *app, const char *command) MUST_CHECK;

/* Who was erased, for the files that are beyond our reach. */
struct erased {
	int64_t id;
	int64_t first_seen;
};

/* To be taken before they are; who can't be read may be in any file. */
struct erased erase_note(struct txn *txn, int64_t id);

/* Names every export, draft, dump and backup that held one of them, for
 * deleting it; says so if there is none.  Of more than a hundred, and of whom
 * nothing is known (NULL), it says where all of them are named. */
int erase_tell_files(struct app *app, const struct erased *erased,
    size_t n) MUST_CHECK;

/* Says whether old bytes can still be in the store's file. */
int erase_tell_rest(struct app *app) MUST_CHECK;

/* "how far" on a terminal, over itself; done < 0 wipes it. */
void erase_progress(const struct app *app, const char *what, int64_t done,
    int64_t total);

#endif
