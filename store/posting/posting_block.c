#include "store/posting/posting_block.h"

#include <string.h>

#include "base/word.h"

enum {
	LONG_LEN = 0x80,
	LANES = 4 /* of the checksum, side by side: four times as quick */
};

/* ---- the checksum ---- */

/* The halves of the product of two numbers: a multiplication each 16 bytes. */
static uint64_t
fold(uint64_t a, uint64_t b)
{
	__extension__ unsigned __int128 product = a;

	product *= b;
	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t
mix(uint64_t state, uint64_t word)
{
	return fold(state ^ UINT64_C(0x9E3779B97F4A7C15),
	    word ^ UINT64_C(0xD1B54A32D192ED03));
}

static uint32_t
checksum(const uint8_t *bytes, size_t len)
{
	const uint64_t odd = UINT64_C(0x9E3779B97F4A7C15);
	uint64_t lanes[LANES] = { len, 1, 2, 3 }, all = 0;
	size_t at = 0;

	for (; len - at >= 16 * LANES; at += 16 * LANES)
		for (size_t i = 0; i < LANES; i++) {
			const uint8_t *from = bytes + at + 16 * i;

			lanes[i] = fold(word_get(from, 8) ^ odd,
			    word_get(from + 8, 8) ^ lanes[i]);
		}
	for (; len - at >= 8; at += 8)
		lanes[0] = mix(lanes[0], word_get(bytes + at, 8));
	lanes[1] = mix(lanes[1], word_get(bytes + at, len - at));
	for (size_t i = 0; i < LANES; i++)
		all = mix(all, lanes[i]);
	return (uint32_t)(all ^ all >> 32);
}

bool
block_is_sound(struct slice block)
{
	return block.len >= BLOCK_HEAD &&
	    word_get(block.bytes, BLOCK_HEAD) ==
	    checksum(block.bytes + BLOCK_HEAD, block.len - BLOCK_HEAD);
}

/* ---- reading ---- */

/* A posting's head, checked against the end of the block. */
struct head {
	size_t shared;
	size_t suffix;
	size_t container;
	const uint8_t *at; /* the suffix */
};

static bool
read_head(const uint8_t *at, const uint8_t *end, struct head *ret_head)
{
	size_t container;

	if (end - at < 3)
		return false;
	ret_head->shared = at[0];
	ret_head->suffix = at[1];
	container = at[2];
	at += 3;
	if (container >= LONG_LEN) {
		if (at == end)
			return false;
		container = (container & (LONG_LEN - 1)) << 8 | *at++;
	}
	if ((size_t)(end - at) < ret_head->suffix + container)
		return false;
	ret_head->container = container;
	ret_head->at = at;
	return true;
}

void
block_open_sound(struct block_reader *reader, struct slice block)
{
	reader->at = block.bytes + BLOCK_HEAD;
	reader->end = block.bytes + block.len;
	reader->is_corrupt = false;
	reader->key_len = 0;
}

void
block_open(struct block_reader *reader, struct slice block)
{
	bool is_fit = block_is_sound(block);

	block_open_sound(reader, block);
	if (!is_fit)
		reader->at = reader->end;
	reader->is_corrupt = !is_fit;
}

/* Bytes that are the same from the beginning on. */
static size_t
common(const uint8_t *a, size_t a_len, const uint8_t *b, size_t b_len)
{
	size_t most = a_len < b_len ? a_len : b_len, n = 0;

	while (n < most && a[n] == b[n])
		n++;
	return n;
}

static bool
peek(struct block_reader *reader, struct head *ret_head)
{
	if (reader->at == reader->end)
		return false;
	if (!read_head(reader->at, reader->end, ret_head) ||
	    ret_head->shared > reader->key_len ||
	    ret_head->shared + ret_head->suffix > BLOCK_KEY_MAX) {
		reader->is_corrupt = true;
		return false;
	}
	return true;
}

static void
accept(struct block_reader *reader, const struct head *head)
{
	uint8_t *to = reader->key + head->shared;

	/* Most are short: no call for these. */
	if (head->suffix <= 8)
		for (size_t i = 0; i < head->suffix; i++)
			to[i] = head->at[i];
	else
		memcpy(to, head->at, head->suffix);
	reader->key_len = head->shared + head->suffix;
	reader->container =
	    (struct slice){ head->at + head->suffix, head->container };
	reader->at = head->at + head->suffix + head->container;
}

bool
block_next(struct block_reader *reader)
{
	struct head head;

	if (!peek(reader, &head))
		return false;
	accept(reader, &head);
	return true;
}

/* `same`: see block_find_again(). */
size_t
block_skip(struct block_reader *reader, struct slice key, size_t most)
{
	size_t same = common(reader->key, reader->key_len, key.bytes, key.len);
	size_t n, skipped = 0;
	struct head head;

	for (; skipped < most && peek(reader, &head); skipped++) {
		if (head.shared < same)
			break;
		if (head.shared == same) {
			n = common(head.at, head.suffix, key.bytes + same,
			    key.len - same);
			if (same + n == key.len ||
			    (n < head.suffix &&
				head.at[n] > key.bytes[same + n]))
				break;
			same += n;
		}
		accept(reader, &head);
	}
	return skipped;
}

/*
 * Keys are not put together: `same` is how far the last one, which is less,
 * and the one looked for are the same.  One that shares more with the last is
 * less as well; one that shares less is greater.
 */
int
block_find_again(struct slice block, struct slice key,
    struct slice *ret_container)
{
	const uint8_t *at = block.bytes + BLOCK_HEAD;
	const uint8_t *end = block.bytes + block.len;
	size_t same = 0, n;
	struct head head;

	for (; at < end; at = head.at + head.suffix + head.container) {
		if (!read_head(at, end, &head))
			return ERR_CORRUPT;
		if (head.shared > same)
			continue;
		if (head.shared < same)
			return ERR_NOTFOUND;
		n = common(head.at, head.suffix, key.bytes + same,
		    key.len - same);
		if (n == head.suffix && same + n == key.len) {
			*ret_container = (struct slice){ head.at + head.suffix,
				head.container };
			return 0;
		}
		if (same + n == key.len ||
		    (n < head.suffix && head.at[n] > key.bytes[same + n]))
			return ERR_NOTFOUND;
		same += n;
	}
	return ERR_CANCELED;
}

/* ---- writing ---- */

void
block_begin(struct buf *block)
{
	static const uint8_t none[BLOCK_HEAD];

	buf_reset(block);
	buf_add(block, none, BLOCK_HEAD);
}

void
block_end(struct buf *block)
{
	uint8_t *bytes = (uint8_t *)block->data;
	uint32_t sum = checksum(bytes + BLOCK_HEAD, block->len - BLOCK_HEAD);

	for (size_t i = 0; i < BLOCK_HEAD; i++)
		bytes[i] = (uint8_t)(sum >> 8 * i);
}

size_t
block_size(struct slice before, struct slice key, size_t container_len)
{
	size_t shared = common(before.bytes, before.len, key.bytes, key.len);

	return 3 + (size_t)(container_len >= LONG_LEN) + key.len - shared +
	    container_len;
}

void
block_add(struct buf *block, struct slice before, struct slice key,
    struct slice container)
{
	size_t shared = common(before.bytes, before.len, key.bytes, key.len);
	uint8_t head[4] = { (uint8_t)shared, (uint8_t)(key.len - shared) };
	size_t n = 2;

	if (container.len >= LONG_LEN)
		head[n++] = (uint8_t)(LONG_LEN | container.len >> 8);
	head[n++] = (uint8_t)container.len;
	buf_add(block, head, n);
	buf_add(block, key.bytes + shared, key.len - shared);
	buf_add(block, container.bytes, container.len);
}
