#include "store/fact/person.h"

#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "base/text.h"
#include "store/column/front.h"
#include "store/fact/name.h"
#include "store/index/index.h"
#include "store/lmdb.h"
#include "store/load/load_index.h"
#include "store/meta.h"
#include "store/pipeline/known.h"
#include "store/posting/ordinal.h"
#include "store/rights/scrub.h"
#include "store/rights/suppress.h"
#include "store/rights/sweep.h"
#include "store/score/score.h"
#include "store/store_internal.h"
#include "store/upkeep/compact.h"
#include "store/value/dictionary.h"
#include "store/value/packer.h"
#include "store/value/value.h"

char *
store_person_fold_login(struct arena *arena, const char *login)
{
	return text_fold(arena, login, strlen(login));
}

/* ---- reading ---- */

int
store_person_decode(struct txn *txn, int64_t id, struct slice value,
    struct arena *arena, struct person *ret_person, uint32_t *ret_ordinal)
{
	struct slice record;

	if (!ordinal_split(value, id, ret_ordinal, &record))
		return value_corrupt(txn);
	return value_decode(txn, record, &person_record, arena, ret_person);
}

int
packer_decode_person(struct packer *packer, int64_t id, struct slice value,
    bool only_front, struct arena *arena, struct person *ret_person)
{
	struct slice record;
	uint32_t ordinal;

	if (!ordinal_split(value, id, &ordinal, &record))
		return ERR_CORRUPT;
	return packer_decode(packer, record, &person_record, only_front, arena,
	    ret_person);
}

int
packer_check_person(int64_t id, struct slice value)
{
	struct slice record, payload;
	uint32_t ordinal;

	return ordinal_split(value, id, &ordinal, &record)
	    ? packer_check(record, &payload)
	    : ERR_CORRUPT;
}

int
store_person_get_numbered(struct txn *txn, int64_t id, struct arena *arena,
    struct person *ret_person, uint32_t *ret_ordinal)
{
	struct slice value;
	struct key key;
	int rc;

	if (id <= 0)
		return ERR_NOTFOUND;
	key_id(&key, id);
	rc = db_get(txn, TABLE_PERSON, &key, &value);
	return rc < 0 ? rc
		      : store_person_decode(txn, id, value, arena, ret_person,
			    ret_ordinal);
}

int
store_person_get_brief(struct txn *txn, int64_t id, struct arena *arena,
    struct person *ret_person)
{
	uint32_t ordinal;

	return store_person_get_numbered(txn, id, arena, ret_person, &ordinal);
}

static void
readme_key(struct key *key, int64_t id)
{
	key_fact(key, &(struct fact_key){ id, FACT_README, 0 });
}

static int
get_readme(struct txn *txn, int64_t id, struct arena *arena,
    const char **ret_readme)
{
	struct slice stored, plain;
	struct key key;
	int rc;

	readme_key(&key, id);
	rc = db_get(txn, TABLE_FACT, &key, &stored);
	if (rc == ERR_NOTFOUND)
		return 0;
	if (rc == 0)
		rc = value_unpack(txn, stored, &plain);
	if (rc == 0)
		*ret_readme =
		    arena_text(arena, (const char *)plain.bytes, plain.len);
	return rc;
}

int
store_person_get(struct txn *txn, int64_t id, struct arena *arena,
    struct person *ret_person)
{
	struct person person;
	int rc;

	rc = store_person_get_brief(txn, id, arena, &person);
	if (rc == 0)
		rc = get_readme(txn, id, arena, &person.profile_readme);
	if (rc == 0)
		*ret_person = person;
	return rc;
}

static int
find_number(struct txn *txn, const char *text, int64_t *ret_id)
{
	struct slice value;
	struct key key;
	int64_t id;
	int rc;

	if (str_to_int(text, 1, INT64_MAX, &id) < 0)
		return ERR_NOTFOUND;
	key_id(&key, id);
	rc = db_get(txn, TABLE_PERSON, &key, &value);
	if (rc == 0)
		*ret_id = id;
	return rc;
}

