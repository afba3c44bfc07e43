#include "store/scrub.h"

#include <string.h>

#include "base/str.h"

enum {
	/* Shorter names would be taken for ordinary words. */
	NAME_MIN = 6,
	VARINT_MAX = 10
};

static const char forgotten[] = "<forgotten>";

/* Fields that are addresses or keys and no prose. */
static const char *const addresses[] = { "etag", "full_name", "login",
	"node_id", "oid", "path", "paths", "repository", "url", "workflows" };

/* Fields that hold an account id. */
static const char *const accounts[] = { "author", "merged_by" };

void
scrub_init(struct scrub *scrub, const struct person *person,
    struct arena *arena)
{
	const char *name = person->name, *login = person->login;

	*scrub = (struct scrub){ .id = person->id, .arena = arena };
	if (login != NULL && login[0] != '\0')
		scrub->login = login;
	if (name != NULL && strlen(name) >= NAME_MIN &&
	    strchr(name, ' ') != NULL)
		scrub->name = name;
}

/* ---- texts ---- */

static bool
is_login_char(char c)
{
	return str_is_alnum(c) || c == '-' || c == '_';
}

static bool
matches(const char *text, const char *word)
{
	for (; *word != '\0'; text++, word++)
		if (str_lower(*text) != str_lower(*word))
			return false;
	return true;
}

static bool
ends_with(const char *start, const char *at, const char *what)
{
	size_t len = strlen(what);

	return (size_t)(at - start) >= len && matches(at - len, what);
}

/* Whether the login stands at `at` as a mention and not as a mere word. */
static bool
is_login_mention(const char *start, const char *at, const char *login)
{
	char next;

	if (!matches(at, login))
		return false;
	next = at[strlen(login)];
	if (is_login_char(next))
		return false;
	if (ends_with(start, at, "@") || ends_with(start, at, "github.com/"))
		return true;
	return next == '/' && (at == start || str_is_space(at[-1]));
}

static bool
is_name_mention(const char *start, const char *at, const char *name)
{
	return matches(at, name) && !str_is_alnum(at[strlen(name)]) &&
	    (at == start || !str_is_alnum(at[-1]));
}

/* Length of the mention that begins at `at`, or 0. */
static size_t
mention(const struct scrub *scrub, const char *start, const char *at)
{
	if (scrub->login != NULL && is_login_mention(start, at, scrub->login))
		return strlen(scrub->login);
	if (scrub->name != NULL && is_name_mention(start, at, scrub->name))
		return strlen(scrub->name);
	return 0;
}

const char *
scrub_text(struct scrub *scrub, const char *text)
{
	const char *from = text;
	struct buf out;

	if (text == NULL)
		return NULL;
	/* The worst case: a login of one character, again and again. */
	buf_init(&out, strlen(text) * sizeof(forgotten));
	for (const char *at = text; *at != '\0';) {
		size_t len = mention(scrub, text, at);

		if (len == 0) {
			at++;
			continue;
		}
		buf_add(&out, from, (size_t)(at - from));
		buf_text(&out, forgotten);
		scrub->found++;
		at += len;
		from = at;
	}
	if (from != text) {
		buf_text(&out, from);
		text = arena_text(scrub->arena, out.data, out.len);
	}
	buf_done(&out);
	return text;
}

/* ---- records ---- */

