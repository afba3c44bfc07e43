#include "cli/audit_trial.h"

#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"

enum {
	MEMBERS_MAX = 200,
	WIDTH_MAX = 2 * sizeof(void *), /* of a member that is saved */
	AGED_DAYS = 400 /* by so much a time is moved */
};

struct trial {
	struct rubric *rubric;
	struct trial_member members[MEMBERS_MAX];
	size_t n;
	int64_t people;
	struct arena names; /* of the members' records */
	struct arena arena; /* of one scoring */
	struct arena saved;
	struct score before;
};

/* All values of one record type that a person has. */
struct instances {
	void **items;
	size_t n;
};

struct trial *
trial_new(struct rubric *rubric)
{
	struct trial *trial = mem_calloc(1, sizeof(*trial));

	trial->rubric = rubric;
	return trial;
}

void
trial_free(struct trial *trial)
{
	if (trial == NULL)
		return;
	arena_done(&trial->names);
	arena_done(&trial->arena);
	arena_done(&trial->saved);
	mem_free(trial);
}

/* ---- changing ---- */

/* Other than it was, whatever it was. */
static void
change(const struct record_field *field, void *value)
{
	char *at = (char *)value + field->offset;
	static const char other[] = "quite another thing";
	const char *text = other;
	const size_t none = 0;
	int64_t number;

	switch (field->kind) {
	case RECORD_INT:
		memcpy(&number, at, sizeof(number));
		number = number * 3 + 11;
		memcpy(at, &number, sizeof(number));
		break;
	case RECORD_TIME:
		memcpy(&number, at, sizeof(number));
		number = number > AGED_DAYS * (int64_t)CLOCK_DAY_S
		    ? number - AGED_DAYS * (int64_t)CLOCK_DAY_S
		    : clock_wall() - CLOCK_DAY_S;
		memcpy(at, &number, sizeof(number));
		break;
	case RECORD_BOOL:
		*(bool *)at = !*(bool *)at;
		break;
	case RECORD_REAL:
	case RECORD_PART:
		*(double *)(void *)at = *(double *)(void *)at / 2 + 1;
		break;
	case RECORD_TEXT:
		memcpy(at, &text, sizeof(text));
		break;
	case RECORD_TEXTS:
	case RECORD_LIST:
		memcpy((char *)value + field->count, &none, sizeof(none));
		break;
	}
}

static bool
is_list(const struct record_field *field)
{
	return field->kind == RECORD_TEXTS || field->kind == RECORD_LIST;
}

/* Saves the member of every instance, or puts it back. */
static void
keep(const struct record_field *field, const struct instances *all, char *saved,
    bool restore)
{
	size_t offset = is_list(field) ? field->count : field->offset;
	size_t width = field->kind == RECORD_BOOL ? sizeof(bool) : 8;

	for (size_t i = 0; i < all->n; i++) {
		char *at = (char *)all->items[i] + offset;

		if (restore)
			memcpy(at, saved + i * WIDTH_MAX, width);
		else
			memcpy(saved + i * WIDTH_MAX, at, width);
	}
}

/* ---- comparing ---- */

static bool
is_other(double a, double b)
{
	return memcmp(&a, &b, sizeof(a)) != 0;
}

static bool
is_other_score(const struct score *a, const struct score *b)
{
	return is_other(a->score, b->score) ||
	    is_other(a->coverage, b->coverage) || a->band != b->band ||
	    a->is_out != b->is_out || a->n_must_missing != b->n_must_missing;
}

static void
compare(struct trial *trial, const struct score *after,
    struct trial_member *member)
{
	for (int i = 0; i < FAMILY_COUNT; i++) {
		const struct signal *a = &trial->before.signals[i];
		const struct signal *b = &after->signals[i];

		/* Points follow from these and weights, rounded together. */
		member->changed[i] += is_other(a->value, b->value) ||
		    is_other(a->coverage, b->coverage);
	}
	member->scores += is_other_score(&trial->before, after);
}

/* ---- trying ---- */

