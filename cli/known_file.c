#include "cli/known_file.h"

#include <string.h>

#include "base/array.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/text.h"
#include "cli/text_file.h"
#include "cli/typed.h"
#include "outreach/csv_read.h"
#include "signals/fact.h"

enum {
	FILE_MAX_BYTES = 16 * 1024 * 1024,
	NAME_MAX_BYTES = 200,
	LINKS = 4
};

enum column {
	COLUMN_OTHER,
	COLUMN_LOGIN,
	COLUMN_NAME,
	COLUMN_FIRST,
	COLUMN_LAST,
	COLUMN_COMPANY
};

static const struct {
	const char *heading; /* folded; '_' and '-' are blanks */
	enum column column;
} headings[] = {
	{ "login", COLUMN_LOGIN },
	{ "github", COLUMN_LOGIN },
	{ "github login", COLUMN_LOGIN },
	{ "github username", COLUMN_LOGIN },
	{ "github user", COLUMN_LOGIN },
	{ "github handle", COLUMN_LOGIN },
	{ "github url", COLUMN_LOGIN },
	{ "github profile", COLUMN_LOGIN },
	{ "username", COLUMN_LOGIN },
	{ "handle", COLUMN_LOGIN },
	{ "name", COLUMN_NAME },
	{ "full name", COLUMN_NAME },
	{ "candidate", COLUMN_NAME },
	{ "candidate name", COLUMN_NAME },
	{ "first name", COLUMN_FIRST },
	{ "firstname", COLUMN_FIRST },
	{ "given name", COLUMN_FIRST },
	{ "vorname", COLUMN_FIRST },
	{ "last name", COLUMN_LAST },
	{ "lastname", COLUMN_LAST },
	{ "surname", COLUMN_LAST },
	{ "family name", COLUMN_LAST },
	{ "nachname", COLUMN_LAST },
	{ "company", COLUMN_COMPANY },
	{ "company name", COLUMN_COMPANY },
	{ "current company", COLUMN_COMPANY },
	{ "employer", COLUMN_COMPANY },
	{ "current employer", COLUMN_COMPANY },
	{ "organization", COLUMN_COMPANY },
	{ "organisation", COLUMN_COMPANY },
	{ "firma", COLUMN_COMPANY },
	/* Their cells are addresses, which count in any column. */
	{ "linkedin", COLUMN_OTHER },
	{ "linkedin url", COLUMN_OTHER },
	{ "linkedin profile", COLUMN_OTHER },
};

struct list {
	struct app *app;
	enum column columns[CSV_CELLS_MAX];
	bool has_headings;
	struct known_entry *entries; /* on the heap while it grows */
	size_t n;
};

/* ---- headings ---- */

static bool
heading_of(struct arena *arena, const char *cell, enum column *ret_column)
{
	char *folded = text_fold(arena, cell, strlen(cell));

	for (char *at = folded; *at != '\0'; at++)
		if (*at == '_' || *at == '-')
			*at = ' ';
	for (size_t i = 0; i < COUNT(headings); i++)
		if (str_equal(folded, headings[i].heading)) {
			*ret_column = headings[i].column;
			return true;
		}
	return false;
}

/* A first row with a known heading is no person. */
static bool
take_headings(struct list *list, const struct csv_row *row)
{
	for (size_t i = 0; i < row->n; i++)
		if (heading_of(&list->app->arena, row->cells[i],
			&list->columns[i]))
			list->has_headings = true;
	return list->has_headings;
}

/* ---- cells ---- */

/* The word of a cell that has `part` in it; NULL. */
static const char *
word_with(struct arena *arena, const char *cell, const char *part)
{
	static const char blanks[] = " ,;|\t\r\n";

	while (*cell != '\0') {
		size_t len = strcspn(cell, blanks);
		char *word = arena_text(arena, cell, len);
		char *folded = arena_strdup(arena, word);

		str_lower_all(folded);
		if (strstr(folded, part) != NULL)
			return word;
		cell += len;
		cell += strspn(cell, blanks);
	}
	return NULL;
}

/* Addresses of profiles, wherever they stand. */
static void
take_addresses(struct list *list, struct known_entry *entry, const char *cell)
{
	struct arena *arena = &list->app->arena;
	const char *host = strstr(fact_site(), "://") + 3;
	const char *github = word_with(arena, cell, "github.com/");
	const char *linkedin = word_with(arena, cell, "linkedin.com/in/");
	struct person *who = &entry->who;

	if (github == NULL)
		github = word_with(arena, cell, host);
	if (github != NULL && who->login == NULL) {
		size_t len = strcspn(github, "?#");
		char *bare = arena_text(arena, github, len);

		str_lower_all(bare);
		who->login = typed_login(list->app, bare);
	}
	if (linkedin != NULL && who->n_links < LINKS) {
		if (who->links == NULL)
			who->links =
			    arena_calloc(arena, LINKS, sizeof(*who->links));
		who->links[who->n_links++] =
		    (struct link){ "linkedin", linkedin };
	}
}

