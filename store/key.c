#include "store/key.h"

#include <string.h>

#include "base/assert.h"

enum {
	ID_BYTES = 8,
	BEARER_KINDS = NAME_REPOSITORY, /* added to a kind of name */
	SLOT_BYTES = 3,
	FACT_BYTES = ID_BYTES + 1 + ID_BYTES,
	SCORE_BYTES = SLOT_BYTES + 1 + ID_BYTES,
	RANK_BYTES = SLOT_BYTES + 1 + 4 + ID_BYTES,
	COLUMN_BYTES = 1 + SLOT_BYTES + 4,
	LEAD_BYTES = ID_BYTES + 2,
	TASK_BYTES = 2 + ID_BYTES,
	READY_BYTES = 1 + 2 + 2 + 3 * ID_BYTES
};

static void
add(struct key *key, uint64_t value, size_t bytes)
{
	ASSERT(key->len + bytes <= KEY_MAX);
	key_put_be(key->bytes + key->len, value, bytes);
	key->len += bytes;
}

static void
add_bytes(struct key *key, const void *bytes, size_t len)
{
	ASSERT(key->len + len <= KEY_MAX);
	memcpy(key->bytes + key->len, bytes, len);
	key->len += len;
}

/* Two's complement with the sign bit flipped sorts as the number does. */
static uint64_t
ordered(int64_t value)
{
	return (uint64_t)value ^ (uint64_t)1 << 63;
}

static int64_t
from_ordered(uint64_t value)
{
	return (int64_t)(value ^ (uint64_t)1 << 63);
}

bool
key_equal(const struct key *key, struct slice slice)
{
	return slice.len == key->len &&
	    memcmp(slice.bytes, key->bytes, key->len) == 0;
}

bool
key_prefixes(const struct key *key, struct slice slice)
{
	return slice.len >= key->len &&
	    memcmp(slice.bytes, key->bytes, key->len) == 0;
}

struct slice
key_slice(const struct key *key)
{
	return (struct slice){ key->bytes, key->len };
}

void
key_from_slice(struct key *key, struct slice slice)
{
	key->len = 0;
	add_bytes(key, slice.bytes, slice.len);
}

bool
key_after_prefix(struct key *key)
{
	while (key->len > 0 && key->bytes[key->len - 1] == 0xFF)
		key->len--;
	if (key->len == 0)
		return false;
	key->bytes[key->len - 1]++;
	return true;
}

/* ---- ids and names ---- */

void
key_id(struct key *key, int64_t id)
{
	key->len = 0;
	add(key, (uint64_t)id, ID_BYTES);
}

bool
key_id_parse(struct slice slice, int64_t *ret_id)
{
	if (slice.len != ID_BYTES || slice.bytes[0] > 0x7F)
		return false;
	*ret_id = (int64_t)key_get_be(slice.bytes, ID_BYTES);
	return true;
}

void
key_short_id(struct key *key, int64_t id)
{
	size_t bytes = ID_BYTES;

	while (bytes > 1 && (uint64_t)id >> (8 * (bytes - 1)) == 0)
		bytes--;
	key->len = 0;
	add(key, (uint64_t)id, bytes);
}

bool
key_short_id_parse(struct slice slice, int64_t *ret_id)
{
	if (slice.len == 0 || slice.len > ID_BYTES ||
	    (slice.len == ID_BYTES && slice.bytes[0] > 0x7F))
		return false;
	*ret_id = (int64_t)key_get_be(slice.bytes, slice.len);
	return true;
}

static void
add_text(struct key *key, const char *text)
{
	add_bytes(key, text, strnlen(text, KEY_TEXT_MAX));
}

void
key_name(struct key *key, enum name_kind kind, const char *folded)
{
	key->len = 0;
	add(key, (uint64_t)kind, 1);
	add_text(key, folded);
}

void
key_bearers_prefix(struct key *key, enum name_kind kind, const char *folded)
{
	key_name(key, kind, folded);
	key->bytes[0] = (uint8_t)(kind + BEARER_KINDS);
	add(key, 0, 1);
}

void
key_bearer(struct key *key, enum name_kind kind, const char *folded, int64_t id)
{
	key_bearers_prefix(key, kind, folded);
	add(key, (uint64_t)id, ID_BYTES);
}

