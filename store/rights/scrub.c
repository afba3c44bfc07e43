#include "store/rights/scrub.h"

#include <string.h>

#include "base/array.h"
#include "base/str.h"
#include "signals/fact.h"
#include "store/rights.h"
#include "store/rights/suppress.h"

enum {
	/* Shorter names would be taken for ordinary words. */
	NAME_MIN = 6,
	/* Shorter logins count only where they are marked as such. */
	BARE_MIN = 4,
	WORD_MAX = 256,
	VARINT_MAX = 10
};

static const char forgotten[] = "<forgotten>";

/* Fields that are addresses or keys and no prose. */
static const char *const addresses[] = { "actor", "etag", "full_name", "login",
	"names", "node_id", "oid", "owner", "path", "paths", "repository",
	"tags", "url", "workflows" };

/* Fields that hold an account id. */
static const char *const accounts[] = { "author", "merged_by" };

/* Names that begin with the same word. */
struct listed {
	const char *name;
	struct listed *next;
};

/* ---- who ---- */

void
scrub_init(struct scrub *scrub, struct arena *arena)
{
	*scrub = (struct scrub){ .logins = map_new(),
		.names = map_new(),
		.ids = map_new(),
		.arena = arena };
}

void
scrub_done(struct scrub *scrub)
{
	map_free(scrub->logins);
	map_free(scrub->names);
	map_free(scrub->ids);
	arena_done(&scrub->kept);
}

/* Cut to `size`, which makes it unlike any that is looked for. */
static size_t
lower(const char *text, size_t len, char *to, size_t size)
{
	if (len >= size)
		len = size - 1;
	for (size_t i = 0; i < len; i++)
		to[i] = str_lower(text[i]);
	to[len] = '\0';
	return len;
}

static void
add_name(struct scrub *scrub, const char *name)
{
	struct listed *listed = arena_alloc(&scrub->kept, sizeof(*listed));
	char word[WORD_MAX];
	size_t len = lower(name, strcspn(name, " "), word, sizeof(word));

	listed->name = arena_strdup(&scrub->kept, name);
	listed->next = map_get(scrub->names, word, len);
	map_put(scrub->names, word, len, listed);
}

void
scrub_add(struct scrub *scrub, const struct person *person)
{
	const char *name = person->name, *login = person->login;
	struct person *kept = arena_calloc(&scrub->kept, 1, sizeof(*kept));
	char word[WORD_MAX];
	size_t len;

	kept->id = person->id;
	if (person->id > 0)
		map_put_id(scrub->ids, person->id, kept);
	if (login != NULL && login[0] != '\0') {
		len = lower(login, strlen(login), word, sizeof(word));
		map_put(scrub->logins, word, len, kept);
		kept->login = arena_strdup(&scrub->kept, login);
	}
	if (name != NULL && strlen(name) >= NAME_MIN &&
	    strchr(name, ' ') != NULL) {
		add_name(scrub, name);
		kept->name = arena_strdup(&scrub->kept, name);
	}
	scrub->only = scrub->n == 0 ? kept : NULL;
	scrub->n++;
}

bool
scrub_has_login(const struct scrub *scrub, const char *login, size_t len)
{
	char word[WORD_MAX];

	if (len == 0 || len >= sizeof(word))
		return false;
	(void)lower(login, len, word, sizeof(word));
	if (map_get(scrub->logins, word, len) != NULL)
		return true;
	return scrub->suppressed_by != NULL &&
	    store_is_suppressed(scrub->suppressed_by, 0, word);
}

