/* Records whose numbers and texts are stored side by side, see packer.c. */
#include <string.h>

#include "base/array.h"
#include "signals/fact.h"
#include "signals/score.h"
#include "store/fact/portfolio.h"
#include "store/score/score_record.h"
#include "store/value/packer_internal.h"
#include "store/value/piece.h"

enum {
	/* Beyond, what repeats in a record is worth more than the pieces. */
	PIECES_BELOW = 8192,
	/* No copy has more bytes of text for a byte of code. */
	PIECE_GAIN = 512
};

/* What there is most of.  The place is part of the format. */
static const struct record_type *const packed_types[] = { &person_record,
	&repository_record, &portfolio_record, &store_own_record, &work_record,
	&score_row_record };
enum {
	PACKED_TYPES = COUNT(packed_types)
};

/* ---- packing ---- */

/* PACKED_TYPES: it is none of them. */
static size_t
packed_number(const struct record_type *type)
{
	size_t i = 0;

	while (i < PACKED_TYPES && packed_types[i] != type)
		i++;
	return i;
}

static void
put_length(struct buf *out, size_t n)
{
	for (; n >= 0x80; n >>= 7)
		buf_char(out, (char)(n | 0x80));
	buf_char(out, (char)n);
}

/* Texts as pieces, behind the head; false when they are too long for that. */
static bool
pack_pieces(struct packer *packer, bool has_front)
{
	struct buf *packed = &packer->packed, *texts = &packer->texts;
	const struct buf *numbers = &packer->numbers;

	if (texts->len + numbers->len > PIECES_BELOW)
		return false;
	if (packer->writer == NULL)
		packer->writer = piece_writer_new();
	put_length(packed, texts->len);
	if (has_front) {
		put_length(packed, packer->front);
		put_length(packed, numbers->len);
		buf_add(packed, numbers->data, numbers->len);
	}
	if (!piece_write(packer->writer, texts->data, texts->len, packed))
		return false;
	if (!has_front)
		buf_add(packed, numbers->data, numbers->len);
	return true;
}

static bool
pack_frame(struct packer *packer)
{
	const struct buf *plain = &packer->plain;
	enum format format;

	packer->packed.len = 0;
	return packer_compress(packer, VALUE_OTHER,
	    (struct slice){ (const uint8_t *)plain->data, plain->len },
	    &format);
}

/* Into `plain`: length of the texts, texts, numbers.  False: the usual form
 * has to do. */
static bool
lay_out(struct packer *packer, const struct record_type *type,
    const void *value)
{
	struct buf *plain = &packer->plain;

	if (packed_number(type) == PACKED_TYPES)
		return false;
	packer_empty(&packer->numbers);
	packer_empty(&packer->texts);
	if (!record_pack(type, value, &packer->numbers, &packer->texts,
		&packer->front))
		return false;
	packer_empty(plain);
	put_length(plain, packer->texts.len);
	buf_add(plain, packer->texts.data, packer->texts.len);
	buf_add(plain, packer->numbers.data, packer->numbers.len);
	return !plain->overflow;
}

/* What is laid out; false: likewise. */
static bool
pack_laid_out(struct packer *packer, const struct record_type *type)
{
	static const uint8_t head[PACKER_HEAD_BYTES];
	int number = (int)packed_number(type);
	struct buf *packed = &packer->packed;

	packer_empty(packed);
	buf_add(packed, head, sizeof(head));
	if (pack_pieces(packer, type->front != 0))
		packer_seal(packed, (enum format)(FORMAT_PIECES + number));
	else if (pack_frame(packer))
		packer_seal(packed, (enum format)(FORMAT_PACKED + number));
	else
		return false;
	return true;
}

bool
packer_pack_record(struct packer *packer, const struct record_type *type,
    const void *value, struct slice *ret_plain, struct slice *ret_stored)
{
	const struct buf *plain = &packer->plain, *packed = &packer->packed;

	if (!lay_out(packer, type, value))
		return false;
	*ret_plain = (struct slice){ (const uint8_t *)plain->data, plain->len };
	if (packer_find_ready(packer, type, VALUE_OTHER, *ret_plain,
		ret_stored))
		return true;
	if (!pack_laid_out(packer, type))
		return false;
	*ret_stored =
	    (struct slice){ (const uint8_t *)packed->data, packed->len };
	return true;
}

/* ---- unpacking ---- */

static bool
take_length(struct slice *from, size_t *ret_n)
{
	size_t n = 0;

	for (unsigned int i = 0; i < PACKER_VARINT_MOST && i < from->len; i++) {
		n |= (size_t)(from->bytes[i] & 0x7F) << (7 * i);
		if (from->bytes[i] < 0x80) {
			from->bytes += i + 1;
			from->len -= i + 1;
			*ret_n = n;
			return true;
		}
	}
	return false;
}

/* The texts of a record, in the arena, and what stands behind them. */
static int
take_texts(bool in_pieces, struct slice payload, struct arena *arena,
    struct record_packed *ret_packed)
{
	size_t len, used;
	char *texts;

	if (!take_length(&payload, &len) ||
	    len > (in_pieces ? PIECE_GAIN * payload.len : payload.len))
		return ERR_CORRUPT;
	texts = arena_alloc(arena, len + PIECE_SLACK);
	used = len;
	if (!in_pieces)
		memcpy(texts, payload.bytes, len);
	else if (!piece_read(payload, texts, len, &used))
		return ERR_CORRUPT;
	*ret_packed = (struct record_packed){ .numbers = payload.bytes + used,
		.numbers_len = payload.len - used,
		.texts = texts,
		.texts_len = len };
	return 0;
}

