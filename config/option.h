#ifndef CONFIG_OPTION_H
#define CONFIG_OPTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/yaml.h"

struct buf;
struct config;

/*
 * The one table of muster.yaml's options.  It drives reading, checking, the
 * starter file, the dump, and the test of the man page.  Adding an option is
 * a member of struct config, a row in option.c and an entry in the page.
 */
enum option_type {
	OPTION_TEXT, /* one line; "" is NULL */
	OPTION_PATH, /* "~/x" and "x" (beside the file) become absolute */
	OPTION_WEB, /* a http:// or https:// address, no final slash */
	OPTION_API, /* the same, http:// only to this machine */
	OPTION_NUMBER, /* whole, with an optional unit: 64GB, 30 days */
	OPTION_CHOICE, /* one of `choices` */
	OPTION_TEXTS, /* a list */
	OPTION_LISTEN, /* an address and port of this machine alone, or off */
	OPTION_CRON, /* five fields, config/cron.h */
	OPTION_ZONE /* a time zone's name; "" is NULL */
};

struct option {
	const char *name; /* "github.api_url" */
	size_t offset; /* in struct config */
	size_t count; /* of a list's size_t */
	int64_t min; /* numbers */
	int64_t max;
	const char *choices; /* "err|warn|info|debug" */
	const char *default_text; /* as it would stand in the file */
	const char *unit; /* "days", or "" */
	const char *help; /* one or two sentences */
	enum option_type type;
	bool is_reloadable; /* by SIGHUP, without a restart */
};

extern const struct option option_table[];
extern const size_t option_count;

/* By full name; NULL if unknown. */
const struct option *option_find(const char *name);

/* The part before the dot: its length. */
size_t option_section(const struct option *option);

/*
 * Checks a value and stores it in the config (texts in its arena).  Relative
 * paths are taken from `directory`.  ERR_INVAL with the tree's detail set.
 */
int option_set(const struct option *option, const struct yaml_tree *tree,
    const struct yaml_node *value, const char *directory,
    struct config *config) MUST_CHECK;

/* Stores the defaults, which are valid by test. */
void option_set_defaults(struct config *config);

/* Appends the value that the config holds, as YAML on one line. */
void option_write(const struct option *option, const struct config *config,
    struct buf *out);

/* Appends a text as a double-quoted YAML scalar. */
void option_write_quoted(struct buf *out, const char *text);

#endif
