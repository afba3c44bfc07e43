#include "crawler/median.h"

#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"

enum {
	STEPS = 1000,
	TEXT_MAX = 1024
};

struct median_builder {
	uint32_t counts[FAMILY_COUNT][STEPS + 1];
	uint32_t people[FAMILY_COUNT];
};

struct median_builder *
median_builder_new(void)
{
	return mem_calloc(1, sizeof(struct median_builder));
}

void
median_builder_free(struct median_builder *builder)
{
	mem_free(builder);
}

void
median_add(struct median_builder *builder, const struct score *score)
{
	for (int i = 0; i < FAMILY_COUNT; i++) {
		const struct signal *signal = &score->signals[i];
		double value = signal->value;

		if (signal->coverage < MEDIAN_COVERAGE)
			continue;
		if (!(value > 0))
			value = 0;
		if (value > 1)
			value = 1;
		builder->counts[i][(int)(value * STEPS + 0.5)]++;
		builder->people[i]++;
	}
}

void
median_compute(const struct median_builder *builder, struct medians *medians)
{
	for (int i = 0; i < FAMILY_COUNT; i++) {
		uint64_t below = 0, want;
		int step = 0;

		if (builder->people[i] < MEDIAN_PEOPLE)
			continue;
		want = (uint64_t)builder->people[i] * MEDIAN_PERCENT / 100;
		while (below + builder->counts[i][step] <= want)
			below += builder->counts[i][step++];
		medians->value[i] = (double)(step - step % MEDIAN_STEP) / STEPS;
	}
}

static const char *
meta_key(struct arena *arena, const char *role)
{
	return arena_format(arena, "medians:%s", role);
}

int
median_save(struct txn *txn, const char *role, const struct medians *medians)
{
	struct arena arena = { 0 };
	struct buf text;
	int rc;

	buf_init(&text, TEXT_MAX);
	for (int i = 0; i < FAMILY_COUNT; i++)
		buf_format(&text, "%s%s=%d", i > 0 ? " " : "",
		    family_name((enum family)i),
		    (int)(medians->value[i] * STEPS + 0.5));
	rc = store_meta_put(txn, meta_key(&arena, role), text.data);
	buf_done(&text);
	arena_done(&arena);
	return rc;
}

int
median_load(struct txn *txn, const char *role, struct arena *arena,
    struct medians *ret_medians)
{
	struct medians medians = { { 0 } };
	const char *text;
	int found = 0;
	int rc = store_meta_get(txn, meta_key(arena, role), arena, &text);

	while (rc == 0 && text != NULL && *text != '\0') {
		size_t len = strcspn(text, " "), name = strcspn(text, "=");
		const char *key = arena_text(arena, text, name);
		enum family family;
		int64_t step;

		if (name < len && family_parse(key, &family) &&
		    str_to_int(arena_text(arena, text + name + 1,
				   len - name - 1),
			0, STEPS, &step) == 0) {
			medians.value[family] = (double)step / STEPS;
			found++;
		}
		text += len + (text[len] == ' ');
	}
	if (rc == 0 && found != FAMILY_COUNT)
		rc = ERR_NOTFOUND;
	if (rc == 0)
		*ret_medians = medians;
	return rc;
}