static struct trial_member *
member_of(struct trial *trial, const char *record, const char *name)
{
	struct trial_member *member;

	for (size_t i = 0; i < trial->n; i++)
		if (str_equal(trial->members[i].record, record) &&
		    str_equal(trial->members[i].name, name))
			return &trial->members[i];
	if (trial->n == MEMBERS_MAX)
		return NULL;
	member = &trial->members[trial->n++];
	member->record = arena_strdup(&trial->names, record);
	member->name = name;
	return member;
}

static void
try_member(struct trial *trial, const char *record,
    const struct record_field *field, const struct instances *all,
    const struct facts *facts)
{
	struct trial_member *member = member_of(trial, record, field->name);
	struct score after;
	char *saved;

	if (member == NULL || all->n == 0)
		return;
	saved = arena_calloc(&trial->saved, all->n, WIDTH_MAX);
	keep(field, all, saved, false);
	for (size_t i = 0; i < all->n; i++)
		change(field, all->items[i]);
	rubric_score(trial->rubric, facts, &trial->arena, &after);
	keep(field, all, saved, true);
	member->tried++;
	compare(trial, &after, member);
	/* the first score's texts are not compared, so they may go */
	arena_reset(&trial->arena);
}

/* The items of a list in all instances. */
static struct instances
items_of(struct trial *trial, const struct record_field *field,
    const struct instances *all)
{
	struct instances items = { NULL, 0 };
	size_t total = 0, n;
	char *first;

	for (size_t i = 0; i < all->n; i++) {
		memcpy(&n, (char *)all->items[i] + field->count, sizeof(n));
		total += n;
	}
	items.items = arena_calloc(&trial->saved, total + 1, sizeof(void *));
	for (size_t i = 0; i < all->n; i++) {
		memcpy(&n, (char *)all->items[i] + field->count, sizeof(n));
		memcpy(&first, (char *)all->items[i] + field->offset,
		    sizeof(first));
		for (size_t j = 0; j < n; j++)
			items.items[items.n++] = first + j * field->item->size;
	}
	return items;
}

/* As deep as records are nested.  NOLINTBEGIN(misc-no-recursion) */
static void
try_record(struct trial *trial, const char *record,
    const struct record_type *type, const struct instances *all,
    const struct facts *facts)
{
	for (size_t i = 0; i < type->n_fields; i++) {
		const struct record_field *field = &type->fields[i];
		struct instances items;

		/* What was read of the texts: no fact. */
		if (str_equal(field->name, "gists"))
			continue;
		try_member(trial, record, field, all, facts);
		if (field->kind != RECORD_LIST)
			continue;
		items = items_of(trial, field, all);
		try_record(trial,
		    arena_format(&trial->saved, "%s.%s", record, field->name),
		    field->item, &items, facts);
	}
}
/* NOLINTEND(misc-no-recursion) */

void
trial_person(struct trial *trial, struct facts *facts)
{
	void *person = &facts->person, *own = &facts->own;
	struct instances works = { NULL, facts->n_work };

	works.items =
	    arena_calloc(&trial->saved, facts->n_work + 1, sizeof(void *));
	for (size_t i = 0; i < facts->n_work; i++)
		works.items[i] = &facts->work[i];
	/* Once read, only what is changed is read again. */
	(void)rubric_read(trial->rubric, facts, &trial->names);
	rubric_score(trial->rubric, facts, &trial->arena, &trial->before);
	try_record(trial, "person", &person_record,
	    &(struct instances){ &person, 1 }, facts);
	try_record(trial, "own", &portfolio_record,
	    &(struct instances){ &own, 1 }, facts);
	try_record(trial, "work", &work_record, &works, facts);
	trial->people++;
	arena_reset(&trial->arena);
	arena_reset(&trial->saved);
}

const struct trial_member *
trial_members(const struct trial *trial, size_t *ret_n)
{
	*ret_n = trial->n;
	return trial->members;
}

int64_t
trial_people(const struct trial *trial)
{
	return trial->people;
}

bool
trial_counts(const struct trial_member *member)
{
	int64_t n = member->scores;

	for (int i = 0; i < FAMILY_COUNT; i++)
		n += member->changed[i];
	return n > 0;
}