static const char *
harmless(struct list *list, const char *cell)
{
	struct buf line;
	const char *text;

	if (cell[0] == '\0' || strlen(cell) > NAME_MAX_BYTES)
		return NULL;
	buf_init(&line, (size_t)4 * NAME_MAX_BYTES);
	text_line(&line, cell, strlen(cell));
	text = arena_text(&list->app->arena, line.data != NULL ? line.data : "",
	    line.len);
	buf_done(&line);
	return text[0] != '\0' ? text : NULL;
}

/* "Doe, Jane" is Jane Doe. */
static const char *
in_order(struct list *list, const char *name)
{
	const char *comma = name != NULL ? strchr(name, ',') : NULL;

	return comma == NULL ? name
			     : arena_format(&list->app->arena, "%s %.*s",
				   comma + 1, (int)(comma - name), name);
}

static void
take_cells(struct list *list, const struct csv_row *row,
    struct known_entry *entry)
{
	const char *first = NULL, *last = NULL;
	struct person *who = &entry->who;

	for (size_t i = 0; i < row->n; i++) {
		const char *cell = harmless(list, row->cells[i]);

		if (cell == NULL)
			continue;
		switch (list->columns[i]) {
		case COLUMN_LOGIN:
			if (who->login == NULL)
				who->login = typed_login(list->app, cell);
			break;
		case COLUMN_NAME:
			who->name = in_order(list, cell);
			break;
		case COLUMN_FIRST:
			first = cell;
			break;
		case COLUMN_LAST:
			last = cell;
			break;
		case COLUMN_COMPANY:
			who->company = cell;
			break;
		case COLUMN_OTHER:
			break;
		}
	}
	if (who->name == NULL && first != NULL && last != NULL)
		who->name =
		    arena_format(&list->app->arena, "%s %s", first, last);
}

/* Without headings: what the first cells look like. */
static void
guess_cells(struct list *list, const struct csv_row *row,
    struct known_entry *entry)
{
	const char *first = harmless(list, row->cells[0]);

	if (first == NULL || entry->who.login != NULL)
		return;
	if (strchr(first, ' ') == NULL) {
		entry->who.login = typed_login(list->app, first);
	} else if (row->n > 1) {
		entry->who.name = in_order(list, first);
		entry->who.company = harmless(list, row->cells[1]);
	}
}

static void
add_row(struct list *list, const struct csv_row *row)
{
	struct known_entry entry = { .line = row->line };

	for (size_t i = 0; i < row->n; i++)
		take_addresses(list, &entry, row->cells[i]);
	if (list->has_headings)
		take_cells(list, row, &entry);
	else
		guess_cells(list, row, &entry);
	entry.n_keys =
	    store_known_keys(&entry.who, &list->app->arena, &entry.keys);
	if ((list->n & (list->n - 1)) == 0)
		list->entries = mem_resize(list->entries,
		    list->n == 0 ? 1 : list->n * 2, sizeof(*list->entries));
	list->entries[list->n++] = entry;
}

int
known_file_read(struct app *app, const char *path,
    struct known_entry **ret_entries, size_t *ret_n)
{
	struct list list = { .app = app };
	struct arena arena = { 0 };
	struct csv_reader reader;
	struct csv_row row;
	struct buf content;
	bool is_first = true;
	int rc;

	rc = text_file_read(app, path, FILE_MAX_BYTES, "CSV", &content);
	csv_read_init(&reader, content.data != NULL ? content.data : "",
	    rc == 0 ? content.len : 0);
	while (csv_read_row(&reader, &arena, &row)) {
		if (!is_first || !take_headings(&list, &row))
			add_row(&list, &row);
		is_first = false;
		arena_reset(&arena);
	}
	*ret_entries =
	    arena_calloc(&app->arena, list.n + 1, sizeof(**ret_entries));
	if (list.n > 0)
		memcpy(*ret_entries, list.entries,
		    list.n * sizeof(*list.entries));
	*ret_n = list.n;
	mem_free(list.entries);
	arena_done(&arena);
	buf_done(&content);
	return rc;
}
