#include "signals/pattern.h"

#include <stdbool.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "signals/ascii.h"

/*
 * match_limit counts for each start position, so a piece costs at most
 * PATTERN_PIECE * MATCH_LIMIT steps.  A pattern that met a limit SKIPS_MAX
 * times in a text is given up for that text.
 */
enum {
	MATCH_LIMIT = 1000,
	DEPTH_LIMIT = 200,
	HEAP_LIMIT_KB = 1024,
	SKIPS_MAX = 8,
	TEXT_MAX = 64 * 1024,
	JIT_STACK_MIN = 32 * 1024,
	JIT_STACK_MAX = 512 * 1024,
	LITERAL_MAX = 32
};

struct pattern {
	pcre2_code *code;
	uint32_t list;
	char literal[LITERAL_MAX + 1]; /* lower case; "": none is certain */
	size_t literal_len;
	size_t seen_at; /* first place of the literal in the text at hand */
	uint16_t next; /* index + 1 of another one that starts alike */
};

/* Texts are searched for all literals at once, by their first two bytes. */
enum {
	STARTS = 4096
};

static const size_t nowhere = SIZE_MAX;

struct patterns {
	struct pattern *items;
	size_t n;
	pcre2_match_context *context;
	pcre2_match_data *match;
	pcre2_jit_stack *stack;
	uint16_t starts[STARTS]; /* index + 1 of the first with that start */
	bool begins[256]; /* whether any literal begins with the byte */
};

struct patterns *
patterns_new(void)
{
	struct patterns *patterns = mem_calloc(1, sizeof(*patterns));

	patterns->context = pcre2_match_context_create(NULL);
	patterns->match = pcre2_match_data_create(1, NULL);
	if (patterns->context == NULL || patterns->match == NULL) {
		patterns_free(patterns);
		return NULL;
	}
	(void)pcre2_set_match_limit(patterns->context, MATCH_LIMIT);
	(void)pcre2_set_depth_limit(patterns->context, DEPTH_LIMIT);
	(void)pcre2_set_heap_limit(patterns->context, HEAP_LIMIT_KB);
	/* Without a stack of its own JIT fails on subjects of 2,000 bytes;
	 * without JIT at all matching still works. */
	patterns->stack =
	    pcre2_jit_stack_create(JIT_STACK_MIN, JIT_STACK_MAX, NULL);
	if (patterns->stack != NULL)
		pcre2_jit_stack_assign(patterns->context, NULL,
		    patterns->stack);
	return patterns;
}

void
patterns_free(struct patterns *patterns)
{
	if (patterns == NULL)
		return;
	for (size_t i = 0; i < patterns->n; i++)
		pcre2_code_free(patterns->items[i].code);
	mem_free(patterns->items);
	pcre2_match_data_free(patterns->match);
	pcre2_match_context_free(patterns->context);
	pcre2_jit_stack_free(patterns->stack);
	mem_free(patterns);
}

/* Whether what stands at `at` makes the byte before it optional. */
static bool
is_optional(const char *at)
{
	return *at == '?' || *at == '*' || *at == '{';
}

/* Steps over a class, a group or an escape; a plain byte is one step. */
static const char *
skip_element(const char *at)
{
	int depth = 0;

	if (*at == '\\')
		return at[1] == '\0' ? at + 1 : at + 2;
	if (*at == '[') {
		at++;
		if (*at == '^')
			at++;
		if (*at == ']')
			at++;
		while (*at != '\0' && *at != ']')
			at += *at == '\\' && at[1] != '\0' ? 2 : 1;
		return *at == '\0' ? at : at + 1;
	}
	if (*at == '{') {
		while (*at != '\0' && *at != '}')
			at++;
		return *at == '\0' ? at : at + 1;
	}
	if (*at != '(')
		return at + 1;
	do {
		if (*at == '\\' && at[1] != '\0') {
			at += 2;
			continue;
		}
		if (*at == '[' && depth > 0) {
			at = skip_element(at);
			continue;
		}
		depth += *at == '(' ? 1 : *at == ')' ? -1 : 0;
		at++;
	} while (*at != '\0' && depth > 0);
	return at;
}