/* The same of a type with a front; up to its end only, if that will do. */
static int
take_front(bool only, struct slice payload, struct arena *arena,
    struct record_packed *ret_packed)
{
	struct record_packed packed = { 0 };
	size_t len, front, used;
	char *texts;
	bool is_good;

	if (!take_length(&payload, &len) || !take_length(&payload, &front) ||
	    !take_length(&payload, &packed.numbers_len) ||
	    packed.numbers_len > payload.len || front > len)
		return ERR_CORRUPT;
	packed.numbers = payload.bytes;
	payload.bytes += packed.numbers_len;
	payload.len -= packed.numbers_len;
	if (len > PIECE_GAIN * payload.len)
		return ERR_CORRUPT;
	texts = arena_alloc(arena, len + PIECE_SLACK);
	packed.texts = texts;
	packed.texts_len = only ? front : len;
	*ret_packed = packed;
	if (only)
		is_good = piece_read_part(payload, texts, len, front);
	else
		is_good = piece_read(payload, texts, len, &used) &&
		    used == payload.len;
	return is_good ? 0 : ERR_CORRUPT;
}

static bool
is_packed(unsigned int format)
{
	return format >= FORMAT_PIECES &&
	    format < FORMAT_PACKED + PACKED_TYPES && format % 16 < PACKED_TYPES;
}

static bool
has_front(unsigned int format)
{
	return format < FORMAT_PACKED && packed_types[format % 16]->front != 0;
}

static int
take_packed(struct packer *packer, unsigned int format, struct slice payload,
    bool only, struct arena *arena, struct record_packed *ret_packed)
{
	bool in_pieces = format < FORMAT_PACKED;
	int rc = 0;

	if (has_front(format))
		return take_front(only, payload, arena, ret_packed);
	if (!in_pieces &&
	    (rc = packer_expand(packer, FORMAT_ZSTD, payload, &payload)))
		return rc;
	return take_texts(in_pieces, payload, arena, ret_packed);
}

/* All of it, or what may be the front only. */
static int
unpack_record(struct packer *packer, unsigned int format, struct slice payload,
    bool only_front, struct arena *arena, void *ret_value)
{
	const struct record_type *type = packed_types[format % 16];
	struct record_packed packed;
	int rc =
	    take_packed(packer, format, payload, only_front, arena, &packed);

	if (rc < 0)
		return rc;
	return only_front && has_front(format)
	    ? record_unpack_front(type, &packed, arena, ret_value)
	    : record_unpack(type, &packed, arena, ret_value);
}

/* As the usual form has it. */
static int
encode_packed(struct packer *packer, unsigned int format, struct slice payload,
    struct slice *ret_plain)
{
	const struct record_type *type = packed_types[format % 16];
	struct buf *plain = &packer->plain;
	struct arena arena = { 0 };
	void *value = arena_alloc(&arena, type->size);
	int rc = unpack_record(packer, format, payload, false, &arena, value);

	if (rc == 0) {
		packer_empty(plain);
		record_encode(type, value, plain);
		if (plain->overflow)
			rc = ERR_CORRUPT;
		*ret_plain =
		    (struct slice){ (const uint8_t *)plain->data, plain->len };
	}
	arena_done(&arena);
	return rc;
}

int
packer_unpack(struct packer *packer, struct slice stored,
    struct slice *ret_plain)
{
	struct slice payload;
	int rc = packer_check(stored, &payload);

	if (rc < 0)
		return rc;
	if (is_packed(stored.bytes[0]))
		return encode_packed(packer, stored.bytes[0], payload,
		    ret_plain);
	if (stored.bytes[0] >= FORMAT_ZSTD &&
	    stored.bytes[0] < FORMAT_DICTIONARY + DICTIONARY_COUNT)
		return packer_expand(packer, stored.bytes[0], payload,
		    ret_plain);
	if (stored.bytes[0] != FORMAT_RAW)
		return ERR_CORRUPT;
	*ret_plain = payload;
	return 0;
}

int
packer_decode(struct packer *packer, struct slice stored,
    const struct record_type *type, bool only_front, struct arena *arena,
    void *ret_value)
{
	struct slice plain;
	int rc;

	if (stored.len == 0 || !is_packed(stored.bytes[0])) {
		rc = packer_unpack(packer, stored, &plain);
		return rc < 0 ? rc
			      : record_decode(type, plain.bytes, plain.len,
				    arena, ret_value);
	}
	rc = packer_check(stored, &plain);
	if (rc == 0 && packed_types[stored.bytes[0] % 16] != type)
		rc = ERR_CORRUPT;
	return rc < 0 ? rc
		      : unpack_record(packer, stored.bytes[0], plain,
			    only_front, arena, ret_value);
}

int
packer_texts(struct packer *packer, struct slice stored, struct arena *arena,
    struct record_packed *ret_packed)
{
	struct slice payload;
	int rc = packer_check(stored, &payload);

	if (rc == 0 && !is_packed(stored.bytes[0]))
		return ERR_NOTFOUND;
	return rc < 0 ? rc
		      : take_packed(packer, stored.bytes[0], payload, false,
			    arena, ret_packed);
}