/* Of names that wait only the process that loads knows: nobody is to be missed
 * who is to be forgotten, and no earlier bearer to be taken for them. */
static int
find_login(struct txn *txn, const char *folded, int64_t *ret_id)
{
	int rc = ERR_NOTFOUND;

	if (txn->store->names == NULL && store_load_is_unfinished(txn))
		rc = load_index_find_login(txn, folded, ret_id);
	return rc == ERR_NOTFOUND
	    ? store_name_find(txn, NAME_LOGIN, folded, ret_id)
	    : rc;
}

int
store_person_find(struct txn *txn, const char *login, int64_t *ret_id)
{
	struct arena arena = { 0 };
	int rc;

	if (login[0] == '@')
		login++;
	rc = find_login(txn, store_person_fold_login(&arena, login), ret_id);
	if (rc == ERR_NOTFOUND)
		rc = find_number(txn, login, ret_id);
	arena_done(&arena);
	return rc;
}

int
store_person_next(struct txn *txn, int64_t after, int64_t *ret_id)
{
	struct slice found, value;
	struct cursor *cursor;
	struct key key;
	int rc;

	if (after == INT64_MAX)
		return ERR_NOTFOUND;
	rc = cursor_open(txn, TABLE_PERSON, &cursor);
	if (rc < 0)
		return rc;
	key_id(&key, after < 0 ? 0 : after + 1);
	rc = cursor_seek(cursor, &key, &found, &value);
	if (rc == 0 && !key_id_parse(found, ret_id))
		rc = value_corrupt(txn);
	cursor_close(cursor);
	return rc;
}

/* ---- the index of logins ---- */

int
store_person_move_login(struct txn *txn, int64_t id, const char *old,
    const char *login)
{
	struct arena arena = { 0 };
	int rc = 0;

	if (old != NULL && (login == NULL || strcmp(old, login) != 0))
		rc = store_name_drop(txn, NAME_LOGIN,
		    store_person_fold_login(&arena, old), id);
	if (rc == 0 && login != NULL && login[0] != '\0')
		rc = store_name_put(txn, NAME_LOGIN,
		    store_person_fold_login(&arena, login), id);
	arena_done(&arena);
	return rc;
}

/* ---- writing ---- */

int
store_person_admit(struct txn *txn, int64_t id, const char *login)
{
	if (id <= 0)
		return ERR_INVAL;
	return suppress_check(txn, id, login);
}

int
store_person_count(struct txn *txn, const struct person *old,
    const struct person *new)
{
	int64_t refusals = (new->refusal != NULL) - (old->refusal != NULL);
	int64_t profiles = (new->fetched_at != 0) - (old->fetched_at != 0);
	int rc;

	rc = meta_count(txn, COUNT_REFUSALS, refusals);
	return rc < 0 ? rc : meta_count(txn, COUNT_PROFILES, profiles);
}

static int
put_readme(struct txn *txn, int64_t id, const char *readme)
{
	struct slice stored;
	struct key key;
	int rc;

	readme_key(&key, id);
	if (readme == NULL || readme[0] == '\0')
		return db_drop(txn, TABLE_FACT, &key);
	rc = value_pack_as(txn, VALUE_REPOSITORY,
	    (struct slice){ (const uint8_t *)readme, strlen(readme) }, &stored);
	return rc < 0 ? rc : db_put(txn, TABLE_FACT, &key, stored);
}

int
store_person_write(struct txn *txn, uint32_t ordinal,
    const struct person *person)
{
	struct person brief = *person;
	uint8_t head[ORDINAL_HEAD];
	struct slice stored;
	struct key key;
	int rc;

	brief.profile_readme = NULL;
	rc = value_pack_record(txn, &person_record, &brief, &stored);
	if (rc < 0)
		return rc;
	key_id(&key, person->id);
	ordinal_write(ordinal, person->id, head);
	return db_put_parts(txn, TABLE_PERSON, &key,
	    (struct slice){ head, ORDINAL_HEAD }, stored);
}

