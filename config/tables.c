#include "config/tables.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/file.h"
#include "base/str.h"
#include "config/digest.h"
#include "config/place_internal.h"

/*
 * The bytes: a head, numbers of 32 bits, texts.  The numbers are the structs
 * one after another, as put_*() and take_*() say; a text is a number, too: where
 * it begins among the texts.  Hash tables and the readings of place names stand
 * there as they are in memory.
 */
struct head {
	uint64_t stacks_digest;
	uint64_t places_digest;
	uint32_t n_numbers;
	uint32_t places_at; /* the first number of the places */
	uint32_t n_bytes; /* of the texts */
	uint32_t reserved;
};

enum {
	FILE_MAX_BYTES = 1024 * 1024, /* as YAML_BYTES */
	NO_TEXT = -1
};

/* ---- digests of files ---- */

static int
digest_file(uint64_t *digest, const char *path)
{
	struct buf content;
	int rc;

	buf_init(&content, FILE_MAX_BYTES);
	rc = file_read(path, &content, NULL);
	if (rc == 0)
		digest_bytes(digest, content.data, content.len);
	buf_done(&content);
	return rc;
}

/* Names and contents of all that catalogue_read() reads. */
static int
digest_stacks(const char *directory, uint64_t *ret_digest)
{
	struct dirent **entries = NULL;
	struct arena arena = { 0 };
	int n = catalogue_files(directory, &entries);
	int rc = n < 0 ? ERR_NOTFOUND : 0;

	*ret_digest = DIGEST_START;
	for (int i = 0; i < n; i++) {
		const char *name = entries[i]->d_name;

		digest_text(ret_digest, name);
		if (rc == 0)
			rc = digest_file(ret_digest,
			    arena_format(&arena, "%s/%s", directory, name));
		free(entries[i]); /* scandir's own malloc */
	}
	free(entries);
	arena_done(&arena);
	return rc;
}

static int
digest_places(const char *path, uint64_t *ret_digest)
{
	*ret_digest = DIGEST_START;
	return digest_file(ret_digest, path);
}

/* ---- writing ---- */

struct writing {
	struct buf numbers;
	struct buf texts;
};

static void
put(struct writing *writing, int64_t number)
{
	uint32_t bits = (uint32_t)number;

	buf_add(&writing->numbers, &bits, sizeof(bits));
}

static void
put_text(struct writing *writing, const char *text)
{
	put(writing, text == NULL ? NO_TEXT : (int64_t)writing->texts.len);
	if (text != NULL)
		buf_add(&writing->texts, text, strlen(text) + 1);
}

static void
put_texts(struct writing *writing, const char *const *texts, size_t n)
{
	put(writing, (int64_t)n);
	for (size_t i = 0; i < n; i++)
		put_text(writing, texts[i]);
}

static void
put_lists(struct writing *writing, const struct named_list *lists, size_t n)
{
	put(writing, (int64_t)n);
	for (size_t i = 0; i < n; i++) {
		put_text(writing, lists[i].name);
		put_texts(writing, lists[i].items, lists[i].n_items);
	}
}

static void
put_names(struct writing *writing, const struct names *names)
{
	put(writing, names->n);
	put(writing, names->n_slots);
	put(writing, names->texts_len);
	put(writing, (int64_t)writing->texts.len);
	buf_add(&writing->numbers, names->slots,
	    names->n_slots * sizeof(*names->slots));
	buf_add(&writing->texts, names->texts, names->texts_len);
}

static void
put_skill(struct writing *writing, const struct skill *skill)
{
	const char *slash = strrchr(skill->file, '/');

	put_text(writing, skill->id);
	put_text(writing, skill->name);
	put_text(writing, skill->kind);
	put_text(writing, skill->language);
	put_texts(writing, skill->words, skill->n_words);
	put_texts(writing, skill->topics, skill->n_topics);
	put_texts(writing, skill->patterns, skill->n_patterns);
	put_texts(writing, skill->domains, skill->n_domains);
	put_texts(writing, skill->parents, skill->n_parents);
	put_lists(writing, skill->packages, skill->n_packages);
	put_lists(writing, skill->seeds, skill->n_seeds);
	put_text(writing, slash != NULL ? slash + 1 : skill->file);
	put(writing, skill->line);
}

static void
put_catalogue(struct writing *writing, const struct catalogue *catalogue)
{
	put(writing, (int64_t)catalogue->n_skills);
	put(writing, (int64_t)catalogue->n_domains);
	for (size_t i = 0; i < catalogue->n_skills; i++)
		put_skill(writing, &catalogue->skills[i]);
	for (size_t i = 0; i < catalogue->n_domains; i++) {
		const struct domain *domain = &catalogue->domains[i];

		put_text(writing, domain->id);
		put_text(writing, domain->title);
		put_texts(writing, domain->words, domain->n_words);
	}
	put_text(writing, catalogue->hash);
	put_names(writing, &catalogue->by_name);
}