/* "(?x)" and its like: a blank in the pattern is none in the text. */
static bool
takes_blanks_out(const char *at)
{
	bool extended = false;

	if (strncmp(at, "(?", 2) != 0)
		return false;
	for (at += 2; (*at >= 'a' && *at <= 'z') || *at == '-'; at++)
		extended |= *at == 'x';
	return *at == ')' && extended;
}

/* Escapes of one letter or sign; others take arguments (\\x41, \\p{L}). */
static const char simple_escapes[] = "bBdDsSwW.+*?()[]{}|\\/^$-#";

/*
 * The longest run of plain letters and digits that every match must hold.
 * Errs on the side of none: any alternation at top level, any option.
 */
static void
find_literal(const char *pattern, char ret_literal[static LITERAL_MAX + 1])
{
	size_t best = 0;

	ret_literal[0] = '\0';
	for (const char *at = pattern; *at != '\0'; at = skip_element(at))
		if (*at == '\\' && strchr(simple_escapes, at[1]) == NULL)
			return;
	for (const char *at = pattern; *at != '\0'; at = skip_element(at))
		if (*at == '|' || takes_blanks_out(at))
			return;
	for (const char *at = pattern; *at != '\0';) {
		size_t n = 0;

		while ((ascii_alnum(at[n]) || at[n] == ' ') && n < LITERAL_MAX)
			n++;
		if (n > 0 && is_optional(at + n))
			n--;
		if (n > best) {
			best = n;
			memcpy(ret_literal, at, n);
			ret_literal[n] = '\0';
		}
		at = n > 0 ? at + n : skip_element(at);
	}
	str_lower_all(ret_literal);
}

static size_t
start_of(char a, char b)
{
	unsigned x = (uint8_t)ascii_lower(a), y = (uint8_t)ascii_lower(b);

	return (x * 61 + y) % STARTS;
}

/* pcre2_compile()'s "failed to allocate heap memory", which has no name. */
enum {
	COMPILE_NO_MEMORY = 121
};

static int
compile_failure(const char *pattern, int fault, size_t offset,
    struct err_detail *detail)
{
	PCRE2_UCHAR text[128];

	if (fault == COMPILE_NO_MEMORY)
		return err_set(detail, ERR_NOMEM, "no memory for patterns");
	(void)pcre2_get_error_message(fault, text, sizeof(text));
	return err_set(detail, ERR_PARSE, "pattern \"%s\": at offset %zu: %s",
	    pattern, offset, (const char *)text);
}

int
patterns_add(struct patterns *patterns, const char *pattern, uint32_t list,
    struct err_detail *detail)
{
	struct pattern *item;
	pcre2_code *code;
	PCRE2_SIZE offset;
	int fault;

	if (strlen(pattern) > PATTERN_LEN)
		return err_set(detail, ERR_PARSE,
		    "pattern is longer than %d bytes", PATTERN_LEN);
	code = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
	    PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C,
	    &fault, &offset, NULL);
	if (code == NULL)
		return compile_failure(pattern, fault, offset, detail);
	(void)pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
	patterns->items = mem_resize(patterns->items, patterns->n + 1,
	    sizeof(*patterns->items));
	item = &patterns->items[patterns->n++];
	item->code = code;
	item->list = list;
	find_literal(pattern, item->literal);
	item->literal_len = strlen(item->literal);
	item->next = 0;
	if (item->literal_len >= 2 && patterns->n < UINT16_MAX) {
		size_t start = start_of(item->literal[0], item->literal[1]);

		patterns->begins[(uint8_t)item->literal[0]] = true;
		patterns->begins[(uint8_t)(item->literal[0] &
		    (ascii_letter(item->literal[0]) ? 0xDF : 0xFF))] = true;
		item->next = patterns->starts[start];
		patterns->starts[start] = (uint16_t)patterns->n;
	} else {
		item->literal_len = 0;
	}
	return 0;
}

