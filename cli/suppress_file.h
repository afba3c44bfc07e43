#ifndef CLI_SUPPRESS_FILE_H
#define CLI_SUPPRESS_FILE_H

#include "cli/app.h"
#include "store/rights.h"

/*
 * Lists of people to keep out: logins, addresses of profiles or ids, one a line
 * or in the first column of a CSV; or the keyed hashes that another store
 * exported, which only a store with the same suppress.key understands.
 */
struct suppress_file {
	const char **names;
	size_t n_names;
	struct suppression_line *hashes;
	size_t n_hashes;
	int64_t fingerprint; /* of the hashes' key */
};

/* Reads all of it ("-": standard input); wrong lines are named, each with its
 * number, and then it is ERR_INVAL. */
int suppress_file_read(struct app *app, const char *path,
    struct suppress_file *ret_file) MUST_CHECK;

/* Writes the store's hashes, in the transaction's view. */
int suppress_file_write(struct app *app, struct txn *txn, FILE *out,
    int64_t *ret_n) MUST_CHECK;

#endif
