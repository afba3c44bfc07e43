/* Stored bytes as records of every kind: refused, or the same again. */
#include <string.h>

#include "base/array.h"
#include "base/json.h"
#include "signals/fact.h"
#include "signals/score.h"
#include "store/store.h"
#include "tests/fuzz/fuzz.h"

enum {
	OUT_BYTES = 64 * 1024 * 1024
};

static const struct record_type *const types[] = { &person_record,
	&repository_record, &portfolio_record, &work_record };

union any {
	struct person person;
	struct repository repository;
	struct portfolio portfolio;
	struct work work;
};

static void
check(const struct record_type *type, const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct buf one, two;
	struct json_writer json;
	union any record, again;

	buf_init(&one, OUT_BYTES);
	buf_init(&two, OUT_BYTES);
	MUST(sizeof(record) >= type->size);
	if (record_decode(type, data, size, &arena, &record) == 0) {
		record_encode(type, &record, &one);
		MUST(!one.overflow);
		MUST(record_decode(type, (const uint8_t *)one.data, one.len,
			 &arena, &again) == 0);
		record_encode(type, &again, &two);
		MUST(one.len == two.len);
		MUST(one.len == 0 || memcmp(one.data, two.data, one.len) == 0);
		buf_reset(&two);
		json_writer_init(&json, &two);
		record_json(type, &record, &json);
		MUST(two.overflow || two.len > 0);
	}
	buf_done(&one);
	buf_done(&two);
	arena_done(&arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* the first byte says which */
	if (size > 0)
		check(types[data[0] % (COUNT(types))], data + 1, size - 1);
	return 0;
}
