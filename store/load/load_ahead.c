#include "store/load/load_ahead.h"

#include <errno.h>

#include "base/mem.h"
#include "base/str.h"
#include "store/load/line_parse.h"
#include "store/load/line_reader.h"

enum {
	BATCH_BYTES = 512 * 1024
};

struct load_ahead {
	const volatile sig_atomic_t *stop;
	struct line_reader reader;
	struct line_parser *parser;
	struct packer *packer;
	struct word_set *words;
	char role[KEY_TEXT_MAX + 1]; /* of the last score, and its hash */
	char rubric[RUBRIC_LEN + 1];
	bool has_role;
	bool is_late; /* who writes would wait: it packs by itself */
	int64_t number;
};

struct load_ahead *
load_ahead_new(FILE *in, const volatile sig_atomic_t *stop)
{
	struct load_ahead *ahead = mem_calloc(1, sizeof(*ahead));

	ahead->stop = stop;
	line_reader_init(&ahead->reader, in);
	ahead->parser = line_parser_new();
	ahead->packer = packer_new();
	ahead->words = word_set_new();
	return ahead;
}

void
load_ahead_free(struct load_ahead *ahead)
{
	if (ahead == NULL)
		return;
	line_reader_done(&ahead->reader);
	line_parser_free(ahead->parser);
	packer_free(ahead->packer);
	word_set_free(ahead->words);
	mem_free(ahead);
}

/* ---- what is made ahead ---- */

static struct slice
keep(struct arena *arena, const void *bytes, size_t len)
{
	return (struct slice){ (const uint8_t *)arena_text(arena, bytes, len),
		len };
}

static void
expect(struct arena *arena, struct load_entry *entry,
    const struct packed_value *packed)
{
	struct packed_value *kept = &entry->packed[entry->n_packed++];

	*kept = *packed;
	kept->plain = keep(arena, packed->plain.bytes, packed->plain.len);
	kept->stored = keep(arena, packed->stored.bytes, packed->stored.len);
}

static void
pack_record(struct load_ahead *ahead, struct arena *arena,
    const struct record_type *type, const void *value, struct load_entry *entry)
{
	struct packed_value packed = { .type = type, .kind = VALUE_OTHER };

	if (packer_pack_record(ahead->packer, type, value, &packed.plain,
		&packed.stored))
		expect(arena, entry, &packed);
}

static void
pack_person(struct load_ahead *ahead, struct arena *arena,
    struct load_entry *entry)
{
	struct person brief = entry->line->of.person;

	brief.profile_readme = NULL;
	pack_record(ahead, arena, &person_record, &brief, entry);
}

/* The role's hash is that of its first score, which is not stored in others: a
 * wrong guess costs packing again. */
static void
pack_score(struct load_ahead *ahead, struct arena *arena,
    struct load_entry *entry)
{
	const char *role = entry->line->role;
	struct evidence evidence[SCORE_SAME_MOST];
	struct score_row row;
	struct score score;

	if (score_row_to(&entry->line->of.score, &score) < 0)
		return;
	if (!ahead->has_role || !str_equal(ahead->role, role)) {
		ahead->has_role = str_copy(ahead->role, sizeof(ahead->role),
				      role != NULL ? role : "") &&
		    str_copy(ahead->rubric, sizeof(ahead->rubric),
			score.rubric != NULL ? score.rubric : "");
	}
	store_score_row(&score, ahead->rubric, evidence, &row);
	pack_record(ahead, arena, &score_row_record, &row, entry);
}

/* A work as dumps have it is in order, so that it is stored as it is. */
static void
pack_values(struct load_ahead *ahead, struct arena *arena,
    struct load_entry *entry)
{
	struct line *line = entry->line;

	switch (entry->kind) {
	case LINE_PERSON:
		pack_person(ahead, arena, entry);
		return;
	case LINE_SCORE:
		pack_score(ahead, arena, entry);
		return;
	case LINE_WORK:
		pack_record(ahead, arena, &work_record, &line->of.work, entry);
		return;
	case LINE_PORTFOLIO:
		pack_record(ahead, arena, &portfolio_record,
		    &line->of.portfolio, entry);
		return;
	case LINE_HEADER:
	case LINE_SUPPRESSED:
	case LINE_ROLE:
	case LINE_VALUE:
	case LINE_REPOSITORY:
	case LINE_LEAD:
	case LINE_KNOWN:
	case LINE_SEARCH:
	case LINE_LISTED:
	case LINE_TASK:
	case LINE_VALIDATOR:
	case LINE_JOURNAL:
	case LINE_END:
	case LINE_KINDS:
		return;
	}
}

static void
cut_words(struct load_ahead *ahead, struct arena *arena,
    struct load_entry *entry)
{
	const struct line *line = entry->line;

	entry->has_words = true;
	if (entry->kind == LINE_WORK)
		fact_words_of_work(ahead->words, &line->of.work, arena,
		    &entry->words);
	else if (entry->kind == LINE_PORTFOLIO)
		fact_words_of_portfolio(ahead->words, &line->of.portfolio,
		    arena, &entry->words);
	else
		entry->has_words = false;
}

/* ---- lines ---- */

static void
parse(struct load_ahead *ahead, struct arena *arena, struct slice text,
    struct load_entry *entry)
{
	struct err_detail detail = { "" };

	entry->len = text.len;
	entry->line = arena_alloc(arena, sizeof(*entry->line));
	entry->rc = line_parse(ahead->parser, text, arena, &entry->kind,
	    entry->line, &detail);
	if (entry->rc < 0) {
		entry->sentence = arena_strdup(arena, detail.text);
		return;
	}
	cut_words(ahead, arena, entry);
	if (!ahead->is_late)
		pack_values(ahead, arena, entry);
}

static bool
is_stopped(const struct load_ahead *ahead)
{
	return ahead->stop != NULL && *ahead->stop != 0;
}

/* False at the end, or when nothing more can be read. */
static bool
read_line(struct load_ahead *ahead, struct load_batch *batch)
{
	struct load_entry *entry;
	struct slice text = { 0 };
	int rc;

	if (is_stopped(ahead)) {
		batch->is_interrupted = true;
		return false;
	}
	rc = line_reader_next(&ahead->reader, &text);
	if (rc == ERR_NOTFOUND)
		return false;
	if (rc == ERR_IO && is_stopped(ahead)) {
		batch->is_interrupted = true;
		return false;
	}
	entry = arena_calloc(&batch->arena, 1, sizeof(*entry));
	entry->number = ++ahead->number;
	entry->rc = rc;
	entry->error = errno;
	if (rc == 0)
		parse(ahead, &batch->arena, text, entry);
	load_batch_add(batch, entry);
	return rc == 0 || rc == ERR_LIMIT;
}

void
load_ahead_fill(struct load_ahead *ahead, struct load_batch *batch)
{
	ahead->is_late = batch->is_awaited;
	while (batch->arena.used < BATCH_BYTES)
		if (!read_line(ahead, batch)) {
			batch->is_last = true;
			return;
		}
}
