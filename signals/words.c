#include "signals/words.h"

#include <stdbool.h>
#include <string.h>

#include "base/mem.h"

/*
 * A trie over words.  Its edges live in one open-addressed table keyed by
 * (state, hash of the word); a filter of single bits turns away nearly all
 * words that begin no phrase before that table is touched.
 */
struct edge {
	uint64_t key; /* 0: free */
	uint32_t to;
};

struct state {
	uint32_t output; /* index + 1 of its first output */
	bool is_inner; /* longer phrases go on from here */
};

struct output {
	uint32_t list;
	uint32_t next; /* index + 1 */
};

enum {
	FILTER_BITS = 1 << 16
};

struct words {
	struct edge *edges;
	size_t n_edges;
	size_t n_slots; /* a power of two, at least twice n_edges */
	struct state *states; /* 0 is the root */
	size_t n_states;
	size_t max_states;
	struct output *outputs;
	size_t n_outputs;
	size_t max_outputs;
	uint64_t filter[FILTER_BITS / 64];
	uint8_t kinds[256];
	bool joins_clauses;
};

/* What a byte is to the tokenizer; letters map to their lower case. */
enum {
	SEPARATOR = 0,
	/* The end of a clause when a blank follows. */
	STOP = 1,
	APOSTROPHE = 2,
	PLUS = 3, /* + or #, part of a word at its end */
	DOT = 4,
	LINE_END = 5,
	MULTIBYTE = 6, /* looked at more closely */
	FIRST_LETTER = '0'
};

static void
make_kinds(uint8_t kinds[static 256])
{
	for (int c = '0'; c <= '9'; c++)
		kinds[c] = (uint8_t)c;
	for (int c = 'a'; c <= 'z'; c++)
		kinds[c] = (uint8_t)c;
	for (int c = 'A'; c <= 'Z'; c++)
		kinds[c] = (uint8_t)(c - 'A' + 'a');
	for (int c = 0x80; c <= 0xFF; c++)
		kinds[c] = (uint8_t)c;
	kinds[0xC2] = MULTIBYTE; /* Latin-1 punctuation */
	kinds[0xE2] = MULTIBYTE; /* punctuation, arrows, symbols */
	for (int c = 0xE3; c <= 0xED; c++)
		kinds[c] = MULTIBYTE; /* signs that are words */
	kinds[0xEF] = MULTIBYTE; /* full-width forms */
	for (int c = 0xF0; c <= 0xFF; c++)
		kinds[c] = MULTIBYTE;
	kinds[','] = kinds[';'] = kinds[':'] = STOP;
	kinds['!'] = kinds['?'] = kinds['|'] = STOP;
	kinds['\''] = APOSTROPHE;
	kinds['+'] = kinds['#'] = PLUS;
	kinds['.'] = DOT;
	kinds['\n'] = LINE_END;
}

/* ---- the tokenizer ---- */

struct token {
	uint64_t hash;
	size_t start;
	size_t end;
	bool is_broken; /* a clause ended before it */
};

struct tokenizer {
	const uint8_t *kinds;
	const uint8_t *text;
	size_t len;
	size_t at;
};

static const uint64_t hash_seed = 0xCBF29CE484222325u;
static const uint64_t hash_step = 0x9E3779B97F4A7C15u;

static uint64_t
hash_byte(uint64_t hash, uint8_t byte)
{
	return (hash ^ byte) * hash_step;
}

static uint64_t
hash_end(uint64_t hash)
{
	hash ^= hash >> 29;
	return hash == 0 ? 1 : hash;
}

static bool
is_letter_at(const struct tokenizer *in, size_t at)
{
	return at < in->len && in->kinds[in->text[at]] >= FIRST_LETTER;
}

/* Bytes of the sign at `at` if it is a word of its own, else 0. */
static size_t
sign_len(const struct tokenizer *in, size_t at)
{
	uint8_t lead = in->text[at];

	if (lead < 0xE3 || lead > 0xED || at + 3 > in->len)
		return 0;
	if (lead == 0xE3 && in->text[at + 1] == 0x80)
		return 0; /* U+3000..303F: punctuation */
	return 3;
}

/* Bytes to step over for a separator that begins with a multibyte lead. */
static size_t
separator_len(const struct tokenizer *in, size_t at)
{
	uint8_t lead = in->text[at];
	size_t n = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;

	/* Ill-formed text: never step over the start of another character. */
	for (size_t i = 1; i < n; i++)
		if (at + i >= in->len || (in->text[at + i] & 0xC0) != 0x80)
			return i;
	return n;
}

static bool
is_blank_at(const struct tokenizer *in, size_t at)
{
	return at >= in->len || in->text[at] <= ' ';
}