bool
scrub_has_id(const struct scrub *scrub, int64_t id)
{
	if (id <= 0)
		return false;
	return map_get_id(scrub->ids, id) != NULL ||
	    (scrub->suppressed_by != NULL &&
		store_is_suppressed(scrub->suppressed_by, id, NULL));
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

/* Whether a login is like no word: those are no mention by themselves. */
static bool
is_unlike_words(const char *at, size_t len)
{
	bool has_letter = false, has_other = false;

	for (size_t i = 0; i < len; i++) {
		has_letter |= !str_is_digit(at[i]) && at[i] != '-';
		has_other |= str_is_digit(at[i]) || at[i] == '-';
	}
	return len >= BARE_MIN && has_letter && has_other;
}

/* Whether what stands there could be a login, and not a mere word. */
static bool
is_login_place(const struct scrub *scrub, const char *start, const char *at,
    size_t len)
{
	const char *site = strstr(fact_site(), "://") + 3;
	char next = at[len];

	if (ends_with(start, at, "@") || ends_with(start, at, "github.com/") ||
	    ends_with(start, at, site))
		return true;
	if (next == '/' && (at == start || str_is_space(at[-1])))
		return true;
	if (scrub->is_operators)
		return len >= BARE_MIN;
	/* Without a known login nothing that stands alone is looked up. */
	return map_count(scrub->logins) > 0 && is_unlike_words(at, len);
}

static size_t
login_mention(const struct scrub *scrub, const char *start, const char *at)
{
	size_t len = 0;

	if (at > start && is_login_char(at[-1]))
		return 0;
	while (is_login_char(at[len]))
		len++;
	if (len == 0 || !is_login_place(scrub, start, at, len))
		return 0;
	return scrub_has_login(scrub, at, len) ? len : 0;
}

static size_t
name_mention(const struct scrub *scrub, const char *start, const char *at)
{
	const struct listed *listed;
	char word[WORD_MAX];
	size_t len = 0;

	if (at > start && str_is_alnum(at[-1]))
		return 0;
	while (at[len] != '\0' && at[len] != ' ' && len < sizeof(word))
		len++;
	len = lower(at, len, word, sizeof(word));
	for (listed = map_get(scrub->names, word, len); listed != NULL;
	     listed = listed->next)
		if (matches(at, listed->name) &&
		    !str_is_alnum(at[strlen(listed->name)]))
			return strlen(listed->name);
	return 0;
}

/* Length of the mention that begins at `at`, or 0. */
static size_t
mention(const struct scrub *scrub, const char *start, const char *at)
{
	size_t len = login_mention(scrub, start, at);

	if (len == 0 && map_count(scrub->names) > 0)
		len = name_mention(scrub, start, at);
	return len;
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
	const int64_t erased = ACCOUNT_ERASED;
	int64_t value;

	memcpy(&value, at, sizeof(value));
	if (value <= 0 || !is_one_of(field->name, accounts, COUNT(accounts)) ||
	    !scrub_has_id(scrub, value))
		return;
	memcpy(at, &erased, sizeof(erased));
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

/* Whoever bears the same name is not mentioned by it. */
static bool
is_namesake(const struct scrub *scrub, const struct record_field *field,
    const char *text)
{
	return text != NULL && text[0] != '\0' &&
	    strcmp(field->name, "name") == 0 &&
	    name_mention(scrub, text, text) == strlen(text);
}

static void
scrub_field(struct scrub *scrub, const struct record_field *field, void *value)
{
	void *at = (char *)value + field->offset;
	bool is_address = is_one_of(field->name, addresses, COUNT(addresses));
	const char *text;

	switch (field->kind) {
	case RECORD_INT:
		scrub_int(scrub, field, at);
		break;
	case RECORD_TEXT:
		memcpy(&text, at, sizeof(text));
		if (is_address || is_namesake(scrub, field, text))
			break;
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

void
scrub_incoming(struct txn *txn, const struct record_type *type,
    struct arena *arena, void *value)
{
	struct scrub scrub;

	if (suppress_is_empty(txn))
		return;
	scrub_init(&scrub, arena);
	scrub.suppressed_by = txn;
	scrub_record(&scrub, type, value);
	scrub_done(&scrub);
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
	const struct person *only = scrub->only;

	if (only == NULL)
		return scrub->n > 0 || scrub->suppressed_by != NULL;
	return (only->login != NULL && contains(plain, only->login)) ||
	    (only->name != NULL && contains(plain, only->name)) ||
	    (only->id > 0 && contains_id(plain, only->id));
}