enum outcome {
	OUTCOME_NONE,
	OUTCOME_FOUND,
	OUTCOME_SKIPPED
};

/* The only place that reads PCRE2's match codes. */
static enum outcome
try_piece(const struct patterns *patterns, const struct pattern *item,
    const char *piece, size_t len)
{
	int rc = pcre2_match(item->code, (PCRE2_SPTR)piece, len, 0, 0,
	    patterns->match, patterns->context);

	if (rc >= 0)
		return OUTCOME_FOUND;
	return rc == PCRE2_ERROR_NOMATCH ? OUTCOME_NONE : OUTCOME_SKIPPED;
}

/* The end of the piece that begins at `at`: a line's end, else a blank. */
static size_t
piece_end(const char *text, size_t at, size_t len)
{
	size_t max = len - at > PATTERN_PIECE ? at + PATTERN_PIECE : len;
	const char *line = memchr(text + at, '\n', max - at);

	if (line != NULL)
		return (size_t)(line - text) + 1;
	if (max == len)
		return len;
	for (size_t end = max; end > at + PATTERN_PIECE / 2; end--)
		if (ascii_space(text[end - 1]))
			return end;
	return max;
}

/* Notes where each pattern's literal stands first.  Linear. */
static void
find_literals(struct patterns *patterns, const char *text, size_t len)
{
	for (size_t i = 0; i < patterns->n; i++)
		patterns->items[i].seen_at =
		    patterns->items[i].literal_len == 0 ? 0 : nowhere;
	for (size_t i = 0; i + 1 < len; i++) {
		uint16_t index;

		if (!patterns->begins[(uint8_t)text[i]])
			continue;
		index = patterns->starts[start_of(text[i], text[i + 1])];
		for (; index != 0; index = patterns->items[index - 1].next) {
			struct pattern *item = &patterns->items[index - 1];
			size_t same = 0;

			if (item->seen_at != nowhere ||
			    len - i < item->literal_len)
				continue;
			while (same < item->literal_len &&
			    ascii_lower(text[i + same]) == item->literal[same])
				same++;
			if (same == item->literal_len)
				item->seen_at = i;
		}
	}
}

static bool
holds_literal(const struct pattern *item, const char *piece, size_t len)
{
	for (size_t i = 0; i + item->literal_len <= len; i++) {
		size_t same = 0;

		while (same < item->literal_len &&
		    ascii_lower(piece[i + same]) == item->literal[same])
			same++;
		if (same == item->literal_len)
			return true;
	}
	return false;
}

static bool
scan_one(const struct patterns *patterns, const struct pattern *item,
    const char *text, size_t len, size_t *skipped)
{
	size_t skips = 0, end;

	for (size_t at = 0; at < len && skips < SKIPS_MAX; at = end) {
		enum outcome outcome;

		end = piece_end(text, at, len);
		if (end <= item->seen_at ||
		    !holds_literal(item, text + at, end - at))
			continue;
		outcome = try_piece(patterns, item, text + at, end - at);
		skips += outcome == OUTCOME_SKIPPED;
		if (outcome == OUTCOME_FOUND) {
			*skipped += skips;
			return true;
		}
	}
	*skipped += skips;
	return false;
}

size_t
patterns_scan(struct patterns *patterns, const char *text, size_t len,
    void (*found)(void *ctx, uint32_t list), void *ctx)
{
	size_t skipped = 0;

	if (len > TEXT_MAX)
		len = TEXT_MAX;
	find_literals(patterns, text, len);
	for (size_t i = 0; i < patterns->n; i++)
		if (patterns->items[i].seen_at != nowhere &&
		    scan_one(patterns, &patterns->items[i], text, len,
			&skipped))
			found(ctx, patterns->items[i].list);
	return skipped;
}