/* To the next word's first byte; tells whether a clause ended on the way. */
static bool
skip_separators(struct tokenizer *in)
{
	bool is_broken = false;

	while (in->at < in->len) {
		uint8_t kind = in->kinds[in->text[in->at]];

		if (kind >= FIRST_LETTER)
			break;
		if (kind == MULTIBYTE) {
			if (sign_len(in, in->at) > 0)
				break;
			in->at += separator_len(in, in->at);
			continue;
		}
		if (kind == DOT && is_letter_at(in, in->at + 1) &&
		    (in->at == 0 || is_blank_at(in, in->at - 1)))
			break; /* ".net" */
		if ((kind == STOP || kind == DOT) &&
		    is_blank_at(in, in->at + 1))
			is_broken = true;
		if (kind == LINE_END && in->at + 1 < in->len &&
		    in->text[in->at + 1] == '\n')
			is_broken = true;
		in->at++;
	}
	return is_broken;
}

/* U+2019, which word processors write for an apostrophe. */
static bool
is_typeset_apostrophe(const struct tokenizer *in, size_t at)
{
	return at + 2 < in->len && in->text[at] == 0xE2 &&
	    in->text[at + 1] == 0x80 && in->text[at + 2] == 0x99;
}

/* Takes "+", "++" or "#" at a word's end, unless a letter goes on from it. */
static uint64_t
take_plus(struct tokenizer *in, uint64_t hash)
{
	size_t n = 0;

	while (n < 2 && in->at + n < in->len &&
	    in->kinds[in->text[in->at + n]] == PLUS)
		n++;
	if (n == 0 || (n == 1 && is_letter_at(in, in->at + 1)))
		return hash;
	for (size_t i = 0; i < n; i++)
		hash = hash_byte(hash, in->text[in->at + i]);
	in->at += n;
	return hash;
}

static uint64_t
take_letters(struct tokenizer *in)
{
	uint64_t hash = hash_seed;

	if (in->text[in->at] == '.') {
		hash = hash_byte(hash, '.');
		in->at++;
	}
	for (;;) {
		while (in->at < in->len) {
			uint8_t kind = in->kinds[in->text[in->at]];

			if (kind < FIRST_LETTER)
				break;
			hash = hash_byte(hash, kind);
			in->at++;
		}
		if (in->at >= in->len)
			break;
		if (in->text[in->at] == '\'' && is_letter_at(in, in->at + 1))
			in->at++;
		else if (is_typeset_apostrophe(in, in->at) &&
		    is_letter_at(in, in->at + 3))
			in->at += 3;
		else
			break;
	}
	return take_plus(in, hash);
}

static bool
next_token(struct tokenizer *in, struct token *ret)
{
	size_t sign;

	ret->is_broken = skip_separators(in);
	if (in->at >= in->len)
		return false;
	ret->start = in->at;
	sign =
	    in->kinds[in->text[in->at]] == MULTIBYTE ? sign_len(in, in->at) : 0;
	if (sign > 0) {
		uint64_t hash = hash_seed;

		for (size_t i = 0; i < sign; i++)
			hash = hash_byte(hash, in->text[in->at + i]);
		ret->hash = hash_end(hash);
		in->at += sign;
	} else {
		ret->hash = hash_end(take_letters(in));
	}
	ret->end = in->at;
	return true;
}

/* ---- the trie ---- */

static uint64_t
edge_key(uint32_t state, uint64_t hash)
{
	uint64_t key = hash + state * hash_step;

	return key == 0 ? 1 : key;
}

static uint32_t
edge_find(const struct words *words, uint32_t state, uint64_t hash)
{
	uint64_t key = edge_key(state, hash);
	size_t mask = words->n_slots - 1;

	for (size_t i = key & mask;; i = (i + 1) & mask) {
		if (words->edges[i].key == key)
			return words->edges[i].to;
		if (words->edges[i].key == 0)
			return 0;
	}
}

static void
edge_place(struct edge *edges, size_t n_slots, struct edge edge)
{
	size_t i = edge.key & (n_slots - 1);

	while (edges[i].key != 0)
		i = (i + 1) & (n_slots - 1);
	edges[i] = edge;
}

static void
edge_add(struct words *words, uint32_t state, uint64_t hash, uint32_t to)
{
	struct edge edge = { edge_key(state, hash), to };

	if (2 * (words->n_edges + 1) > words->n_slots) {
		size_t n = 2 * words->n_slots;
		struct edge *edges = mem_calloc(n, sizeof(*edges));

		for (size_t i = 0; i < words->n_slots; i++)
			if (words->edges[i].key != 0)
				edge_place(edges, n, words->edges[i]);
		mem_free(words->edges);
		words->edges = edges;
		words->n_slots = n;
	}
	edge_place(words->edges, words->n_slots, edge);
	words->n_edges++;
}