bool
key_name_parse(struct slice slice, enum name_kind *ret_kind,
    bool *ret_is_bearer)
{
	size_t behind; /* the text */
	int kind;

	if (slice.len < 1)
		return false;
	kind = slice.bytes[0];
	*ret_is_bearer = kind > NAME_REPOSITORY;
	behind = *ret_is_bearer ? 1 + ID_BYTES : 0;
	if (*ret_is_bearer)
		kind -= BEARER_KINDS;
	if (kind < NAME_LOGIN || kind > NAME_REPOSITORY ||
	    slice.len < 2 + behind || slice.len > 1 + KEY_TEXT_MAX + behind)
		return false;
	*ret_kind = (enum name_kind)kind;
	return true;
}

/* ---- facts ---- */

void
key_fact_prefix(struct key *key, int64_t person)
{
	key_id(key, person);
}

void
key_fact_kind_prefix(struct key *key, int64_t person, enum fact_kind kind)
{
	key_id(key, person);
	add(key, (uint64_t)kind, 1);
}

void
key_fact(struct key *key, const struct fact_key *fact)
{
	key_fact_kind_prefix(key, fact->person, fact->kind);
	add(key, (uint64_t)fact->repository, ID_BYTES);
}

bool
key_fact_parse(struct slice slice, struct fact_key *ret_fact)
{
	const uint8_t *at = slice.bytes;

	if (slice.len != FACT_BYTES || at[0] > 0x7F ||
	    at[ID_BYTES] < FACT_README || at[ID_BYTES] > FACT_WORK ||
	    at[ID_BYTES + 1] > 0x7F)
		return false;
	ret_fact->person = (int64_t)key_get_be(at, ID_BYTES);
	ret_fact->kind = (enum fact_kind)at[ID_BYTES];
	ret_fact->repository = (int64_t)key_get_be(at + ID_BYTES + 1, ID_BYTES);
	return true;
}

/* ---- scores and ranks ---- */

static void
add_slot(struct key *key, struct slot slot)
{
	add(key, slot.role, 2);
	add(key, slot.generation, 1);
}

static void
add_ranking(struct key *key, struct slot slot)
{
	add(key, slot.role, 2);
	add(key, slot.ranking, 1);
}

static struct slot
slot_at(const uint8_t *at)
{
	return (struct slot){ (uint16_t)key_get_be(at, 2), at[2], 0 };
}

static struct slot
ranking_at(const uint8_t *at)
{
	return (struct slot){ (uint16_t)key_get_be(at, 2), 0, at[2] };
}

void
key_score_prefix(struct key *key, struct slot slot, enum score_part part)
{
	key->len = 0;
	add_slot(key, slot);
	add(key, (uint64_t)part, 1);
}

void
key_score(struct key *key, struct slot slot, enum score_part part,
    int64_t person)
{
	key_score_prefix(key, slot, part);
	add(key, (uint64_t)person, ID_BYTES);
}

bool
key_score_parse(struct slice slice, struct score_key *ret_score)
{
	const uint8_t *at = slice.bytes;

	if (slice.len != SCORE_BYTES || at[SLOT_BYTES] < SCORE_BRIEF ||
	    at[SLOT_BYTES] > SCORE_WHOLE || at[SLOT_BYTES + 1] > 0x7F)
		return false;
	ret_score->slot = slot_at(at);
	ret_score->part = (enum score_part)at[SLOT_BYTES];
	ret_score->person = (int64_t)key_get_be(at + SLOT_BYTES + 1, ID_BYTES);
	return true;
}

void
key_rank_prefix(struct key *key, struct slot slot)
{
	key->len = 0;
	add_ranking(key, slot);
}

void
key_rank(struct key *key, const struct rank_key *rank)
{
	key_rank_prefix(key, rank->slot);
	add(key, rank->place.tier, 1);
	add(key, UINT32_MAX - rank->place.score, 4);
	add(key, (uint64_t)rank->person, ID_BYTES);
}

bool
key_rank_parse(struct slice slice, struct rank_key *ret_rank)
{
	const uint8_t *at = slice.bytes;

	if (slice.len != RANK_BYTES || at[SLOT_BYTES + 5] > 0x7F)
		return false;
	ret_rank->slot = ranking_at(at);
	ret_rank->place.tier = at[SLOT_BYTES];
	ret_rank->place.score =
	    UINT32_MAX - (uint32_t)key_get_be(at + SLOT_BYTES + 1, 4);
	ret_rank->person = (int64_t)key_get_be(at + SLOT_BYTES + 5, ID_BYTES);
	return true;
}

