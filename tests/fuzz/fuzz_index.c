/* Blocks of postings, containers, lists, entries of columns and keys, whose
 * checksums are right: refused, or all readers agree on what is in them. */
#include <string.h>

#include "store/column/column_entry.h"
#include "store/posting/bits.h"
#include "store/posting/posting_block.h"
#include "store/posting/posting_list.h"
#include "tests/fuzz/fuzz.h"

enum {
	CHUNKS = 4,
	OUT_BYTES = 1 << 20
};

/* ---- sets ---- */

static void
check_forms(struct slice container, const struct bits *set)
{
	static uint16_t offsets[CHUNK_BITS];
	size_t n, count = bits_count(set), at = 0;
	struct bits all, again;
	bool has;

	MUST(bits_decode_count(container, &n) && n == count);
	bits_fill(&all, CHUNK_BITS);
	MUST(bits_decode_common(container, &all, &n) && n == count);
	if (bits_next(set, &at))
		MUST(bits_decode_has(container, at, &has) && has);
	if (bits_decode_sorted(container, offsets, &n)) {
		MUST(n == count);
		bits_clear(&again);
		for (size_t i = 0; i < n; i++)
			bits_set(&again, offsets[i]);
		MUST(memcmp(&again, set, sizeof(again)) == 0);
		MUST(bits_decode_few(container, offsets, n, &n) && n == count);
	}
}

/* One member more or less is as if all were written anew. */
static void
check_changed(struct slice container, const struct bits *set, size_t offset,
    bool has)
{
	struct bits changed = *set;
	struct buf one, two;

	buf_init(&one, OUT_BYTES);
	buf_init(&two, OUT_BYTES);
	if (has)
		bits_set(&changed, offset);
	else
		bits_drop(&changed, offset);
	if (!bits_is_empty(&changed))
		bits_encode(&changed, &two);
	if (bits_encode_changed(container, offset, has, &one)) {
		MUST(one.len == two.len);
		MUST(one.len == 0 || memcmp(one.data, two.data, one.len) == 0);
	}
	buf_done(&one);
	buf_done(&two);
}

/* As the store has it; `spot` is anywhere. */
static void
check_written(struct slice container, const struct bits *set, size_t spot)
{
	struct bits again;
	size_t at = spot;

	MUST(container.len <= CONTAINER_MAX);
	bits_clear(&again);
	if (!bits_is_empty(set))
		MUST(bits_decode_or(container, &again));
	MUST(memcmp(&again, set, sizeof(again)) == 0);
	if (bits_is_empty(set))
		return;
	check_changed(container, set, spot, true);
	if (bits_next(set, &at))
		check_changed(container, set, at, false);
}

static void
check_damaged(struct slice container)
{
	struct buf out;

	buf_init(&out, OUT_BYTES);
	for (size_t at = 0; at < CHUNK_BITS; at += CHUNK_BITS / 7)
		(void)bits_encode_changed(container, at, at % 2 == 0, &out);
	buf_done(&out);
}

static void
check_container(struct slice container)
{
	struct bits set;
	struct buf out;
	size_t n;
	bool has;

	bits_clear(&set);
	if (!bits_decode_or(container, &set)) {
		(void)bits_decode_count(container, &n);
		(void)bits_decode_common(container, &set, &n);
		(void)bits_decode_has(container, CHUNK_BITS - 1, &has);
		check_damaged(container);
		return;
	}
	check_forms(container, &set);
	n = key_get_be(container.bytes + container.len - 2, 2) % CHUNK_BITS;
	buf_init(&out, OUT_BYTES);
	bits_encode(&set, &out);
	check_written((struct slice){ (const uint8_t *)out.data, out.len },
	    &set, n);
	buf_done(&out);
}

