/*
 * The whole store as lines, in one read transaction and constant memory.  The
 * order is that of loading: who is suppressed first, people before what hangs
 * on them.  Indexes are not dumped: loading makes them.
 */
#include <errno.h>
#include <string.h>

#include "base/array.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/text.h"
#include "store/fact/name.h"
#include "store/lmdb.h"
#include "store/load/line.h"
#include "store/meta.h"
#include "store/score/score.h"
#include "store/secret.h"
#include "store/store_internal.h"
#include "store/value/value.h"

enum {
	FLUSH_BYTES = 256 * 1024,
	ROLES_MAX = UINT16_MAX + 1
};

struct dump {
	struct txn *txn;
	FILE *out;
	const volatile sig_atomic_t *stop;
	struct buf text;
	struct arena arena; /* of one line */
	struct arena names; /* of the roles */
	struct role_slot *slots; /* by number; a name that is NULL: none */
	const char **roles;
	struct line line;
	struct dump_report *report;
	struct err_detail *detail;
};

/* ---- writing ---- */

static int
flush(struct dump *dump)
{
	size_t n = dump->text.len;

	if (dump->stop != NULL && *dump->stop != 0)
		return err_set(dump->detail, ERR_CANCELED,
		    "interrupted; nothing was dumped");
	if (dump->text.overflow)
		return err_set(dump->detail, ERR_LIMIT,
		    "a record is too large to be dumped");
	if (n > 0 && fwrite(dump->text.data, 1, n, dump->out) != n)
		return err_set(dump->detail,
		    errno == ENOSPC || errno == EDQUOT ? ERR_FULL : ERR_IO,
		    "the dump can't be written: %s", strerror(errno));
	buf_reset(&dump->text);
	return 0;
}

static int
put(struct dump *dump, enum line_kind kind)
{
	line_write(kind, &dump->line, &dump->text);
	dump->report->lines++;
	arena_reset(&dump->arena);
	memset(&dump->line, 0, sizeof(dump->line));
	return dump->text.len < FLUSH_BYTES ? 0 : flush(dump);
}

/* ---- walking ---- */

/* Of one entry; ERR_NOTFOUND: it is no line of its own. */
typedef int entry_fn(struct dump *dump, struct slice key, struct slice value,
    enum line_kind *ret_kind);

/* A damaged record is left out and counted: `doctor --deep` names it. */
static int
put_entry(struct dump *dump, entry_fn *entry, struct slice key,
    struct slice value)
{
	enum line_kind kind = LINE_END;
	int rc = entry(dump, key, value, &kind);

	if (rc == 0)
		return put(dump, kind);
	arena_reset(&dump->arena);
	memset(&dump->line, 0, sizeof(dump->line));
	dump->report->corrupt += rc == ERR_CORRUPT;
	return rc == ERR_NOTFOUND || rc == ERR_CORRUPT ? 0 : rc;
}