/* ---- postings and columns ---- */

void
key_posting_chunk_prefix(struct key *key, uint32_t chunk)
{
	ASSERT(chunk <= KEY_CHUNK_WHOLE);
	key->len = 0;
	add(key, chunk, 2);
}

void
key_posting(struct key *key, const struct posting_key *posting)
{
	size_t len = posting->term.len;

	key_posting_chunk_prefix(key, posting->chunk);
	add(key, posting->space, 1);
	add_slot(key, posting->slot);
	if (len > 0)
		add_bytes(key, posting->term.bytes,
		    len < KEY_TEXT_MAX ? len : KEY_TEXT_MAX);
}

bool
key_posting_parse(struct slice slice, struct posting_key *ret_posting)
{
	const uint8_t *at = slice.bytes;

	if (slice.len < KEY_POSTING_HEAD ||
	    slice.len > KEY_POSTING_HEAD + KEY_TEXT_MAX)
		return false;
	ret_posting->chunk = (uint32_t)key_get_be(at, 2);
	ret_posting->space = at[2];
	ret_posting->slot = slot_at(at + 3);
	ret_posting->term = (struct slice){ at + KEY_POSTING_HEAD,
		slice.len - KEY_POSTING_HEAD };
	return true;
}

/* Whether it changes with a role's weights. */
static bool
is_of_ranking(uint8_t column_kind)
{
	return column_kind == COLUMN_CARD || column_kind == COLUMN_BRIEF;
}

void
key_column_prefix(struct key *key, uint8_t kind, struct slot slot)
{
	key->len = 0;
	add(key, kind, 1);
	if (is_of_ranking(kind))
		add_ranking(key, slot);
	else
		add_slot(key, slot);
}

void
key_column(struct key *key, const struct column_key *column)
{
	key_column_prefix(key, column->kind, column->slot);
	add(key, column->block, 4);
}

bool
key_column_parse(struct slice slice, struct column_key *ret_column)
{
	if (slice.len != COLUMN_BYTES)
		return false;
	ret_column->kind = slice.bytes[0];
	ret_column->slot = is_of_ranking(ret_column->kind)
	    ? ranking_at(slice.bytes + 1)
	    : slot_at(slice.bytes + 1);
	ret_column->block =
	    (uint32_t)key_get_be(slice.bytes + 1 + SLOT_BYTES, 4);
	return true;
}

/* ---- the pipeline ---- */

void
key_lead_prefix(struct key *key, int64_t person)
{
	key_id(key, person);
}

void
key_lead(struct key *key, int64_t person, uint16_t role)
{
	key_id(key, person);
	add(key, role, 2);
}

bool
key_lead_parse(struct slice slice, int64_t *ret_person, uint16_t *ret_role)
{
	if (slice.len != LEAD_BYTES || slice.bytes[0] > 0x7F)
		return false;
	*ret_person = (int64_t)key_get_be(slice.bytes, ID_BYTES);
	*ret_role = (uint16_t)key_get_be(slice.bytes + ID_BYTES, 2);
	return true;
}

/* ---- tasks ---- */

void
key_task(struct key *key, int64_t stage, int64_t subject)
{
	key->len = 0;
	add(key, (uint64_t)stage, 2);
	add(key, ordered(subject), ID_BYTES);
}

bool
key_task_parse(struct slice slice, int64_t *ret_stage, int64_t *ret_subject)
{
	if (slice.len != TASK_BYTES)
		return false;
	*ret_stage = (int64_t)key_get_be(slice.bytes, 2);
	*ret_subject = from_ordered(key_get_be(slice.bytes + 2, ID_BYTES));
	return true;
}

void
key_ready_list_prefix(struct key *key, enum ready_list list)
{
	key->len = 0;
	add(key, (uint64_t)list, 1);
}

void
key_ready_stage_prefix(struct key *key, enum ready_list list, int64_t stage)
{
	key_ready_list_prefix(key, list);
	add(key, (uint64_t)stage, 2);
}

void
key_ready_share_prefix(struct key *key, const struct ready_key *ready)
{
	key_ready_stage_prefix(key, ready->list, ready->stage);
	add(key, (uint64_t)ready->share, 2);
}

