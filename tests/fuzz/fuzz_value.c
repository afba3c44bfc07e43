/* Values of the store whose checksum is right, of every format: refused, or
 * records that are packed and read the same again. */
#include <string.h>

#include "base/array.h"
#include "store/fact/portfolio.h"
#include "store/score/score_record.h"
#include "store/value/packer_internal.h"
#include "tests/fuzz/fuzz.h"

enum {
	OUT_BYTES = 64 * 1024 * 1024,
	FIELDS_MAX = 64
};

/* As packer_record.c numbers them. */
static const struct record_type *const types[] = { &person_record,
	&repository_record, &portfolio_record, &store_own_record, &work_record,
	&score_row_record };
enum {
	TYPES = COUNT(types)
};

union any {
	struct person person;
	struct repository repository;
	struct portfolio portfolio;
	struct work work;
	struct score_row score;
	uint8_t own[256];
};

static struct packer *packer, *writer;

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	packer = packer_new();
	writer = packer_new();
	for (size_t i = 0; i < TYPES; i++)
		MUST(sizeof(union any) >= types[i]->size &&
		    types[i]->n_fields <= FIELDS_MAX);
	return 0;
}

static void
must_be_same(const struct record_type *type, const void *a, const void *b)
{
	struct buf one, two;

	buf_init(&one, OUT_BYTES);
	buf_init(&two, OUT_BYTES);
	record_encode(type, a, &one);
	record_encode(type, b, &two);
	MUST(!one.overflow && one.len == two.len);
	MUST(one.len == 0 || memcmp(one.data, two.data, one.len) == 0);
	buf_done(&one);
	buf_done(&two);
}

/* What a list shows is what the whole record says; where the front ends may be
 * wrong without the rest being so. */
static void
check_front(const struct record_type *type, struct slice stored,
    const union any *whole, struct arena *arena)
{
	struct record_field fields[FIELDS_MAX];
	struct record_type front = *type;
	union any shown;

	if (packer_decode(packer, stored, type, true, arena, &shown) < 0)
		return;
	front.fields = fields;
	front.n_fields = 0;
	for (size_t i = 0; i < type->n_fields; i++)
		if (type->front & RECORD_TAG(type->fields[i].tag))
			fields[front.n_fields++] = type->fields[i];
	must_be_same(&front, whole, &shown);
}

static void
check_record(const struct record_type *type, struct slice stored)
{
	struct arena arena = { 0 };
	struct slice plain, packed;
	union any one, two;

	if (packer_decode(packer, stored, type, false, &arena, &one) == 0) {
		if (type->front != 0)
			check_front(type, stored, &one, &arena);
		MUST(packer_unpack(packer, stored, &plain) == 0);
		MUST(record_decode(type, plain.bytes, plain.len, &arena,
			 &two) == 0);
		must_be_same(type, &one, &two);
		if (packer_pack_record(writer, type, &one, &plain, &packed)) {
			MUST(packer_decode(packer, packed, type, false, &arena,
				 &two) == 0);
			must_be_same(type, &one, &two);
		}
	}
	arena_done(&arena);
}

/* Evidence that refers to what stands among the signals' reasons. */
static void
check_score(struct slice stored)
{
	struct arena arena = { 0 };
	struct score_row row;
	struct score score;

	if (packer_decode(packer, stored, &score_row_record, false, &arena,
		&row) == 0 &&
	    score_same_restore(&row, &arena) == 0 &&
	    score_row_to(&row, &score) == 0)
		for (size_t i = 0; i < score.n_evidence; i++) {
			fuzz_must_be_text(score.evidence[i].url);
			fuzz_must_be_text(score.evidence[i].title);
		}
	arena_done(&arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t head[PACKER_HEAD_BYTES];
	struct record_packed packed;
	struct arena arena = { 0 };
	struct slice stored;
	struct buf value;

	if (size == 0)
		return 0;
	buf_init(&value, OUT_BYTES);
	buf_add(&value, head, sizeof(head));
	buf_add(&value, data + 1, size - 1);
	packer_seal(&value, (enum format)data[0]);
	stored = (struct slice){ (const uint8_t *)value.data, value.len };
	for (size_t i = 0; i < TYPES; i++)
		check_record(types[i], stored);
	check_score(stored);
	if (packer_texts(packer, stored, &arena, &packed) == 0)
		MUST(packed.texts_len == 0 || packed.texts != NULL);
	arena_done(&arena);
	buf_done(&value);
	return 0;
}