static int
write_person(struct txn *txn, uint32_t ordinal, const struct person *old,
    const struct person *person)
{
	int rc = store_person_write(txn, ordinal, person);

	if (rc == 0)
		rc = put_readme(txn, person->id, person->profile_readme);
	if (rc == 0)
		rc = store_person_move_login(txn, person->id, old->login,
		    person->login);
	if (rc == 0)
		rc = store_person_count(txn, old, person);
	return rc;
}

static int64_t
earlier(int64_t a, int64_t b)
{
	if (a == 0 || b == 0)
		return a == 0 ? b : a;
	return a < b ? a : b;
}

/* What is stored of somebody who is put. */
struct stored {
	struct person person; /* zeroed: none, or one that can't be read */
	uint32_t ordinal;
	bool is_corrupt;
};

static int
read_stored(struct txn *txn, int64_t id, struct arena *arena,
    struct stored *ret_stored)
{
	int rc;

	*ret_stored = (struct stored){ .ordinal = ORDINAL_NONE };
	rc = store_person_get_numbered(txn, id, arena, &ret_stored->person,
	    &ret_stored->ordinal);
	/* A corrupt record is replaced by what is known now. */
	ret_stored->is_corrupt = rc == ERR_CORRUPT;
	if (rc < 0)
		ret_stored->person = (struct person){ 0 };
	return rc == ERR_NOTFOUND || rc == ERR_CORRUPT ? 0 : rc;
}

/* An ordinal for somebody who has none; what the pipeline kept of a purged one
 * is theirs again. */
static int
number(struct txn *txn, int64_t id, uint32_t *ret_ordinal)
{
	int rc = ordinal_take(txn, ret_ordinal);

	return rc < 0 ? rc : index_pipeline_again(txn, *ret_ordinal, id);
}

int
store_person_unnumber(struct txn *txn, int64_t id)
{
	uint32_t ordinal = ORDINAL_NONE;
	int rc;

	rc = ordinal_get(txn, id, &ordinal);
	/* One that can't be read is never used again. */
	if (rc == ERR_NOTFOUND || rc == ERR_CORRUPT)
		return 0;
	/* What is kept whole went with the records. */
	if (rc == 0)
		rc = posting_clear_chunk(txn, ordinal);
	if (rc == 0)
		rc = front_erase(txn, ordinal);
	return rc < 0 ? rc : ordinal_release(txn, ordinal);
}

static int
index_profile(struct txn *txn, uint32_t ordinal, const struct stored *old,
    const struct person *new)
{
	const struct posting_term words = { .space = POSTING_COMPANY,
		.is_prefix = true };
	const struct posting_term whole = { .space = POSTING_EMPLOYER,
		.is_prefix = true };
	int rc = 0;

	if (old->is_corrupt)
		rc = posting_clear(txn, ordinal, &words);
	if (old->is_corrupt && rc == 0)
		rc = posting_clear(txn, ordinal, &whole);
	return rc < 0
	    ? rc
	    : index_company(txn, ordinal, old->person.company, new->company);
}

/* Of one who refuses nothing else is kept. */
static int
put_refusing(struct txn *txn, const struct stored *old,
    const struct person *person, struct arena *arena)
{
	struct person new = { .id = person->id,
		.refusal = person->refusal,
		.refused_at = person->refused_at };
	int rc;

	scrub_incoming(txn, &person_record, arena, &new);
	rc = store_person_strip(txn, person->id, true);
	if (rc == 0)
		rc = store_person_unnumber(txn, person->id);
	/* Of one who was not known nothing is in unused pages. */
	if (rc == 0 && (old->ordinal != ORDINAL_NONE || old->is_corrupt))
		rc = compact_call_for(txn);
	if (rc == 0)
		rc = write_person(txn, ORDINAL_NONE, &old->person, &new);
	if (rc == 0 && old->person.login != NULL)
		rc = store_sweep_call_for(txn, &old->person);
	return rc;
}

