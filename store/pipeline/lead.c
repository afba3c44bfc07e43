/*
 * The pipeline.  A record a role and person, and one a person for all roles
 * (role number 0), which holds a decline, the latest notice, and who is known.
 */
#include "store/pipeline/lead.h"

#include <string.h>

#include "base/array.h"
#include "base/clock.h"
#include "base/str.h"
#include "store/fact/person.h"
#include "store/index/index.h"
#include "store/lmdb.h"
#include "store/pipeline/search.h"
#include "store/posting/ordinal.h"
#include "store/rights.h"
#include "store/score/role.h"
#include "store/store.h"
#include "store/upkeep/compact.h"
#include "store/value/value.h"

static const struct record_field note_fields[] = {
	RECORD_ONE(1, RECORD_TIME, note, at),
	RECORD_ONE(2, RECORD_TEXT, note, text),
};
static const struct record_type note_record = RECORD_TYPE(note, note_fields);

static const struct record_field lead_fields[] = {
	RECORD_ONE(1, RECORD_INT, lead, status),
	RECORD_ONE(2, RECORD_TIME, lead, status_at),
	RECORD_ONE(3, RECORD_TIME, lead, contacted_at),
	RECORD_ONE(4, RECORD_TIME, lead, noticed_at),
	RECORD_ONE(5, RECORD_TEXT, lead, status_reason),
	RECORD_ONE(6, RECORD_TEXT, lead, owner),
	RECORD_MANY(7, RECORD_TEXTS, lead, tags, n_tags, NULL),
	RECORD_MANY(8, RECORD_LIST, lead, notes, n_notes, &note_record),
	RECORD_ONE(9, RECORD_TIME, lead, known_at),
	RECORD_ONE(10, RECORD_TIME, lead, applied_at),
	RECORD_ONE(11, RECORD_BOOL, lead, is_not_known),
};
const struct record_type lead_record = RECORD_TYPE(lead, lead_fields);

enum {
	ALL_ROLES = 0,
	LEAD_MAX_BYTES = 16 * 1024 * 1024 /* more than a value may have */
};

/* None is zeroed and 0. */
int
store_lead_get_own(struct txn *txn, uint16_t role, int64_t person,
    struct arena *arena, struct lead *ret_lead)
{
	struct key key;
	int rc;

	key_lead(&key, person, role);
	rc = value_get(txn, TABLE_LEAD, &key, &lead_record, arena, ret_lead);
	if (rc == ERR_NOTFOUND) {
		*ret_lead = (struct lead){ 0 };
		return 0;
	}
	/* Statuses are compared and named all over: none may be unknown. */
	if (rc == 0 &&
	    (ret_lead->status < 0 || ret_lead->status >= STATUS_COUNT))
		rc = value_corrupt(txn);
	return rc;
}

int
store_lead_put_own(struct txn *txn, uint16_t role, int64_t person,
    const struct lead *lead)
{
	uint32_t ordinal;
	struct key key;
	int rc;

	key_lead(&key, person, role);
	rc = value_put(txn, TABLE_LEAD, &key, &lead_record, lead);
	if (rc == 0)
		rc = ordinal_get(txn, person, &ordinal);
	if (rc == 0)
		rc = index_pipeline(txn, ordinal, role, true);
	/* Who was purged is indexed when they are met again. */
	return rc == ERR_NOTFOUND || rc == ERR_CORRUPT ? 0 : rc;
}

static int
drop_record(struct txn *txn, int64_t person, const struct key *key)
{
	int64_t whose;
	uint32_t ordinal;
	uint16_t role;
	int rc;

	rc = db_drop(txn, TABLE_LEAD, key);
	if (rc == 0)
		rc = compact_call_for(txn);
	if (rc < 0 || !key_lead_parse(key_slice(key), &whose, &role))
		return rc;
	rc = ordinal_get(txn, person, &ordinal);
	if (rc == 0)
		rc = index_pipeline(txn, ordinal, role, false);
	return rc == ERR_NOTFOUND || rc == ERR_CORRUPT ? 0 : rc;
}