static void
check_list(struct slice value)
{
	static struct posting_list list;
	static uint16_t offsets[POSTING_WHOLE_MOST];
	static struct bits sets[CHUNKS];
	struct gaps_reader reader;
	uint32_t first, at = UINT32_MAX;
	size_t n, below = 0, common;
	int rc;

	for (size_t i = 0; i < CHUNKS; i++)
		bits_fill(&sets[i], CHUNK_BITS);
	rc = posting_list_common(value, sets, CHUNKS, &common, &first);
	if (posting_list_open(value, &reader))
		(void)posting_list_seek(&reader, CHUNKS - 1, &at);
	if (!posting_list_decode(value, &list)) {
		(void)posting_list_offsets(value, 1, offsets, &n);
		return;
	}
	for (uint32_t i = 0; i < CHUNKS; i++) {
		MUST(posting_list_offsets(value, i, offsets, &n));
		below += n;
	}
	if (list.n == 0)
		MUST(rc == ERR_NOTFOUND);
	else if (list.ordinals[list.n - 1] >= CHUNKS * CHUNK_BITS)
		MUST(rc == ERR_CORRUPT);
	else
		MUST(rc == 0 && common == list.n && below == list.n);
}

/* ---- blocks ---- */

static void
check_block(struct slice block)
{
	uint8_t first[BLOCK_KEY_MAX];
	struct block_reader reader;
	struct slice container;
	size_t n = 0, first_len = 0;
	int rc;

	MUST(block_is_sound(block));
	for (block_open(&reader, block); block_next(&reader); n++) {
		MUST(reader.key_len <= BLOCK_KEY_MAX);
		MUST(reader.container.bytes + reader.container.len <=
		    block.bytes + block.len);
		if (n == 0) {
			first_len = reader.key_len;
			memcpy(first, reader.key, first_len);
		}
		rc = block_find_again(block,
		    (struct slice){ reader.key, reader.key_len }, &container);
		MUST(rc == 0 || rc == ERR_NOTFOUND || rc == ERR_CANCELED);
		check_container(reader.container);
		check_list(reader.container);
	}
	if (n == 0)
		return;
	MUST(block_find_again(block, (struct slice){ first, first_len },
		 &container) == 0);
	block_open(&reader, block);
	MUST(block_next(&reader));
	MUST(block_skip(&reader, (struct slice){ first, first_len }, n) <= n);
}

/* ---- entries and keys ---- */

static void
check_entry(const uint8_t *bytes)
{
	uint8_t entry[COLUMN_CARD_BYTES], again[COLUMN_CARD_BYTES];
	struct place_in_rank place;
	struct measured measured;
	struct card card;

	memcpy(entry, bytes, sizeof(entry));
	column_card_seal(entry);
	MUST(column_is_card(entry) == (entry[0] <= 0x7F));
	if (column_card(entry, &card, &place)) {
		column_card_encode(&card, place, again);
		MUST(column_is_card(again));
		MUST(column_number(again, COLUMN_PERSON) ==
		    column_number(entry, COLUMN_PERSON));
		MUST(column_number(again, COLUMN_SCORE) ==
		    column_number(entry, COLUMN_SCORE));
	}
	(void)column_measured(entry, &measured);
}

static void
check_keys(struct slice bytes)
{
	struct posting_key posting;
	struct column_key column;
	struct score_key score;
	struct ready_key ready;
	struct rank_key rank;
	struct fact_key fact;
	enum name_kind kind;
	struct slice name;
	int64_t a, b;
	uint16_t role;
	bool is_bearer;

	(void)key_id_parse(bytes, &a);
	(void)key_short_id_parse(bytes, &a);
	(void)key_name_parse(bytes, &kind, &is_bearer);
	(void)key_fact_parse(bytes, &fact);
	(void)key_score_parse(bytes, &score);
	(void)key_rank_parse(bytes, &rank);
	(void)key_posting_parse(bytes, &posting);
	(void)key_column_parse(bytes, &column);
	(void)key_lead_parse(bytes, &a, &role);
	(void)key_task_parse(bytes, &a, &b);
	(void)key_ready_parse(bytes, &ready);
	(void)key_journal_parse(bytes, &a);
	(void)key_meta_parse(bytes, META_ROLE, &name);
	(void)key_listed_parse(bytes, &name, &role, &a);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct slice bytes = { data, size };
	struct buf block;

	check_container(bytes);
	check_list(bytes);
	check_keys(bytes);
	if (size >= COLUMN_CARD_BYTES)
		check_entry(data);
	buf_init(&block, OUT_BYTES);
	block_begin(&block);
	buf_add(&block, data, size);
	block_end(&block);
	check_block((struct slice){ (const uint8_t *)block.data, block.len });
	buf_done(&block);
	return 0;
}
