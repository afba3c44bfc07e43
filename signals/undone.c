#include "signals/undone.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "signals/scoring.h"

enum {
	OID_DIGITS = 7, /* of an abbreviated one */
	LOOKED_AT = 64, /* undoings of one title */
	NUMBER_DIGITS = 12
};

static const char by_oid[] = "This reverts commit ";

/* A title taken apart. */
struct named {
	const char *text;
	size_t len; /* without quotes and "(#12)" */
	int64_t number;
	size_t depth; /* how often it is undone: 0, it is done */
};

static size_t
without_spaces(const char *text, size_t len)
{
	while (len > 0 && (text[len - 1] == ' ' || text[len - 1] == '\r'))
		len--;
	return len;
}

/* Takes a "(#12)" off the end; 0 when there is none. */
static int64_t
take_number(const char *text, size_t *len)
{
	size_t end = without_spaces(text, *len), i = end;
	int64_t number = 0;

	*len = end;
	if (end < 4 || text[end - 1] != ')')
		return 0;
	for (i--; i > 0 && str_is_digit(text[i - 1]); i--)
		;
	if (i < 2 || text[i - 1] != '#' || text[i - 2] != '(' || i == end - 1 ||
	    end - i > NUMBER_DIGITS)
		return 0;
	for (size_t k = i; k < end - 1; k++)
		number = number * 10 + (text[k] - '0');
	*len = without_spaces(text, i - 2);
	return number;
}

static struct named
name_of(const char *title)
{
	struct named named = { .text = title, .len = strcspn(title, "\n") };
	size_t quotes = 0;

	named.number = take_number(named.text, &named.len);
	for (;; quotes++) {
		size_t n;

		if (str_starts(named.text, "Revert \""))
			n = sizeof("Revert \"") - 1;
		else if (str_starts(named.text, "Reapply \""))
			n = sizeof("Reapply \"") - 1;
		else
			break;
		if (n > named.len)
			break;
		named.depth += named.text[2] == 'v' ? 1 : 2;
		named.text += n;
		named.len -= n;
	}
	if (quotes == 0)
		return named;
	/* The number behind the quotes is the undoing's own. */
	named.number = 0;
	for (; quotes > 0; quotes--) {
		if (named.number == 0)
			named.number = take_number(named.text, &named.len);
		if (named.len > 0 && named.text[named.len - 1] == '"')
			named.len--;
	}
	if (named.number == 0)
		named.number = take_number(named.text, &named.len);
	return named;
}

static uint64_t
hash(uint64_t key, const char *text, size_t len)
{
	const uint64_t step = 0x100000001B3u; /* FNV-1a */

	for (size_t i = 0; i < len; i++)
		key = (key ^ (uint8_t)text[i]) * step;
	return key;
}

static uint64_t
title_key(const struct named *named)
{
	return hash(0xCBF29CE484222325u, named->text, named->len);
}

/* 0 when it is too short to be one. */
static uint64_t
oid_key(const char *oid)
{
	for (size_t i = 0; i < OID_DIGITS; i++)
		if (!str_is_digit(oid[i]) && (oid[i] < 'a' || oid[i] > 'f'))
			return 0;
	return hash(1, oid, OID_DIGITS);
}

/* Most repositories have none: room is made for the first. */
struct finding {
	const struct scoring *scoring;
	struct undone *undone;
	size_t most;
};

static void
add(struct finding *finding, struct undoing undoing)
{
	struct undone *undone = finding->undone;

	if (undoing.date < finding->scoring->since)
		return;
	if (undone->items == NULL)
		undone->items = arena_alloc(finding->scoring->arena,
		    finding->most * sizeof(*undone->items));
	undone->items[undone->n++] = undoing;
}

static void
add_title(struct finding *finding, const char *title, int64_t date)
{
	struct named named;

	if (title == NULL || title[0] != 'R' || title[1] != 'e')
		return;
	named = name_of(title);
	if (named.depth > 0)
		add(finding,
		    (struct undoing){ title_key(&named), date, named.number,
			named.depth % 2 == 0 });
}

static void
add_oid(struct finding *finding, const char *message, int64_t date)
{
	const char *at = message == NULL ? NULL : strstr(message, by_oid);
	uint64_t key = at == NULL ? 0 : oid_key(at + sizeof(by_oid) - 1);

	if (key != 0)
		add(finding, (struct undoing){ key, date, 0, false });
}

static int
compare_undoings(const void *a, const void *b)
{
	const struct undoing *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return (x->date < y->date) - (x->date > y->date);
}

void
undone_find(const struct scoring *scoring, const struct work *work,
    struct undone *ret_undone)
{
	struct finding finding = { scoring, ret_undone,
		work->n_pulls + work->n_merges + 2 * work->n_commits };

	*ret_undone = (struct undone){ .items = NULL };
	for (size_t i = 0; i < work->n_pulls; i++)
		add_title(&finding, work->pulls[i].title,
		    work->pulls[i].merged_at);
	for (size_t i = 0; i < work->n_merges; i++)
		add_title(&finding, work->merges[i].title,
		    work->merges[i].merged_at);
	for (size_t i = 0; i < work->n_commits; i++) {
		const struct commit *commit = &work->commits[i];

		add_title(&finding, commit->message, commit->authored_at);
		add_oid(&finding, commit->message, commit->authored_at);
	}
	if (ret_undone->n > 1)
		qsort(ret_undone->items, ret_undone->n,
		    sizeof(*ret_undone->items), compare_undoings);
}

/* The first of a key among all. */
static size_t
first_of(const struct undone *undone, uint64_t key)
{
	size_t low = 0, high = undone->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (undone->items[middle].key < key)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The latest word on it since it was done; NULL: none. */
static const struct undoing *
latest(const struct undone *undone, uint64_t key, int64_t number, int64_t date)
{
	size_t first = first_of(undone, key);

	for (size_t i = first; i < undone->n && i < first + LOOKED_AT; i++) {
		const struct undoing *item = &undone->items[i];

		if (item->key != key || item->date < date)
			return NULL;
		if (item->number == 0 || number == 0 || item->number == number)
			return item;
	}
	return NULL;
}

bool
undone_pull(const struct undone *undone, const struct pull *pull)
{
	const struct undoing *last;
	struct named named;

	if (undone->n == 0 || pull->title == NULL)
		return false;
	named = name_of(pull->title);
	if (named.depth > 0)
		return true;
	last = latest(undone, title_key(&named), pull->number, pull->merged_at);
	return last != NULL && !last->is_again;
}

bool
undone_commit(const struct undone *undone, const struct commit *commit)
{
	const struct undoing *last, *other = NULL;
	struct named named;
	uint64_t key;

	if (undone->n == 0 || commit->message == NULL)
		return false;
	named = name_of(commit->message);
	if (named.depth > 0 || strstr(commit->message, by_oid) != NULL)
		return true;
	last = latest(undone, title_key(&named), named.number,
	    commit->authored_at);
	key = commit->oid == NULL ? 0 : oid_key(commit->oid);
	if (key != 0)
		other = latest(undone, key, 0, commit->authored_at);
	if (last == NULL || (other != NULL && other->date > last->date))
		last = other;
	return last != NULL && !last->is_again;
}

int64_t
undone_number(const char *message)
{
	size_t len = message == NULL ? 0 : strcspn(message, "\n");

	return len == 0 ? 0 : take_number(message, &len);
}
