/*
 * Cursors: where a list goes on.  Hex digits of
 *
 *   at  bytes
 *    0  1  form, 1
 *    1  1  1: among those who applied
 *    2  1  tier
 *    3  4  rank of the last one listed
 *    7  8  key of the order, as the bits of a double
 *   15  8  person
 *   23  6  a hash of these and of what was asked for
 *
 * Nothing in them is taken on trust: the hash finds mistakes, and any place in
 * a list may be asked for anyway.
 */
#include <string.h>

#include "base/str.h"
#include "store/column/card.h"
#include "store/query/query_run.h"
#include "store/secret.h"

enum {
	FORM = 1,
	BODY_BYTES = 23,
	CHECK_BYTES = 6,
	TOKEN_BYTES = BODY_BYTES + CHECK_BYTES,
	CHECKED_MAX = 16 * 1024
};

_Static_assert(2 * TOKEN_BYTES < QUERY_CURSOR_LEN, "a cursor has room");

/* The order of another query, role or weight is another order. */
static void
make_check(const struct run *run, const uint8_t body[static BODY_BYTES],
    uint8_t ret_check[static CHECK_BYTES])
{
	const struct query_options *options = run->source.options;
	const struct node *root = run->source.query->root;
	uint8_t hash[KEY_HASH_LEN];
	struct buf text;

	buf_init(&text, CHECKED_MAX);
	buf_add(&text, body, BODY_BYTES);
	buf_text(&text, options->role);
	buf_char(&text, '\n');
	buf_text(&text, run->source.query->text);
	/* What narrows it stands beside its text. */
	buf_format(&text, "\n%zu %.*s\n%d", run->source.query->n_leaves,
	    (int)root->source_len, root->source != NULL ? root->source : "",
	    options->show_hidden ? 1 : 0);
	for (size_t i = 0; options->weights != NULL && i < FAMILY_COUNT; i++)
		buf_format(&text, " %.4f", options->weights[i]);
	secret_digest(text.data, text.len, hash);
	memcpy(ret_check, hash, CHECK_BYTES);
	buf_done(&text);
}

void
query_cursor_write(struct run *run, const struct after *after)
{
	static const char digits[] = "0123456789abcdef";
	uint8_t token[TOKEN_BYTES] = { FORM };
	char *to = run->counts.next;
	uint64_t key;

	memcpy(&key, &after->entry.key, sizeof(key));
	token[1] = after->is_apart ? 1 : 0;
	token[2] = after->entry.tier;
	key_put_be(token + 3, (uint64_t)after->rank, 4);
	key_put_be(token + 7, key, 8);
	key_put_be(token + 15, (uint64_t)after->entry.person, 8);
	make_check(run, token, token + BODY_BYTES);
	for (size_t i = 0; i < TOKEN_BYTES; i++) {
		*to++ = digits[token[i] >> 4];
		*to++ = digits[token[i] & 0x0F];
	}
	*to = '\0';
}

static bool
parse_digit(char c, uint8_t *ret_value)
{
	if (c >= '0' && c <= '9')
		*ret_value = (uint8_t)(c - '0');
	else if (c >= 'a' && c <= 'f')
		*ret_value = (uint8_t)(c - 'a' + 10);
	else
		return false;
	return true;
}

static bool
parse_token(const char *text, uint8_t ret_token[static TOKEN_BYTES])
{
	if (strlen(text) != (size_t)2 * TOKEN_BYTES)
		return false;
	for (size_t i = 0; i < TOKEN_BYTES; i++) {
		uint8_t high, low;

		if (!parse_digit(text[2 * i], &high) ||
		    !parse_digit(text[2 * i + 1], &low))
			return false;
		ret_token[i] = (uint8_t)(high << 4 | low);
	}
	return ret_token[0] == FORM;
}

int
query_cursor_read(struct run *run, struct err_detail *detail)
{
	uint8_t token[TOKEN_BYTES], check[CHECK_BYTES];
	struct top_entry *entry = &run->after.entry;
	uint64_t key;

	if (run->source.options->cursor == NULL)
		return 0;
	if (!parse_token(run->source.options->cursor, token))
		return err_set(detail, ERR_INVAL,
		    "cursor: not one that a list ended with");
	make_check(run, token, check);
	if (memcmp(check, token + BODY_BYTES, CHECK_BYTES) != 0)
		return err_set(detail, ERR_INVAL,
		    "cursor: of another query, role or order");
	run->after.is_set = true;
	run->after.is_apart = token[1] != 0;
	entry->tier = token[2];
	run->after.rank = (int64_t)key_get_be(token + 3, 4);
	key = key_get_be(token + 7, 8);
	memcpy(&entry->key, &key, sizeof(key));
	entry->person = (int64_t)key_get_be(token + 15, 8);
	/* In the rank's own order that is the place. */
	entry->place = (struct place_in_rank){ .tier = entry->tier,
		.score = store_card_points(entry->key) };
	return 0;
}

bool
query_is_behind(const struct run *run, const struct top_entry *entry,
    bool is_apart)
{
	const struct after *after = &run->after;

	if (!after->is_set)
		return true;
	if (is_apart)
		return !after->is_apart || entry->person > after->entry.person;
	return !after->is_apart && top_compare(entry, &after->entry) > 0;
}