bool
store_lead_is_beyond_new(const struct lead *lead)
{
	return lead->status != STATUS_NEW || lead->contacted_at != 0 ||
	    lead->noticed_at != 0;
}

bool
store_lead_hides_score(const struct lead *lead)
{
	return lead->applied_at != 0 || lead->status == STATUS_APPLICANT ||
	    lead->status == STATUS_HIRED;
}

void
store_score_hide(struct score *score)
{
	score->score = score->coverage = 0;
	score->band = BAND_NONE;
	score->is_out = false;
	score->out_reason = NULL;
	score->must_missing = NULL;
	score->n_must_missing = 0;
	memset(score->signals, 0, sizeof(score->signals));
}

/* Since when an applicant, once the status is what it is now. */
static int64_t
applied_since(const struct lead *old, const struct lead *new)
{
	switch ((enum status) new->status) {
	case STATUS_NEW:
	case STATUS_SHORTLISTED:
	case STATUS_CONTACTED:
	case STATUS_REPLIED:
		return 0;
	case STATUS_APPLICANT:
	case STATUS_HIRED:
		if (old->applied_at != 0)
			return old->applied_at;
		return new->status_at != 0 ? new->status_at : clock_wall();
	case STATUS_NOT_A_FIT:
	case STATUS_DECLINED:
	case STATUS_DO_NOT_CONTACT:
	case STATUS_COUNT:
		break;
	}
	return old->applied_at;
}

/* The person's record after `key` (an empty key: the first); a cursor is not
 * relied on across a write. */
static int
next_of(struct txn *txn, int64_t person, struct key *key)
{
	struct slice found, value;
	struct cursor *cursor;
	struct key prefix;
	int rc;

	key_lead_prefix(&prefix, person);
	rc = cursor_open(txn, TABLE_LEAD, &cursor);
	if (rc < 0)
		return rc;
	rc = cursor_seek(cursor, key->len > 0 ? key : &prefix, &found, &value);
	if (rc == 0 && key->len > 0 && key_equal(key, found))
		rc = cursor_next(cursor, &found, &value);
	if (rc == 0 && key_prefixes(&prefix, found))
		key_from_slice(key, found);
	else if (rc == 0)
		rc = ERR_NOTFOUND;
	cursor_close(cursor);
	return rc;
}

int
store_lead_drop(struct txn *txn, int64_t id, bool all)
{
	struct arena arena = { 0 };
	struct key key = { 0 };
	int rc;

	while ((rc = next_of(txn, id, &key)) == 0) {
		struct lead lead;

		rc = value_get(txn, TABLE_LEAD, &key, &lead_record, &arena,
		    &lead);
		if (rc != 0 && rc != ERR_CORRUPT)
			break;
		if (!all && rc == 0 && store_lead_is_beyond_new(&lead))
			continue;
		rc = drop_record(txn, id, &key);
		if (rc != 0)
			break;
	}
	arena_done(&arena);
	return rc == ERR_NOTFOUND ? store_search_forget(txn, id) : rc;
}

/* A role that nobody was scored for has no number and no records. */
int
store_lead_role(struct txn *txn, const char *role, bool make,
    uint16_t *ret_number)
{
	struct role_slot slot = { 0 };
	int rc = 0;

	if (role[0] != '\0')
		rc = make ? store_role_make(txn, role, &slot)
			  : store_role_find(txn, role, &slot);
	if (rc == 0)
		*ret_number = slot.slot.role;
	return rc;
}

static int64_t
later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* One who asked not to be contacted has no record left but the hash. */
static int
check_suppressed(struct txn *txn, int64_t person, struct lead *lead)
{
	struct slice value;
	struct key key;
	int rc;

	key_id(&key, person);
	rc = db_get(txn, TABLE_PERSON, &key, &value);
	if (rc == ERR_NOTFOUND && store_is_suppressed(txn, person, NULL))
		lead->status = STATUS_DO_NOT_CONTACT;
	return rc == ERR_NOTFOUND ? 0 : rc;
}

