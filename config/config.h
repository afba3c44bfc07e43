#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "config/place.h"
#include "config/role.h"
#include "config/stack.h"

struct buf;

/* `exclude:` - whom never to list: the own company, customers. */
struct exclude {
	const char **companies;
	size_t n_companies;
	const char **logins;
	size_t n_logins;
	const char **organizations;
	size_t n_organizations;
	const char **domains;
	size_t n_domains;
};

/*
 * muster.yaml, validated whole against the option table in config/option.c
 * (name, type, range, default, unit, reloadable, help).  Unknown keys are
 * errors that name the nearest known one.
 */
struct config {
	const char *path; /* NULL: defaults only */

	/* Texts without a default are NULL where nothing is set, even where
	 * the file says "". */
	const char *github_api_url; /* github.api_url */
	const char *github_token_file;
	const char *github_api_version;
	const char *github_user_agent_contact;
	const char *github_ca_file;
	int64_t github_reserve_points; /* left for the user's own work */
	int64_t github_timeout_s;

	int64_t crawl_people_repositories; /* own repositories read a person */
	int64_t crawl_max_people; /* 0: no limit */
	int64_t crawl_readme_bytes;
	int64_t crawl_refresh_probe_hours; /* 0: every crawl */
	int64_t crawl_refresh_profile_days;
	int64_t crawl_refresh_repository_days;

	const char *store_path;
	const char *store_shared; /* "yes" or "no" */
	int64_t store_map_size_mb;
	int64_t store_retention_days; /* un-notified people */
	int64_t store_retention_told_days; /* the others */

	const char *daemon_listen; /* daemon.listen: an address, or "off" */
	const char *daemon_schedule; /* cron, of roles without their own */
	const char *daemon_time_zone; /* NULL: the system's */

	const char *log_level;
	const char *log_format;

	const char *operator_company;
	const char *operator_contact;
	const char *operator_privacy_url;

	struct exclude exclude;

	struct arena arena; /* owns all texts above */
};

/*
 * Reads and validates `path`; with NULL fills in the defaults.  On error
 * *ret_config is untouched and the detail is "FILE:LINE: key: ...".
 */
int config_read(const char *path, struct config *ret_config,
    struct err_detail *detail) MUST_CHECK;
void config_done(struct config *config);

/*
 * For a configuration that is read again: options that only a start changes
 * keep the value that `running` has.  Appends the names of those that differ
 * to `ret_names`, joined by ", ".
 */
void config_keep_fixed(const struct config *running, struct config *config,
    struct buf *ret_names);

/* A commented starter file holding every option with its default, but for what
 * is known (not NULL or empty) of who uses it. */
struct config_operator {
	const char *company;
	const char *contact;
	const char *privacy_url; /* see config_is_page() */
};
void config_write_starter(struct buf *out, const struct config_operator *who);

/* Whether a text is a page's address, http or https. */
bool config_is_page(const char *text);

/* All options with their values, as YAML that config_read() takes again. */
void config_write(const struct config *config, struct buf *out);

/*
 * Where shipped and own data files are.  `share` holds roles/, stacks/,
 * places.yaml, signals.yaml: $MUSTER_SHARE, else config/ beside the binary,
 * else PREFIX/share/muster.  `home` is the configuration file's directory or
 * $XDG_CONFIG_HOME/muster (else ~/.config/muster): its roles/ come first.
 * `state` is $MUSTER_STORE, else $XDG_STATE_HOME/muster or
 * ~/.local/state/muster.
 */
struct config_paths {
	char *share;
	char *home;
	char *state;
	char *file; /* the default configuration file; may not exist */
};

int config_paths_find(const char *argv0, const char *config_file,
    struct config_paths *ret_paths, struct err_detail *detail) MUST_CHECK;
void config_paths_done(struct config_paths *paths);

/* All readable roles, own before shipped, sorted by name; texts in the arena. */
struct role_list {
	char **names;
	char **paths;
	size_t n;
};

int config_roles_list(const struct config_paths *paths, struct arena *arena,
    struct role_list *ret_list, struct err_detail *detail) MUST_CHECK;

/* The file of a role by name; ERR_NOTFOUND names the nearest role. */
int config_role_find(const struct config_paths *paths, const char *name,
    struct arena *arena, const char **ret_path,
    struct err_detail *detail) MUST_CHECK;

#endif
