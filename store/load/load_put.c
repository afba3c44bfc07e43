/*
 * What becomes of one line of a dump: the rules of merging.  Of two records of
 * the same thing the one that was fetched, made or changed later holds; the
 * earlier first_seen does.  All checks come before the first write, so that a
 * bad line leaves nothing.  Here: the frame of a dump, and what is about nobody.
 */
#include <string.h>

#include "base/map.h"
#include "base/str.h"
#include "store/lmdb.h"
#include "store/load/load.h"
#include "store/meta.h"
#include "store/rights/journal.h"
#include "store/secret.h"
#include "store/store_internal.h"
#include "store/value/value.h"

int
load_bad(struct err_detail *detail, const char *sentence)
{
	return err_set(detail, ERR_PARSE, "%s", sentence);
}

int
load_keep(struct load *load)
{
	load->was_kept = true;
	return 0;
}

int
load_none_if_absent(int rc)
{
	return rc == ERR_NOTFOUND || rc == ERR_CORRUPT ? 0 : rc;
}

int64_t
load_later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* ---- the first and the last line ---- */

static int
put_header(struct load *load, struct err_detail *detail)
{
	const struct line *line = &load->line;
	int64_t schema;
	int rc;

	if (load->has_header)
		return load_bad(detail, "muster-dump: expected only once");
	if (line->format > DUMP_FORMAT || line->format < 1)
		return err_set(detail, ERR_INVAL,
		    "a dump of format %lld, this program knows %d: update "
		    "muster",
		    (long long)line->format, DUMP_FORMAT);
	rc = meta_get_int(load->txn, META_SYSTEM, SCHEMA_KEY, &schema);
	if (rc == 0 && line->schema > schema)
		rc = err_set(detail, ERR_INVAL,
		    "a dump of schema %lld, this program knows %lld: update "
		    "muster",
		    (long long)line->schema, (long long)schema);
	load->has_header = true;
	load->suppress_key = line->suppress_key;
	return rc;
}

static int
put_end(struct load *load, struct err_detail *detail)
{
	if (load->line.lines != load->number)
		return load_bad(detail,
		    "end.lines: not the number of lines read");
	load->has_end = true;
	return 0;
}

/* ---- who is kept out ---- */

/* With another key nobody would be recognised by these hashes. */
int
load_check_secret(struct load *load, struct err_detail *detail)
{
	int64_t print;
	int rc = meta_get_int(load->txn, META_SYSTEM, SECRET_PRINT_KEY, &print);

	if (rc < 0)
		return rc;
	if (load->suppress_key != 0 && load->suppress_key == print)
		return 0;
	return err_set(detail, ERR_INVAL,
	    "its suppressions were made with another suppress.key "
	    "than this store's: name that one by MUSTER_SUPPRESS_KEY");
}

static int
put_suppressed(struct load *load, struct err_detail *detail)
{
	uint8_t hash[KEY_HASH_LEN];
	bool is_new = false;
	int rc;

	if (!line_unhex(load->line.hash, KEY_HASH_LEN, hash))
		return load_bad(detail,
		    "suppressed.hash: expected 64 hex digits");
	rc = load_check_secret(load, detail);
	if (rc < 0)
		return rc;
	rc = suppress_put(load->txn, hash, &load->line.of.suppression, &is_new);
	load->has_suppressions = true;
	load->has_new_suppression |= is_new;
	return rc;
}

/* ---- roles and small values ---- */

static void
keep_weights(struct load *load)
{
	struct weights *weights = arena_alloc(&load->roles, sizeof(*weights));

	weights_from(load->line.weights, weights);
	map_put_text(load->weights, load->line.name, weights);
}

static int
put_role(struct load *load, struct err_detail *detail)
{
	struct role_slot slot;
	int rc;

	if (load->line.name == NULL)
		return load_bad(detail, "role: expected a name");
	keep_weights(load);
	rc = store_role_make(load->txn, load->line.name, &slot);
	return rc == ERR_INVAL
	    ? load_bad(detail, "role.name: expected 1 to 200 bytes")
	    : rc;
}

static int
put_value(struct load *load, struct err_detail *detail)
{
	const struct line *line = &load->line;
	const char *old;
	int rc;

	if (line->name == NULL || strlen(line->name) > KEY_TEXT_MAX)
		return load_bad(detail, "value.name: expected 1 to 200 bytes");
	rc = store_meta_get(load->txn, line->name, &load->arena, &old);
	if (rc == 0)
		return str_equal(old, line->text) ? 0 : load_keep(load);
	if (rc != ERR_NOTFOUND && rc != ERR_CORRUPT)
		return rc;
	return store_meta_put(load->txn, line->name,
	    line->text != NULL ? line->text : "");
}

/* ---- tasks, validators, journal ---- */