int
store_lead_read(struct txn *txn, uint16_t role, int64_t person,
    struct arena *arena, struct lead *ret_lead)
{
	struct lead lead = { 0 }, all = { 0 };
	int rc = 0;

	if (role != ALL_ROLES)
		rc = store_lead_get_own(txn, role, person, arena, &lead);
	if (rc == 0)
		rc = store_lead_get_own(txn, ALL_ROLES, person, arena, &all);
	if (rc < 0)
		return rc;
	if (role == ALL_ROLES)
		lead = all;
	if (all.status != STATUS_NEW) {
		lead.status = all.status;
		lead.status_at = all.status_at;
		lead.status_reason = all.status_reason;
	}
	lead.noticed_at = later(lead.noticed_at, all.noticed_at);
	lead.known_at = all.known_at;
	lead.is_not_known = all.is_not_known;
	*ret_lead = lead;
	return 0;
}

int
store_lead_get(struct txn *txn, const char *role, int64_t person,
    struct arena *arena, struct lead *ret_lead)
{
	uint16_t number = ALL_ROLES;
	int rc;

	*ret_lead = (struct lead){ 0 };
	if (person <= 0)
		return 0;
	rc = store_lead_role(txn, role, false, &number);
	if (rc < 0 && rc != ERR_NOTFOUND)
		return rc;
	rc = store_lead_read(txn, number, person, arena, ret_lead);
	if (rc == 0 && ret_lead->status == STATUS_NEW)
		rc = check_suppressed(txn, person, ret_lead);
	return rc;
}

/* ---- writing ---- */

/* What a change is called in the journal: the most telling part of it. */
static const char *
action_of(const struct lead *old, const struct lead *new)
{
	if (old->status != new->status ||
	    old->contacted_at != new->contacted_at ||
	    !str_equal(old->status_reason, new->status_reason))
		return "mark";
	if (old->noticed_at != new->noticed_at)
		return "notice";
	if (old->known_at != new->known_at ||
	    old->is_not_known != new->is_not_known)
		return "known";
	if (!str_equal(old->owner, new->owner))
		return "assign";
	if (old->n_notes != new->n_notes)
		return "note";
	return "tag";
}

/* "added", "removed", "changed"; NULL: the same. */
static const char *
change_of(size_t old, size_t new, bool is_same)
{
	if (is_same)
		return NULL;
	return old < new ? "added" : old > new ? "removed" : "changed";
}

static bool
same_tags(const struct lead *old, const struct lead *new)
{
	for (size_t i = 0; i < old->n_tags && i < new->n_tags; i++)
		if (!str_equal(old->tags[i], new->tags[i]))
			return false;
	return old->n_tags == new->n_tags;
}

/* Texts that people wrote stay out of the journal, what was done to them
 * doesn't. */
static void
describe(const struct lead *old, const struct lead *new, struct buf *out)
{
	const struct {
		const char *what;
		const char *change;
	} changes[] = {
		{ "reason",
		    change_of(old->status_reason != NULL,
			new->status_reason != NULL,
			str_equal(old->status_reason, new->status_reason)) },
		{ "owner",
		    change_of(old->owner != NULL, new->owner != NULL,
			str_equal(old->owner, new->owner)) },
		{ "note",
		    change_of(old->n_notes, new->n_notes,
			old->n_notes == new->n_notes) },
		{ "tag",
		    change_of(old->n_tags, new->n_tags, same_tags(old, new)) },
	};
	const char *comma = ": ";

	if (old->status != new->status) {
		buf_format(out, ": %s -> %s",
		    status_name((enum status)old->status),
		    status_name((enum status) new->status));
		comma = ", ";
	}
	for (size_t i = 0; i < COUNT(changes); i++)
		if (changes[i].change != NULL) {
			buf_format(out, "%s%s %s", comma, changes[i].what,
			    changes[i].change);
			comma = ", ";
		}
	if (new->is_not_known && !old->is_not_known)
		buf_format(out, "%sknown no longer", comma);
}

