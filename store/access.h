#ifndef STORE_ACCESS_H
#define STORE_ACCESS_H

#include <sys/types.h>

#include <stdbool.h>

#include "base/err.h"

struct store;

/* Who may open a store: modes, groups, and what is said to whoever is kept out. */

/* Whether it is to be shared: as its owner says, as it is for others. */
void access_look(struct store *store, bool is_shared);
/* Makes its directory and the parents that are missing. */
int access_make_dirs(struct store *store, bool is_shared,
    struct err_detail *detail) MUST_CHECK;
/* For what is being made. */
mode_t access_file_mode(const struct store *store);
mode_t access_dir_mode(const struct store *store);
/* For umask(2), while files are made. */
mode_t access_mask(const struct store *store);
/* Sets mode and group of one's own file or directory. */
void access_settle(const struct store *store, const char *path);
/* The same for all that is in the store's directory. */
void access_mend(const struct store *store);
void access_mend_key(const struct store *store, const char *path);
/* Whether this user may not open that path of the store; if so, with a sentence
 * that names what is in the way, whose it is, and what helps. */
bool access_refused(const struct store *store, const char *path,
    struct err_detail *detail);

#endif