static void
put_places(struct writing *writing, const struct places *places)
{
	put(writing, (int64_t)places->n);
	put(writing, (int64_t)places->n_groups);
	for (size_t i = 0; i < places->n; i++) {
		put(writing, places->items[i].id);
		put(writing, places->items[i].parent);
		put_text(writing, places->items[i].name);
		put_text(writing, places->items[i].key);
	}
	for (size_t i = 0; i < places->n_groups; i++) {
		const struct place_group *group = &places->groups[i];

		put(writing, group->id);
		put(writing, (int64_t)group->n_members);
		for (size_t j = 0; j < group->n_members; j++)
			put(writing, group->members[j]);
	}
	put(writing, (int64_t)places->n_keys);
	put(writing, (int64_t)places->n_readings);
	buf_add(&writing->numbers, places->keys,
	    places->n_keys * sizeof(*places->keys));
	buf_add(&writing->numbers, places->readings,
	    places->n_readings * sizeof(*places->readings));
	put_names(writing, &places->names);
}

static int
put_all(struct writing *writing, const char *stacks, const char *places_file,
    struct head *head, struct err_detail *detail)
{
	struct catalogue catalogue = { 0 };
	struct places *places = NULL;
	struct arena arena = { 0 };
	int rc = catalogue_read(stacks, &arena, &catalogue, detail);

	if (rc == 0)
		rc = places_read(places_file, &places, detail);
	if (rc == 0)
		rc = digest_stacks(stacks, &head->stacks_digest);
	if (rc == 0)
		rc = digest_places(places_file, &head->places_digest);
	if (rc == 0) {
		put_catalogue(writing, &catalogue);
		head->places_at =
		    (uint32_t)(writing->numbers.len / sizeof(uint32_t));
		put_places(writing, places);
		head->n_numbers =
		    (uint32_t)(writing->numbers.len / sizeof(uint32_t));
		head->n_bytes = (uint32_t)writing->texts.len;
	}
	catalogue_done(&catalogue);
	places_free(places);
	arena_done(&arena);
	return rc;
}

int
tables_write(struct buf *out, const char *stacks, const char *places_file,
    struct err_detail *detail)
{
	struct writing writing;
	struct head head = { 0 };
	int rc;

	buf_init(&writing.numbers, TABLES_MAX_BYTES);
	buf_init(&writing.texts, TABLES_MAX_BYTES);
	rc = put_all(&writing, stacks, places_file, &head, detail);
	if (rc == 0) {
		buf_add(out, &head, sizeof(head));
		buf_add(out, writing.numbers.data, writing.numbers.len);
		buf_add(out, writing.texts.data, writing.texts.len);
	}
	if (rc == 0 &&
	    (out->overflow || writing.numbers.overflow ||
		writing.texts.overflow))
		rc = err_set(detail, ERR_LIMIT, "tables: over %d bytes",
		    TABLES_MAX_BYTES);
	buf_done(&writing.numbers);
	buf_done(&writing.texts);
	return rc;
}

/* ---- reading ---- */

struct taking {
	const uint32_t *at;
	const char *texts;
	struct arena *arena;
};

static struct taking
open_tables(const struct head *head, struct arena *arena, uint32_t first)
{
	const uint32_t *numbers = (const uint32_t *)(head + 1);

	ASSERT(first <= head->n_numbers);
	return (struct taking){ numbers + first,
		(const char *)(numbers + head->n_numbers), arena };
}

static uint32_t
take(struct taking *taking)
{
	return *taking->at++;
}

static const char *
take_text(struct taking *taking)
{
	uint32_t at = take(taking);

	return at == (uint32_t)NO_TEXT ? NULL : taking->texts + at;
}

static const char **
take_texts(struct taking *taking, size_t *ret_n)
{
	size_t n = take(taking);
	const char **texts = NULL;

	if (n > 0)
		texts = arena_alloc(taking->arena, n * sizeof(*texts));
	for (size_t i = 0; i < n; i++)
		texts[i] = take_text(taking);
	*ret_n = n;
	return texts;
}

static struct named_list *
take_lists(struct taking *taking, size_t *ret_n)
{
	size_t n = take(taking);
	struct named_list *lists = NULL;

	if (n > 0)
		lists = arena_alloc(taking->arena, n * sizeof(*lists));
	for (size_t i = 0; i < n; i++) {
		lists[i].name = take_text(taking);
		lists[i].items = take_texts(taking, &lists[i].n_items);
	}
	*ret_n = n;
	return lists;
}