static uint32_t
state_add(struct words *words)
{
	if (words->n_states == words->max_states) {
		words->max_states *= 2;
		words->states = mem_resize(words->states, words->max_states,
		    sizeof(*words->states));
	}
	words->states[words->n_states] = (struct state){ 0, false };
	return (uint32_t)words->n_states++;
}

struct words *
words_new(void)
{
	struct words *words = mem_calloc(1, sizeof(*words));

	make_kinds(words->kinds);
	words->n_slots = 1024;
	words->edges = mem_calloc(words->n_slots, sizeof(*words->edges));
	words->max_states = 256;
	words->states = mem_calloc(words->max_states, sizeof(*words->states));
	words->max_outputs = 256;
	words->outputs =
	    mem_calloc(words->max_outputs, sizeof(*words->outputs));
	(void)state_add(words);
	return words;
}

void
words_join_clauses(struct words *words)
{
	words->joins_clauses = true;
}

void
words_free(struct words *words)
{
	if (words == NULL)
		return;
	mem_free(words->edges);
	mem_free(words->states);
	mem_free(words->outputs);
	mem_free(words);
}

static size_t
filter_bit(uint64_t hash)
{
	return (hash >> 40) % FILTER_BITS;
}

static void
output_add(struct words *words, uint32_t state, uint32_t list)
{
	struct output *output;

	for (uint32_t i = words->states[state].output; i != 0;
	     i = words->outputs[i - 1].next)
		if (words->outputs[i - 1].list == list)
			return;
	if (words->n_outputs == words->max_outputs) {
		words->max_outputs *= 2;
		words->outputs = mem_resize(words->outputs, words->max_outputs,
		    sizeof(*words->outputs));
	}
	output = &words->outputs[words->n_outputs++];
	output->list = list;
	output->next = words->states[state].output;
	words->states[state].output = (uint32_t)words->n_outputs;
}

void
words_add(struct words *words, const char *phrase, uint32_t list)
{
	struct tokenizer in = { words->kinds, (const uint8_t *)phrase,
		strlen(phrase), 0 };
	struct token token;
	uint32_t state = 0;

	for (int n = 0; n < WORDS_PHRASE_MAX && next_token(&in, &token); n++) {
		uint32_t next = edge_find(words, state, token.hash);
		size_t bit = filter_bit(token.hash);

		if (state == 0)
			words->filter[bit / 64] |= (uint64_t)1 << bit % 64;
		else
			words->states[state].is_inner = true;
		if (next == 0) {
			next = state_add(words);
			edge_add(words, state, token.hash, next);
		}
		state = next;
	}
	if (state != 0)
		output_add(words, state, list);
}

/* ---- the pass ---- */

struct scan {
	const struct words *words;
	void (*found)(void *ctx, const struct word_hit *hit);
	void *ctx;
	struct {
		uint32_t state;
		size_t start;
	} open[WORDS_PHRASE_MAX]; /* phrases begun, oldest first */
	size_t n_open;
};

static void
tell(const struct scan *scan, uint32_t state, size_t start, size_t end)
{
	const struct words *words = scan->words;

	for (uint32_t i = words->states[state].output; i != 0;
	     i = words->outputs[i - 1].next) {
		struct word_hit hit = { words->outputs[i - 1].list, start,
			end };

		scan->found(scan->ctx, &hit);
	}
}

static void
step(struct scan *scan, const struct token *token)
{
	const struct words *words = scan->words;
	size_t n = 0, bit = filter_bit(token->hash);
	uint32_t state;

	for (size_t i = 0; i < scan->n_open; i++) {
		state = edge_find(words, scan->open[i].state, token->hash);
		if (state == 0)
			continue;
		tell(scan, state, scan->open[i].start, token->end);
		if (words->states[state].is_inner) {
			scan->open[n].state = state;
			scan->open[n++].start = scan->open[i].start;
		}
	}
	scan->n_open = n;
	if ((words->filter[bit / 64] >> bit % 64 & 1) == 0)
		return;
	state = edge_find(words, 0, token->hash);
	if (state == 0)
		return;
	tell(scan, state, token->start, token->end);
	if (words->states[state].is_inner && n < WORDS_PHRASE_MAX) {
		scan->open[n].state = state;
		scan->open[n].start = token->start;
		scan->n_open++;
	}
}

size_t
words_scan(const struct words *words, const char *text, size_t len,
    void (*found)(void *ctx, const struct word_hit *hit), void *ctx)
{
	struct tokenizer in = { words->kinds, (const uint8_t *)text, len, 0 };
	struct scan scan = { .words = words, .found = found, .ctx = ctx };
	struct token token;
	size_t n = 0;

	while (next_token(&in, &token)) {
		if (token.is_broken && !words->joins_clauses)
			scan.n_open = 0;
		step(&scan, &token);
		n++;
	}
	return n;
}
