#ifndef CLI_APP_H
#define CLI_APP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/config.h"
#include "signals/rubric.h"
#include "store/query.h"
#include "store/store.h"

/*
 * What the commands share: paths, configuration, catalogue, places, rules and
 * the store, each read when it is first asked for, so that `version` reads
 * nothing and `leads` no rules.  All of it lives as long as the process.
 */

/* Options that every command takes, before or after its name. */
struct app_globals {
	const char
	    *config_file; /* NULL: the default one, which may not exist */
	const char *store;
	const char *log_level;
	const char *log_format;
	bool no_color;
	bool quiet;
};

struct command;

struct app {
	const char *argv0;
	char **argv; /* the whole command line; set by main() */
	const struct command *command; /* NULL before its name is known */
	struct app_globals globals;
	struct err_detail detail; /* the sentence of the failure, if any */
	struct arena arena; /* names and lists of this run */

	struct config_paths paths;
	struct config config;
	struct catalogue catalogue;
	struct places *places;
	struct rules *rules;
	struct store *store;
	bool have_paths;
	bool have_config;
	bool have_catalogue;
	/* Why a name in a query could not be looked up; 0: it could. */
	int vocabulary_rc;
};

void app_init(struct app *app, const char *argv0);
void app_done(struct app *app);

/*
 * Each reads what it names unless that was done before.  Failures of
 * configuration (a missing or wrong file) come back as ERR_INVAL or ERR_PARSE
 * with their sentence in app->detail.
 */
int app_paths(struct app *app) MUST_CHECK;
int app_config(struct app *app) MUST_CHECK;

/* Logs as the configuration says, unless the command line says how; done by
 * app_config(). */
void app_apply_logging(const struct app *app);
int app_catalogue(struct app *app) MUST_CHECK;
int app_places(struct app *app) MUST_CHECK;
int app_rules(struct app *app) MUST_CHECK;

/* The directory of the store: --store, $MUSTER_STORE, configuration, default.
 * Needs app_config(). */
const char *app_store_path(const struct app *app);

/* Opens the store; ERR_NOTFOUND comes with a sentence that says what to do. */
int app_store(struct app *app, enum store_mode mode,
    const char *command) MUST_CHECK;

/* Opens a store that must exist, for short writes. */
int app_store_existing(struct app *app, const char *command) MUST_CHECK;

/*
 * Ends a transaction by what came of it: commits when rc is 0, else aborts and
 * keeps the store's sentence if there is none yet.  NULL is allowed.
 */
int app_finish(struct app *app, struct txn *txn, int rc) MUST_CHECK;

/* Reads one role by name or, if it has a '/' or ".yaml", by path. */
int app_role_read(struct app *app, const char *name,
    struct role *ret_role) MUST_CHECK;

/* Whether the places of the role's `where:` are known: "FILE:LINE: where: ..."
 * and ERR_INVAL.  Reads the places. */
int app_role_places(struct app *app, const struct role *role) MUST_CHECK;

/* What the query parser asks; names are read from the files on first use. */
void app_vocabulary(struct app *app, struct vocabulary *ret_vocabulary);

/* query_parse() with the vocabulary; a failure to read names wins over the
 * query's own error.  Saved searches are known when the store is open. */
int app_query(struct app *app, const char *text,
    struct query **ret_query) MUST_CHECK;

/* The same for a query that is to be saved under a name. */
int app_query_saving(struct app *app, const char *text, const char *name,
    struct query **ret_query) MUST_CHECK;

/* Whether `exclude:` of the configuration keeps a person out (for
 * query_options; the context is the app). */
bool app_is_excluded(void *context, const struct person *person);

/*
 * The visible person of a login or a decimal id: ERR_NOTFOUND, always with the
 * same sentence, for unknown, suppressed, refusing people alike.
 */
int app_person(struct app *app, struct txn *txn, const char *name,
    struct arena *arena, struct person *ret_person) MUST_CHECK;

/* The sentence of a person who is not there; returns ERR_NOTFOUND. */
int app_no_person(struct app *app, const char *name);

/* "lead" or "leads". */
const char *app_plural(int64_t n, const char *one, const char *many);

/* A line of talk on stderr, unless --quiet. */
void app_say(const struct app *app, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The one sentence of a failure, on stderr. */
void app_complain(const struct app *app, int code);

/* Sets the sentence of a failure (the first one wins); returns `code`. */
int app_error(struct app *app, int code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