static int
put_profile(struct txn *txn, const struct stored *old,
    const struct person *person, struct arena *arena)
{
	struct person new = *person;
	uint32_t ordinal = old->ordinal;
	int rc = 0;

	new.first_seen = earlier(old->person.first_seen, person->first_seen);
	if (new.first_seen == 0)
		new.first_seen = clock_wall();
	scrub_incoming(txn, &person_record, arena, &new);
	if (ordinal == ORDINAL_NONE)
		rc = number(txn, person->id, &ordinal);
	if (rc == 0)
		rc = write_person(txn, ordinal, &old->person, &new);
	if (rc == 0)
		rc = index_profile(txn, ordinal, old, &new);
	/* Who is a bot or gone is not listed from now on. */
	if (rc == 0 && (person->bot_reason != NULL || person->vanished_at != 0))
		rc = store_person_strip(txn, person->id, false);
	return rc == 0 ? store_known_recognise(txn, &new) : rc;
}

int
store_person_put(struct txn *txn, const struct person *person)
{
	struct arena arena = { 0 };
	struct stored old;
	int rc;

	rc = store_person_admit(txn, person->id, person->login);
	if (rc < 0)
		return rc;
	rc = read_stored(txn, person->id, &arena, &old);
	if (rc == 0)
		rc = person->refusal != NULL && person->refusal[0] != '\0'
		    ? put_refusing(txn, &old, person, &arena)
		    : put_profile(txn, &old, person, &arena);
	arena_done(&arena);
	return rc;
}

int
store_person_ensure(struct txn *txn, int64_t id, uint32_t *ret_ordinal)
{
	struct person bare = { .id = id };
	uint32_t ordinal = ORDINAL_NONE;
	int rc;

	rc = store_person_admit(txn, id, NULL);
	if (rc < 0)
		return rc;
	rc = ordinal_get(txn, id, &ordinal);
	if (rc == 0 && ordinal == ORDINAL_NONE)
		return ERR_BLOCKED; /* refuses */
	if (rc == ERR_NOTFOUND) {
		bare.first_seen = clock_wall();
		rc = number(txn, id, &ordinal);
		if (rc == 0)
			rc = store_person_write(txn, ordinal, &bare);
	}
	if (rc == 0)
		*ret_ordinal = ordinal;
	return rc;
}

int
store_person_put_gists(struct txn *txn, int64_t id, const char *gists)
{
	struct arena arena = { 0 };
	struct person person;
	uint32_t ordinal;
	int rc;

	rc = store_person_get_numbered(txn, id, &arena, &person, &ordinal);
	if (rc == 0) {
		person.gists = gists;
		rc = store_person_write(txn, ordinal, &person);
	}
	arena_done(&arena);
	return rc == ERR_LIMIT ? 0 : rc;
}

/* ---- erasing ---- */

int
store_person_drop_facts(struct txn *txn, int64_t id)
{
	struct key key;
	int64_t works, others;
	int rc = index_facts_take(txn, id);

	if (rc < 0)
		return rc;
	key_fact_kind_prefix(&key, id, FACT_WORK);
	rc = db_drop_prefix(txn, TABLE_FACT, &key, &works);
	if (rc == 0)
		rc = meta_count(txn, COUNT_WORKS, -works);
	key_fact_prefix(&key, id);
	if (rc == 0)
		rc = db_drop_prefix(txn, TABLE_FACT, &key, &others);
	return rc;
}

int
store_person_strip(struct txn *txn, int64_t id, bool facts)
{
	int rc;

	rc = store_score_drop_all(txn, id);
	if (rc == 0 && facts)
		rc = store_person_drop_facts(txn, id);
	if (rc == 0 && facts)
		rc = store_lead_drop(txn, id, true);
	return rc;
}