static void
take_names(struct taking *taking, struct names *ret_names)
{
	struct names names = { .n = take(taking) };

	names.n_slots = take(taking);
	names.texts_len = take(taking);
	names.texts = taking->texts + take(taking);
	names.slots = (const struct name_slot *)taking->at;
	taking->at += names.n_slots * (sizeof(*names.slots) / sizeof(uint32_t));
	*ret_names = names;
}

/* Skills of one file mostly stand together. */
static const char *
path_of(struct taking *taking, const char *directory, const char *name,
    const struct skill *last)
{
	size_t len = strlen(directory);

	if (last != NULL && str_equal(last->file + len + 1, name))
		return last->file;
	return arena_format(taking->arena, "%s/%s", directory, name);
}

static void
take_skill(struct taking *taking, const char *directory,
    const struct skill *last, struct skill *skill)
{
	skill->id = take_text(taking);
	skill->name = take_text(taking);
	skill->kind = take_text(taking);
	skill->language = take_text(taking);
	skill->words = take_texts(taking, &skill->n_words);
	skill->topics = take_texts(taking, &skill->n_topics);
	skill->patterns = take_texts(taking, &skill->n_patterns);
	skill->domains = take_texts(taking, &skill->n_domains);
	skill->parents = take_texts(taking, &skill->n_parents);
	skill->packages = take_lists(taking, &skill->n_packages);
	skill->seeds = take_lists(taking, &skill->n_seeds);
	skill->file = path_of(taking, directory, take_text(taking), last);
	skill->line = take(taking);
}

int
tables_catalogue(const void *bytes, const char *stacks, struct arena *arena,
    struct catalogue *ret_catalogue)
{
	const struct head *head = bytes;
	struct taking taking = open_tables(head, arena, 0);
	struct catalogue catalogue = { 0 };
	uint64_t digest;
	int rc = digest_stacks(stacks, &digest);

	if (rc != 0 || digest != head->stacks_digest)
		return ERR_NOTFOUND;
	catalogue.n_skills = take(&taking);
	catalogue.n_domains = take(&taking);
	catalogue.skills =
	    arena_calloc(arena, catalogue.n_skills, sizeof(struct skill));
	catalogue.domains =
	    arena_calloc(arena, catalogue.n_domains, sizeof(struct domain));
	for (size_t i = 0; i < catalogue.n_skills; i++)
		take_skill(&taking, stacks,
		    i > 0 ? &catalogue.skills[i - 1] : NULL,
		    &catalogue.skills[i]);
	for (size_t i = 0; i < catalogue.n_domains; i++) {
		struct domain *domain = &catalogue.domains[i];

		domain->id = take_text(&taking);
		domain->title = take_text(&taking);
		domain->words = take_texts(&taking, &domain->n_words);
	}
	(void)str_copy(catalogue.hash, sizeof(catalogue.hash),
	    take_text(&taking));
	take_names(&taking, &catalogue.by_name);
	*ret_catalogue = catalogue;
	return 0;
}

static void
take_items(struct taking *taking, struct places *places)
{
	places->n = take(taking);
	places->n_groups = take(taking);
	places->items =
	    arena_alloc(&places->arena, places->n * sizeof(struct place));
	places->groups = arena_calloc(&places->arena, places->n_groups,
	    sizeof(*places->groups));
	for (size_t i = 0; i < places->n; i++) {
		struct place *place = &places->items[i];

		place->id = take(taking);
		place->parent = take(taking);
		place->name = take_text(taking);
		place->key = take_text(taking);
		place_enter(places, place);
	}
	for (size_t i = 0; i < places->n_groups; i++) {
		struct place_group *group = &places->groups[i];
		int64_t *members;

		group->id = take(taking);
		group->n_members = take(taking);
		members = arena_alloc(&places->arena,
		    group->n_members * sizeof(*members));
		for (size_t j = 0; j < group->n_members; j++)
			members[j] = take(taking);
		group->members = members;
		places->has_children[group->id] = true;
	}
}

int
tables_places(const void *bytes, const char *places_file,
    struct places **ret_places)
{
	const struct head *head = bytes;
	struct places *places;
	struct taking taking;
	uint64_t digest;
	int rc = digest_places(places_file, &digest);

	if (rc != 0 || digest != head->places_digest)
		return ERR_NOTFOUND;
	places = places_new();
	taking = open_tables(head, &places->arena, head->places_at);
	take_items(&taking, places);
	places->n_keys = take(&taking);
	places->n_readings = take(&taking);
	places->keys = (const struct place_key *)taking.at;
	taking.at +=
	    places->n_keys * (sizeof(*places->keys) / sizeof(uint32_t));
	places->readings = (const struct place_reading *)taking.at;
	taking.at +=
	    places->n_readings * (sizeof(*places->readings) / sizeof(uint32_t));
	take_names(&taking, &places->names);
	*ret_places = places;
	return 0;
}
