#include <string.h>

#include "base/array.h"
#include "base/str.h"
#include "signals/jd_internal.h"

/*
 * Tables that were pasted as text, and forms for both sexes: rewritten into
 * what the rest reads, before there are lines.
 *
 *   Location<tab>Eindhoven            Location: Eindhoven
 *   Skill<tab>Level<tab>Mandatory?
 *   C<tab>Expert<tab>Yes              - Required: C
 *   Rust<tab>Basic<tab>No             - Optional: Rust
 *   Ingenieur(e)                      Ingenieur
 */
enum {
	CELLS_MAX = 12,
	CELL_BYTES = 200,
	FORM_LETTERS = 3 /* of a word that has an ending for women */
};

struct cell {
	const char *text;
	size_t len;
};

struct table {
	size_t column; /* that says how much a row matters; CELLS_MAX: none */
};

static size_t
split_cells(const char *text, size_t len, struct cell cells[static CELLS_MAX])
{
	char sign = memchr(text, '\t', len) != NULL ? '\t' : '|';
	size_t n = 0, start = 0;

	text = str_trim(text, len, &len);
	if (sign == '|' && (len < 3 || text[0] != '|'))
		return 0;
	if (sign == '|') {
		start = 1;
		len -= text[len - 1] == '|';
	}
	for (size_t i = start; i <= len && n < CELLS_MAX; i++) {
		if (i < len && text[i] != sign)
			continue;
		cells[n].text =
		    str_trim(text + start, i - start, &cells[n].len);
		if (cells[n].len > CELL_BYTES)
			return 0;
		n += cells[n].len > 0 || sign == '|';
		start = i + 1;
	}
	return n;
}

static bool
is_word_of(const struct cell *cell, const char *const *words, size_t n)
{
	size_t len = cell->len;

	while (len > 0 && strchr("?:.!* ", cell->text[len - 1]) != NULL)
		len--;
	for (size_t i = 0; i < n; i++)
		if (strlen(words[i]) == len) {
			size_t k = 0;

			while (
			    k < len && str_lower(cell->text[k]) == words[i][k])
				k++;
			if (k == len)
				return true;
		}
	return false;
}

#define IS_WORD_OF(cell, words) is_word_of(cell, words, COUNT(words))

/* A row of names, one of which is "Mandatory?". */
static bool
read_header(struct table *table, const struct cell *cells, size_t n)
{
	static const char *const names[] = { "mandatory", "required", "must",
		"must have", "must-have", "essential", "mandatory/optional",
		"need", "needed", "pflicht", "zwingend", "erforderlich", "muss",
		"obligatoire", "requis", "indispensable", "obligatorio",
		"imprescindible", "priority", "importance" };

	for (size_t i = 1; n > 1 && i < n; i++)
		if (IS_WORD_OF(&cells[i], names)) {
			table->column = i;
			return true;
		}
	return false;
}

static void
put_row(struct buf *out, const struct table *table, const struct cell *cells)
{
	static const char *const noes[] = { "no", "n", "nein", "non",
		"optional", "nice", "nice to have", "nice-to-have", "low",
		"medium", "desirable", "preferred", "kann", "-", "x no",
		"optionnel", "opcional", "wunschenswert" };
	const struct cell *cell = &cells[table->column];
	bool optional = cell->len == 0 || IS_WORD_OF(cell, noes);

	buf_text(out, optional ? "- Optional: " : "- Required: ");
	buf_add(out, cells[0].text, cells[0].len);
	buf_char(out, '\n');
}

/* Whether the line was one of a table, and went to `out`. */
static bool
put_line(struct table *table, const char *line, size_t len, struct buf *out)
{
	struct cell cells[CELLS_MAX];
	size_t n = split_cells(line, len, cells);
	bool is_rule = n > 0;

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < cells[i].len; k++)
			is_rule &= strchr("-: =", cells[i].text[k]) != NULL;
	if (is_rule)
		return table->column < CELLS_MAX;
	if (read_header(table, cells, n))
		return true;
	if (table->column < n && cells[0].len > 0) {
		put_row(out, table, cells);
		return true;
	}
	if (n == 0)
		table->column = CELLS_MAX;
	if (n != 2 || memchr(line, '\t', len) == NULL)
		return false;
	table->column = CELLS_MAX;
	buf_add(out, cells[0].text, cells[0].len);
	buf_text(out, cells[0].text[cells[0].len - 1] == ':' ? " " : ": ");
	buf_add(out, cells[1].text, cells[1].len);
	buf_char(out, '\n');
	return true;
}

/* Bytes of "(e)", "/in", "\xC2\xB7se" behind a word; 0 if there is none. */
static size_t
form_len(const char *text, size_t len)
{
	static const char *const forms[] = { "(e)", "(n)", "(in)", "(ne)",
		"(se)", "(rice)", "(trice)", "(a)", "(r)",
		"\xC2\xB7\x65", /* a plain e would end up in the escape */
		"\xC2\xB7se", "\xC2\xB7ne", "\xC2\xB7trice", "\xC2\xB7rice",
		"/n", "/in", "/-in", ":in", "*in", "_in", "/a", "/e", "/euse" };

	for (size_t i = 0; i < COUNT(forms); i++) {
		size_t n = strlen(forms[i]);

		if (n <= len && memcmp(text, forms[i], n) == 0 &&
		    (n == len ||
			(!jd_is_word(text[n]) && text[n] != '/' &&
			    text[n] != '.')))
			return n;
	}
	return 0;
}

static void
put_neutral(const char *line, size_t len, struct buf *out)
{
	size_t letters = 0;

	for (size_t i = 0; i < len; i++) {
		size_t n = letters < FORM_LETTERS &&
			!(letters == 2 && line[i] != '/' && line[i] != ':')
		    ? 0
		    : form_len(line + i, len - i);

		if (n > 0) {
			i += n - 1;
			letters = 0;
			continue;
		}
		letters = (line[i] >= 'a' && line[i] <= 'z') ||
			(unsigned char)line[i] >= 0x80
		    ? letters + 1
		    : 0;
		buf_char(out, line[i]);
	}
	buf_char(out, '\n');
}

void
jd_straighten(const char *text, size_t len, struct buf *out)
{
	struct table table = { CELLS_MAX };

	for (size_t at = 0; at < len;) {
		const char *end = memchr(text + at, '\n', len - at);
		size_t n = end == NULL ? len - at : (size_t)(end - text) - at;

		if (!put_line(&table, text + at, n, out))
			put_neutral(text + at, n, out);
		at += n + 1;
	}
}