static int
walk(struct dump *dump, enum table table, const struct key *prefix,
    entry_fn *entry)
{
	struct slice key, value;
	struct cursor *cursor;
	int rc;

	rc = cursor_open(dump->txn, table, &cursor);
	if (rc < 0)
		return rc;
	rc = cursor_seek(cursor, prefix, &key, &value);
	while (rc == 0 && key_prefixes(prefix, key)) {
		rc = put_entry(dump, entry, key, value);
		if (rc == 0)
			rc = cursor_next(cursor, &key, &value);
	}
	cursor_close(cursor);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

static int
decode(struct dump *dump, struct slice value, enum line_kind kind,
    enum line_kind *ret_kind)
{
	*ret_kind = kind;
	return value_decode(dump->txn, value, line_type(kind)->record,
	    &dump->arena, &dump->line.of);
}

/* ---- one entry of each table ---- */

static int
suppressed_entry(struct dump *dump, struct slice key, struct slice value,
    enum line_kind *ret_kind)
{
	int rc = decode(dump, value, LINE_SUPPRESSED, ret_kind);

	/* That there is an entry says enough. */
	if (rc == ERR_CORRUPT)
		rc = 0;
	if (key.len != KEY_HASH_LEN)
		return ERR_CORRUPT;
	dump->line.hash = line_hex(&dump->arena, key.bytes, key.len);
	return rc;
}

static int
value_entry(struct dump *dump, struct slice key, struct slice value,
    enum line_kind *ret_kind)
{
	struct slice name, plain = { 0 };
	int rc;

	*ret_kind = LINE_VALUE;
	if (!key_meta_parse(key, META_VALUE, &name))
		return ERR_NOTFOUND;
	rc = value_unpack(dump->txn, value, &plain);
	if (rc < 0)
		return rc;
	dump->line.name =
	    arena_text(&dump->arena, (const char *)name.bytes, name.len);
	dump->line.text =
	    arena_text(&dump->arena, (const char *)plain.bytes, plain.len);
	return 0;
}

/* Whether the index of names leads from the record's name to another one. */
static int
is_taken(struct dump *dump, enum name_kind kind, const char *name, int64_t id,
    bool *ret_is_taken)
{
	int64_t owner = id;
	int rc;

	if (name == NULL || name[0] == '\0')
		return 0;
	rc = store_name_find(dump->txn, kind,
	    text_fold(&dump->arena, name, strlen(name)), &owner);
	*ret_is_taken = rc == 0 && owner != id;
	return rc == ERR_NOTFOUND || rc == ERR_CORRUPT ? 0 : rc;
}

static int
repository_entry(struct dump *dump, struct slice key, struct slice value,
    enum line_kind *ret_kind)
{
	struct repository *repository = &dump->line.of.repository;
	int rc = decode(dump, value, LINE_REPOSITORY, ret_kind);

	(void)key;
	return rc < 0 ? rc
		      : is_taken(dump, NAME_REPOSITORY, repository->full_name,
			    repository->id, &dump->line.is_name_taken);
}

static int
person_entry(struct dump *dump, struct slice key, struct slice value,
    enum line_kind *ret_kind)
{
	struct person *person = &dump->line.of.person;
	int64_t id;
	int rc;

	(void)value;
	*ret_kind = LINE_PERSON;
	if (!key_id_parse(key, &id))
		return ERR_CORRUPT;
	rc = store_person_get(dump->txn, id, &dump->arena, person);
	return rc < 0 ? rc
		      : is_taken(dump, NAME_LOGIN, person->login, id,
			    &dump->line.is_name_taken);
}

static int
fact_entry(struct dump *dump, struct slice key, struct slice value,
    enum line_kind *ret_kind)
{
	struct fact_key fact;

	if (!key_fact_parse(key, &fact))
		return ERR_CORRUPT;
	dump->line.person = fact.person;
	switch (fact.kind) {
	case FACT_PORTFOLIO:
		return decode(dump, value, LINE_PORTFOLIO, ret_kind);
	case FACT_WORK:
		return decode(dump, value, LINE_WORK, ret_kind);
	case FACT_README: /* of the person's line */
	case FACT_OWN: /* made from the portfolio */
		break;
	}
	return ERR_NOTFOUND;
}

/* Weights and points follow from what the role's line has. */
static void
drop_points(struct score *score)
{
	for (size_t i = 0; i < FAMILY_COUNT; i++)
		score->signals[i].weight = score->signals[i].points = 0;
}

static int
score_entry(struct dump *dump, struct slice key, struct slice value,
    enum line_kind *ret_kind)
{
	const struct role_slot *role;
	struct score score;
	struct score_key at;
	int rc;

	(void)value;
	*ret_kind = LINE_SCORE;
	if (!key_score_parse(key, &at))
		return ERR_CORRUPT;
	role = &dump->slots[at.slot.role];
	rc = store_score_get_whole(dump->txn, role->slot, at.person,
	    &dump->arena, &score);
	if (rc == 0)
		rc = store_score_get_card(dump->txn, role->slot, at.person,
		    &dump->line.card);
	if (rc < 0)
		return rc == ERR_NOTFOUND ? ERR_CORRUPT : rc;
	store_score_fill(&role->by, &dump->line.card, &dump->arena, &score);
	drop_points(&score);
	dump->line.role = dump->roles[at.slot.role];
	score_row_from(&score, &dump->line.of.score);
	return 0;
}

static int
lead_entry(struct dump *dump, struct slice key, struct slice value,
    enum line_kind *ret_kind)
{
	uint16_t role;

	if (!key_lead_parse(key, &dump->line.person, &role))
		return ERR_CORRUPT;
	dump->line.role = dump->roles[role];
	if (role != 0 && dump->line.role == NULL)
		return ERR_CORRUPT;
	return decode(dump, value, LINE_LEAD, ret_kind);
}

static int
known_entry(struct dump *dump, struct slice key, struct slice value,
    enum line_kind *ret_kind)
{
	struct slice hash;

	*ret_kind = LINE_KNOWN;
	if (!key_meta_parse(key, META_KNOWN, &hash))
		return ERR_NOTFOUND;
	(void)value;
	dump->line.hash =
	    arena_text(&dump->arena, (const char *)hash.bytes, hash.len);
	return meta_get_int(dump->txn, META_KNOWN, dump->line.hash,
	    &dump->line.at);
}

static int
search_entry(struct dump *dump, struct slice key, struct slice value,
    enum line_kind *ret_kind)
{
	struct slice name;

	if (!key_meta_parse(key, META_SEARCH, &name))
		return ERR_NOTFOUND;
	return decode(dump, value, LINE_SEARCH, ret_kind);
}

static int
listed_entry(struct dump *dump, struct slice key, struct slice value,
    enum line_kind *ret_kind)
{
	struct slice name;
	uint16_t role;

	(void)value;
	*ret_kind = LINE_LISTED;
	if (!key_listed_parse(key, &name, &role, &dump->line.person))
		return ERR_NOTFOUND;
	dump->line.name =
	    arena_text(&dump->arena, (const char *)name.bytes, name.len);
	dump->line.role = dump->roles[role];
	return dump->line.role == NULL ? ERR_CORRUPT : 0;
}

static int
task_entry(struct dump *dump, struct slice key, struct slice value,
    enum line_kind *ret_kind)
{
	(void)key;
	return decode(dump, value, LINE_TASK, ret_kind);
}

static int
validator_entry(struct dump *dump, struct slice key, struct slice value,
    enum line_kind *ret_kind)
{
	size_t len = key.len < KEY_URL_MAX ? key.len : KEY_URL_MAX;

	dump->line.url = arena_text(&dump->arena, (const char *)key.bytes, len);
	if (key.len == KEY_URL_MAX + KEY_HASH_LEN)
		dump->line.hash =
		    line_hex(&dump->arena, key.bytes + len, KEY_HASH_LEN);
	return decode(dump, value, LINE_VALIDATOR, ret_kind);
}

static int
journal_entry_of(struct dump *dump, struct slice key, struct slice value,
    enum line_kind *ret_kind)
{
	if (!key_journal_parse(key, &dump->line.sequence))
		return ERR_CORRUPT;
	return decode(dump, value, LINE_JOURNAL, ret_kind);
}

/* ---- roles ---- */

static int
read_roles(struct dump *dump)
{
	struct role_slot slot;
	const char *name = "";
	int rc;

	while ((rc = store_role_next(dump->txn, name, &dump->names, &name,
		    &slot)) == 0) {
		dump->slots[slot.slot.role] = slot;
		dump->roles[slot.slot.role] = name;
	}
	return rc == ERR_NOTFOUND ? 0 : rc;
}

static void
set_weights(struct dump *dump, const struct weighing *by)
{
	for (size_t i = 0; i < FAMILY_COUNT; i++)
		dump->line.weights[i] = (double)by->weights.of[i] / WEIGHT_UNIT;
}

/* By number, so that a store that is made of the dump numbers them alike. */
static int
put_roles(struct dump *dump)
{
	int rc = 0;

	for (size_t i = 0; i < ROLES_MAX && rc == 0; i++)
		if (dump->roles[i] != NULL) {
			dump->line.name = dump->roles[i];
			set_weights(dump, &dump->slots[i].by);
			rc = put(dump, LINE_ROLE);
		}
	return rc;
}

static int
put_scores(struct dump *dump)
{
	int rc = 0;

	for (size_t i = 0; i < ROLES_MAX && rc == 0; i++) {
		struct key prefix;

		if (dump->roles[i] == NULL)
			continue;
		key_score_prefix(&prefix, dump->slots[i].slot, SCORE_WHOLE);
		rc = walk(dump, TABLE_SCORE, &prefix, score_entry);
	}
	return rc;
}

/* ---- the whole ---- */

static int
put_header(struct dump *dump)
{
	struct line *line = &dump->line;
	int rc;

	line->format = DUMP_FORMAT;
	line->at = clock_wall();
	line->name = "muster " MUSTER_VERSION;
	rc = meta_get_int(dump->txn, META_SYSTEM, SCHEMA_KEY, &line->schema);
	if (rc == 0)
		rc = meta_get_int(dump->txn, META_SYSTEM, SECRET_PRINT_KEY,
		    &line->suppress_key);
	return rc < 0 ? rc : put(dump, LINE_HEADER);
}

static int
put_end(struct dump *dump)
{
	int rc;

	dump->line.lines = dump->report->lines + 1;
	rc = put(dump, LINE_END);
	if (rc == 0)
		rc = flush(dump);
	if (rc == 0 && fflush(dump->out) != 0)
		rc = err_set(dump->detail, ERR_IO,
		    "the dump can't be written: %s", strerror(errno));
	return rc;
}

static int
put_all(struct dump *dump)
{
	static const struct {
		enum table table;
		entry_fn *entry;
	} before[] = {
		{ TABLE_META, value_entry },
		{ TABLE_REPOSITORY, repository_entry },
		{ TABLE_PERSON, person_entry },
		{ TABLE_FACT, fact_entry },
	}, after[] = {
		{ TABLE_LEAD, lead_entry },
		{ TABLE_META, known_entry },
		{ TABLE_META, search_entry },
		{ TABLE_META, listed_entry },
		{ TABLE_TASK, task_entry },
		{ TABLE_VALIDATOR, validator_entry },
		{ TABLE_JOURNAL, journal_entry_of },
	};
	const struct key all = { 0 };
	int rc;

	rc = put_header(dump);
	if (rc == 0)
		rc = walk(dump, TABLE_SUPPRESSED, &all, suppressed_entry);
	if (rc == 0)
		rc = put_roles(dump);
	for (size_t i = 0; rc == 0 && i < 4; i++)
		rc = walk(dump, before[i].table, &all, before[i].entry);
	if (rc == 0)
		rc = put_scores(dump);
	for (size_t i = 0; rc == 0 && i < COUNT(after); i++)
		rc = walk(dump, after[i].table, &all, after[i].entry);
	return rc < 0 ? rc : put_end(dump);
}

int
store_dump(struct txn *txn, FILE *out, const volatile sig_atomic_t *stop,
    struct dump_report *ret_report, struct err_detail *detail)
{
	struct dump_report report = { 0 };
	struct dump *dump = mem_calloc(1, sizeof(*dump));
	int rc;

	dump->txn = txn;
	dump->out = out;
	dump->stop = stop;
	dump->report = &report;
	dump->detail = detail;
	dump->slots = mem_calloc(ROLES_MAX, sizeof(*dump->slots));
	dump->roles = mem_calloc(ROLES_MAX, sizeof(*dump->roles));
	buf_init(&dump->text, LINE_MAX_BYTES);
	rc = read_roles(dump);
	if (rc == 0)
		rc = put_all(dump);
	if (rc < 0)
		(void)err_set(detail, rc, "%s",
		    txn_failure(txn)[0] != '\0' ? txn_failure(txn)
						: err_name(rc));
	else
		*ret_report = report;
	buf_done(&dump->text);
	arena_done(&dump->arena);
	arena_done(&dump->names);
	mem_free(dump->slots);
	mem_free(dump->roles);
	mem_free(dump);
	return rc;
}