static bool
is_one_of(const char *name, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

static void
scrub_int(struct scrub *scrub, const struct record_field *field, void *at)
{
	const int64_t unknown = 0;
	int64_t value;

	memcpy(&value, at, sizeof(value));
	if (scrub->id == 0 || value != scrub->id ||
	    !is_one_of(field->name, accounts,
		sizeof(accounts) / sizeof(accounts[0])))
		return;
	memcpy(at, &unknown, sizeof(unknown));
	scrub->found++;
}

/* As deep as records are nested.  NOLINTBEGIN(misc-no-recursion) */
static void
scrub_many(struct scrub *scrub, const struct record_field *field, void *value,
    bool is_address)
{
	char *items;
	size_t n;

	memcpy(&items, (char *)value + field->offset, sizeof(items));
	memcpy(&n, (char *)value + field->count, sizeof(n));
	for (size_t i = 0; i < n; i++) {
		if (field->kind == RECORD_LIST)
			scrub_record(scrub, field->item,
			    items + i * field->item->size);
		else if (!is_address)
			((const char **)(void *)items)[i] = scrub_text(scrub,
			    ((const char **)(void *)items)[i]);
	}
}

static void
scrub_field(struct scrub *scrub, const struct record_field *field, void *value)
{
	void *at = (char *)value + field->offset;
	bool is_address = is_one_of(field->name, addresses,
	    sizeof(addresses) / sizeof(addresses[0]));
	const char *text;

	switch (field->kind) {
	case RECORD_INT:
		scrub_int(scrub, field, at);
		break;
	case RECORD_TEXT:
		if (is_address)
			break;
		memcpy(&text, at, sizeof(text));
		text = scrub_text(scrub, text);
		memcpy(at, &text, sizeof(text));
		break;
	case RECORD_TEXTS:
	case RECORD_LIST:
		scrub_many(scrub, field, value, is_address);
		break;
	case RECORD_BOOL:
	case RECORD_REAL:
	case RECORD_PART:
	case RECORD_TIME:
		break;
	}
}

void
scrub_record(struct scrub *scrub, const struct record_type *type, void *value)
{
	for (size_t i = 0; i < type->n_fields; i++)
		scrub_field(scrub, &type->fields[i], value);
}

/* NOLINTEND(misc-no-recursion) */

void
scrub_score(struct scrub *scrub, struct score *score)
{
	score->headline = scrub_text(scrub, score->headline);
	score->reason = scrub_text(scrub, score->reason);
	score->involvement_reason =
	    scrub_text(scrub, score->involvement_reason);
	score->out_reason = scrub_text(scrub, score->out_reason);
	for (size_t i = 0; i < score->n_must_seen; i++)
		score->must_seen[i].text =
		    scrub_text(scrub, score->must_seen[i].text);
	for (size_t i = 0; i < score->n_alternates; i++)
		score->alternates[i].text =
		    scrub_text(scrub, score->alternates[i].text);
	for (size_t i = 0; i < score->n_evidence; i++)
		score->evidence[i].title =
		    scrub_text(scrub, score->evidence[i].title);
	for (size_t i = 0; i < score->n_flags; i++)
		score->flags[i] = scrub_text(scrub, score->flags[i]);
	for (size_t i = 0; i < FAMILY_COUNT; i++) {
		struct signal *signal = &score->signals[i];

		for (size_t j = 0; j < signal->n_reasons; j++)
			signal->reasons[j].text =
			    scrub_text(scrub, signal->reasons[j].text);
	}
}

/* ---- the quick look ---- */

/* memchr(3) for either case of a letter, or NULL. */
static const uint8_t *
find_letter(const uint8_t *at, const uint8_t *end, char letter)
{
	bool is_letter = letter >= 'a' && letter <= 'z';
	char upper = (char)(is_letter ? letter - 'a' + 'A' : letter);
	const uint8_t *first = memchr(at, letter, (size_t)(end - at));
	const uint8_t *second;

	if (upper == letter)
		return first;
	if (first != NULL)
		end = first;
	second = memchr(at, upper, (size_t)(end - at));
	return second != NULL ? second : first;
}

static bool
contains(struct slice plain, const char *word)
{
	size_t len = strlen(word), n;
	const uint8_t *at = plain.bytes, *end;

	if (plain.len < len)
		return false;
	end = at + plain.len - len + 1;
	while (at < end &&
	    (at = find_letter(at, end, str_lower(word[0]))) != NULL) {
		for (n = 1;
		     n < len && str_lower((char)at[n]) == str_lower(word[n]);
		     n++)
			;
		if (n == len)
			return true;
		at++;
	}
	return false;
}

/* The id as base/record.h writes an int: zigzag, seven bits a byte. */
static bool
contains_id(struct slice plain, int64_t id)
{
	uint8_t bytes[VARINT_MAX];
	uint64_t n = (uint64_t)id << 1;
	size_t len = 0;

	for (; n >= 0x80; n >>= 7)
		bytes[len++] = (uint8_t)(n | 0x80);
	bytes[len++] = (uint8_t)n;
	return memmem(plain.bytes, plain.len, bytes, len) != NULL;
}

bool
scrub_suspects(const struct scrub *scrub, struct slice plain)
{
	return (scrub->login != NULL && contains(plain, scrub->login)) ||
	    (scrub->name != NULL && contains(plain, scrub->name)) ||
	    (scrub->id > 0 && contains_id(plain, scrub->id));
}