void
key_ready_priority_prefix(struct key *key, const struct ready_key *ready)
{
	key_ready_share_prefix(key, ready);
	add(key, ~ordered(ready->priority), ID_BYTES);
}

void
key_ready(struct key *key, const struct ready_key *ready)
{
	key_ready_priority_prefix(key, ready);
	add(key, ordered(ready->due), ID_BYTES);
	add(key, ordered(ready->subject), ID_BYTES);
}

bool
key_ready_parse(struct slice slice, struct ready_key *ret_ready)
{
	const uint8_t *at = slice.bytes;

	if (slice.len != READY_BYTES || at[0] < READY_PENDING ||
	    at[0] > READY_DEAD)
		return false;
	ret_ready->list = (enum ready_list)at[0];
	ret_ready->stage = (int64_t)key_get_be(at + 1, 2);
	ret_ready->share = (int64_t)key_get_be(at + 3, 2);
	ret_ready->priority = from_ordered(~key_get_be(at + 5, ID_BYTES));
	ret_ready->due = from_ordered(key_get_be(at + 13, ID_BYTES));
	ret_ready->subject = from_ordered(key_get_be(at + 21, ID_BYTES));
	return true;
}

/* ---- the rest ---- */

void
key_validator(struct key *key, const char *url,
    const uint8_t hash[static KEY_HASH_LEN])
{
	size_t len = strlen(url);

	key->len = 0;
	if (len <= KEY_URL_MAX) {
		add_bytes(key, url, len);
		return;
	}
	add_bytes(key, url, KEY_URL_MAX);
	add_bytes(key, hash, KEY_HASH_LEN);
}

void
key_suppressed(struct key *key, const uint8_t hash[static KEY_HASH_LEN])
{
	key->len = 0;
	add_bytes(key, hash, KEY_HASH_LEN);
}

void
key_journal(struct key *key, int64_t sequence)
{
	key_id(key, sequence);
}

bool
key_journal_parse(struct slice slice, int64_t *ret_sequence)
{
	return key_id_parse(slice, ret_sequence);
}

static const char *const meta_prefixes[] = { [META_SYSTEM] = "system/",
	[META_ROLE] = "role/",
	[META_COUNTER] = "count/",
	[META_VALUE] = "value/",
	[META_SEARCH] = "search/",
	[META_LISTED] = "listed/",
	[META_KNOWN] = "known/",
	[META_FRONT] = "front/" };

void
key_meta_prefix(struct key *key, enum meta_kind kind)
{
	key->len = 0;
	add_bytes(key, meta_prefixes[kind], strlen(meta_prefixes[kind]));
}

void
key_meta(struct key *key, enum meta_kind kind, const char *name)
{
	key_meta_prefix(key, kind);
	add_text(key, name);
}

bool
key_meta_parse(struct slice slice, enum meta_kind kind, struct slice *ret_name)
{
	struct key prefix;

	key_meta_prefix(&prefix, kind);
	if (!key_prefixes(&prefix, slice))
		return false;
	*ret_name =
	    (struct slice){ slice.bytes + prefix.len, slice.len - prefix.len };
	return true;
}

void
key_listed_prefix(struct key *key, const char *search)
{
	key_meta_prefix(key, META_LISTED);
	if (search == NULL)
		return;
	add_text(key, search);
	add(key, 0, 1);
}

void
key_listed(struct key *key, const char *search, uint16_t role, int64_t person)
{
	key_listed_prefix(key, search);
	add(key, role, 2);
	add(key, ordered(person), ID_BYTES);
}

bool
key_listed_parse(struct slice slice, struct slice *ret_search,
    uint16_t *ret_role, int64_t *ret_person)
{
	enum {
		TAIL = 1 + 2 + ID_BYTES
	};
	const uint8_t *at;
	struct slice rest;

	if (!key_meta_parse(slice, META_LISTED, &rest) || rest.len <= TAIL)
		return false;
	at = rest.bytes + rest.len - TAIL;
	if (at[0] != 0)
		return false;
	*ret_search = (struct slice){ rest.bytes, rest.len - TAIL };
	*ret_role = (uint16_t)key_get_be(at + 1, 2);
	*ret_person = from_ordered(key_get_be(at + 3, ID_BYTES));
	return true;
}