static int
journal(struct txn *txn, const char *role, int64_t person,
    const struct lead *old, const struct lead *new)
{
	struct buf text;
	int rc;

	buf_init(&text, 1024);
	buf_format(&text, "role %s", role[0] != '\0' ? role : "(all)");
	describe(old, new, &text);
	rc = store_journal_add(txn, action_of(old, new), person, text.data);
	buf_done(&text);
	return rc;
}

/*
 * A decline is kept for all roles alone, so that the role's own status is
 * there again if the decline is taken back.
 */
static int
put_split(struct txn *txn, uint16_t role, int64_t person,
    const struct lead *lead)
{
	struct arena arena = { 0 };
	struct lead own = *lead, was, all;
	bool declines = lead->status == STATUS_DECLINED;
	int rc;

	rc = store_lead_get_own(txn, ALL_ROLES, person, &arena, &all);
	if (rc == 0)
		rc = store_lead_get_own(txn, role, person, &arena, &was);
	if (rc == 0) {
		if (declines || all.status == STATUS_DECLINED) {
			all.status = declines ? STATUS_DECLINED : STATUS_NEW;
			all.status_at = lead->status_at;
			all.status_reason = lead->status_reason;
		}
		if (declines) {
			own.status = was.status;
			own.status_at = was.status_at;
			own.status_reason = was.status_reason;
		}
		own.known_at = 0; /* the other record's alone */
		own.is_not_known = false;
		all.noticed_at = later(all.noticed_at,
		    later(lead->noticed_at, lead->contacted_at));
		rc = store_lead_put_own(txn, role, person, &own);
	}
	if (rc == 0)
		rc = store_lead_put_own(txn, ALL_ROLES, person, &all);
	arena_done(&arena);
	return rc;
}

int
store_lead_admit(struct txn *txn, int64_t person)
{
	struct arena arena = { 0 };
	struct person found;
	int rc;

	rc = store_person_admit(txn, person, NULL);
	if (rc == 0)
		rc = store_person_get_brief(txn, person, &arena, &found);
	if (rc == 0 && found.refusal != NULL)
		rc = ERR_BLOCKED;
	arena_done(&arena);
	return rc;
}

/* What changes nothing is neither written nor journalled. */
static bool
is_same(const struct lead *old, const struct lead *new)
{
	struct buf a, b;
	bool is_same;

	buf_init(&a, LEAD_MAX_BYTES);
	buf_init(&b, LEAD_MAX_BYTES);
	record_encode(&lead_record, old, &a);
	record_encode(&lead_record, new, &b);
	is_same = a.len == b.len &&
	    (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
	buf_done(&a);
	buf_done(&b);
	return is_same;
}

static int
put_checked(struct txn *txn, const char *role, int64_t person,
    const struct lead *lead)
{
	struct arena arena = { 0 };
	struct lead old, new = *lead;
	uint16_t number;
	int rc;

	rc = store_lead_role(txn, role, true, &number);
	if (rc == 0)
		rc = store_lead_read(txn, number, person, &arena, &old);
	if (rc == 0) {
		new.applied_at = applied_since(&old, lead);
		if (is_same(&old, &new))
			goto out;
		rc = journal(txn, role, person, &old, &new);
	}
	if (rc == 0)
		rc = number == ALL_ROLES
		    ? store_lead_put_own(txn, ALL_ROLES, person, &new)
		    : put_split(txn, number, person, &new);
out:
	arena_done(&arena);
	return rc;
}

int
store_lead_put(struct txn *txn, const char *role, int64_t person,
    const struct lead *lead)
{
	int rc;

	if (lead->status < 0 || lead->status >= STATUS_COUNT)
		return ERR_INVAL;
	rc = store_lead_admit(txn, person);
	if (rc == 0)
		rc = put_checked(txn, role, person, lead);
	if (rc == 0 && lead->status == STATUS_DO_NOT_CONTACT)
		rc = store_forget(txn, person, true);
	return rc;
}