/* Named after somebody who is kept out, or about their number. */
static bool
is_task_blocked(struct load *load, const struct task *task)
{
	bool is_repository =
	    task->name != NULL && strchr(task->name, '/') != NULL;

	return !is_repository &&
	    store_is_suppressed(load->txn, task->subject, task->name);
}

static int
put_task(struct load *load, struct err_detail *detail)
{
	const struct task *new = &load->line.of.task;
	struct task old = { 0 };
	int rc;

	if (new->stage < 1 || new->stage > STAGE_MAX)
		return load_bad(detail, "task.stage: out of range");
	if (new->share < 0 || new->share > SHARE_MAX)
		return load_bad(detail, "task.share: out of range");
	if (is_task_blocked(load, new))
		return ERR_BLOCKED;
	rc = load_none_if_absent(store_task_get(load->txn, new->stage,
	    new->subject, &load->arena, &old));
	if (rc == 0 &&
	    load_later(old.done_at, old.visited_at) >
		load_later(new->done_at, new->visited_at))
		return load_keep(load);
	return rc < 0 ? rc : store_task_put(load->txn, new);
}

/* The answer to "/users/LOGIN" says who that is. */
static bool
is_url_blocked(struct load *load, const char *url)
{
	const char *at = url;

	while (at != NULL && *at != '\0') {
		size_t len = strcspn(at, "/?");
		const char *part = arena_text(&load->arena, at, len);

		if (len > 0 && store_is_suppressed(load->txn, 0, part))
			return true;
		at += len;
		at += *at != '\0';
	}
	return false;
}

static int
put_validator(struct load *load, struct err_detail *detail)
{
	const struct line *line = &load->line;
	const struct validator *new = &line->of.validator;
	uint8_t hash[KEY_HASH_LEN] = { 0 };
	struct validator old = { 0 };
	struct key key;
	size_t len;
	int rc;

	len = line->url != NULL ? strlen(line->url) : 0;
	if (len == 0 || len > KEY_URL_MAX)
		return load_bad(detail,
		    "validator.url: expected 1 to 400 bytes");
	if (line->hash != NULL &&
	    (len != KEY_URL_MAX || !line_unhex(line->hash, KEY_HASH_LEN, hash)))
		return load_bad(detail,
		    "validator.hash: expected 64 hex digits, behind 400 bytes "
		    "of url");
	if (load->has_suppressions && is_url_blocked(load, line->url))
		return ERR_BLOCKED;
	key_validator(&key, line->url, hash);
	if (line->hash != NULL && key.len == KEY_URL_MAX) {
		memcpy(key.bytes + key.len, hash, KEY_HASH_LEN);
		key.len += KEY_HASH_LEN;
	}
	rc = load_none_if_absent(value_get(load->txn, TABLE_VALIDATOR, &key,
	    &validator_record, &load->arena, &old));
	if (rc == 0 && old.checked_at > new->checked_at)
		return load_keep(load);
	return rc < 0 ? rc
		      : value_put(load->txn, TABLE_VALIDATOR, &key,
			    &validator_record, new);
}

/* Behind what is there, unless it is there; so numbers have no gaps. */
static int
put_journal(struct load *load, struct err_detail *detail)
{
	const struct journal_entry *new = &load->line.of.journal;
	struct journal_entry old = { 0 };
	int64_t sequence = load->line.sequence;
	int rc;

	if (sequence <= 0)
		return load_bad(detail, "journal.sequence: expected above 0");
	rc = load_none_if_absent(
	    store_journal_next(load->txn, sequence - 1, &load->arena, &old));
	if (rc < 0)
		return rc;
	if (old.sequence == sequence &&
	    old.at == new->at &&str_equal(old.action, new->action) &&
	    str_equal(old.person, new->person) &&
	    str_equal(old.detail, new->detail) &&
	    str_equal(old.file, new->file) && str_equal(old.held, new->held))
		return 0;
	return store_journal_append(load->txn, new);
}

/* ---- the table ---- */

int
load_put(struct load *load, enum line_kind kind, struct err_detail *detail)
{
	static int (*const puts[LINE_KINDS])(struct load *,
	    struct err_detail *) = {
		[LINE_HEADER] = put_header,
		[LINE_SUPPRESSED] = put_suppressed,
		[LINE_ROLE] = put_role,
		[LINE_VALUE] = put_value,
		[LINE_REPOSITORY] = load_repository,
		[LINE_PERSON] = load_person,
		[LINE_PORTFOLIO] = load_portfolio,
		[LINE_WORK] = load_work,
		[LINE_SCORE] = load_score,
		[LINE_LEAD] = load_lead,
		[LINE_KNOWN] = load_known,
		[LINE_SEARCH] = load_search,
		[LINE_LISTED] = load_listed,
		[LINE_TASK] = put_task,
		[LINE_VALIDATOR] = put_validator,
		[LINE_JOURNAL] = put_journal,
		[LINE_END] = put_end,
	};

	load->was_kept = false;
	return puts[kind](load, detail);
}
