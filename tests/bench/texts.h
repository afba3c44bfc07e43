#ifndef TESTS_BENCH_TEXTS_H
#define TESTS_BENCH_TEXTS_H

/*
 * Made-up texts of pull requests, commits and reviews: openings, things and
 * phrases that come again and again (phrases.txt), frequent words of technical
 * English (words.txt), each by Zipf's law, and about one word in twelve that is
 * made up, as names in code are: mostly one of its repository's own.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "tests/bench/chance.h"

enum {
	MADE_COMMON = 2000, /* of words.txt; made-up words follow them */
	MADE_VOCABULARY = 30000,
	MADE_WORD = 16,
	MADE_PHRASE_WORDS = 400, /* that are in no words.txt, at the end */
	MADE_PHRASES = 200, /* of a kind */
	MADE_PHRASE_LEN = 20,
	MADE_TEXT = 64, /* words of a text at most */
	MADE_POOL = 4096,
	MADE_OWN = 120, /* words of a repository */
	MADE_SLOT = -1, /* in a phrase: a thing comes here */
	/* Above a word's number: the sign behind it. */
	MADE_SIGN_SHIFT = 20,
	MADE_WORD_MASK = (1 << MADE_SIGN_SHIFT) - 1
};

enum made_kind {
	MADE_PREFIX,
	MADE_OPEN,
	MADE_THING,
	MADE_TAIL,
	MADE_SAY,
	MADE_BODY,
	MADE_KINDS
};

struct made_phrase {
	int words[MADE_PHRASE_LEN];
	int n;
};

struct made_language_of {
	char (*words)[MADE_WORD];
	int n_words;
	struct made_phrase phrases[MADE_KINDS][MADE_PHRASES];
	int n_phrases[MADE_KINDS];
	struct zipf word, rare, phrase[MADE_KINDS];
};

struct made_text {
	const int *words;
	int n;
};

struct made_pool {
	int n;
	int words[MADE_POOL];
};

static const char made_signs[] = " :.,?\n";

/* Two syllables or three; another number is another word. */
static inline void
made_word(int i, char to[static MADE_WORD])
{
	static const char *const heads[] = { "b", "c", "d", "f", "g", "h", "k",
		"l", "m", "n", "p", "r", "s", "t", "v", "tr", "st", "pl", "cr",
		"sh" };
	static const char *const tails[] = { "a", "e", "i", "o", "u", "er",
		"in", "on", "al", "ex" };
	int rest = i < 40000 ? i * 7919 % 40000 : i;
	size_t at = 0;

	for (int n = 0; n < 2 || rest > 0; n++, rest /= 200)
		at += (size_t)snprintf(to + at, MADE_WORD - at, "%s%s",
		    heads[rest % 20], tails[rest / 20 % 10]);
}

/* ---- reading the phrases ---- */

static inline int
made_word_find(struct made_language_of *it, const char *word)
{
	for (int i = 0; i < it->n_words; i++)
		if ((i < MADE_COMMON || i >= MADE_VOCABULARY) &&
		    strcmp(it->words[i], word) == 0)
			return i;
	if (it->n_words == MADE_VOCABULARY + MADE_PHRASE_WORDS)
		return 0;
	(void)snprintf(it->words[it->n_words], MADE_WORD, "%s", word);
	return it->n_words++;
}

static inline void
made_phrase_add(struct made_language_of *it, enum made_kind kind, char *text)
{
	struct made_phrase *phrase = &it->phrases[kind][it->n_phrases[kind]++];

	text[strcspn(text, "\n")] = '\0';
	while (*text != '\0' && phrase->n < MADE_PHRASE_LEN) {
		size_t len = strcspn(text, " ");
		const char *sign = strchr(made_signs, text[len - 1]);
		int sign_at = sign != NULL ? (int)(sign - made_signs) : 0;
		char word[MADE_WORD];

		(void)snprintf(word, sizeof(word), "%.*s",
		    (int)len - (sign_at > 0), text);
		phrase->words[phrase->n++] =
		    (strcmp(word, "_") == 0 ? MADE_WORD_MASK
					    : made_word_find(it, word)) |
		    sign_at << MADE_SIGN_SHIFT;
		text += len + (text[len] == ' ');
	}
}

static inline int
made_phrases_read(struct made_language_of *it)
{
	static const char *const kinds[MADE_KINDS] = { "prefix ", "open ",
		"thing ", "tail ", "say ", "body " };
	FILE *in = fopen("tests/bench/phrases.txt", "r");
	char line[256];

	while (in != NULL && fgets(line, sizeof(line), in) != NULL)
		for (int kind = 0; kind < MADE_KINDS; kind++)
			if (strncmp(line, kinds[kind], strlen(kinds[kind])) ==
				0 &&
			    it->n_phrases[kind] < MADE_PHRASES)
				made_phrase_add(it, (enum made_kind)kind,
				    line + strlen(kinds[kind]));
	if (in == NULL || fclose(in) != 0) {
		perror("tests/bench/phrases.txt");
		return -1;
	}
	return 0;
}

static inline int
made_texts_init(struct made_language_of *it)
{
	FILE *common = fopen("tests/bench/words.txt", "r");

	it->words = mem_calloc(MADE_VOCABULARY + MADE_PHRASE_WORDS, MADE_WORD);
	it->n_words = MADE_VOCABULARY;
	for (int i = 0; i < MADE_VOCABULARY; i++)
		if (common == NULL || i >= MADE_COMMON ||
		    fscanf(common, "%15s", it->words[i]) != 1)
			made_word(i, it->words[i]);
	if (common == NULL || fclose(common) != 0) {
		perror("tests/bench/words.txt");
		return -1;
	}
	if (made_phrases_read(it) < 0)
		return -1;
	zipf_init(&it->word, MADE_COMMON, 12);
	zipf_init(&it->rare, MADE_VOCABULARY - MADE_COMMON, 50);
	for (int kind = 0; kind < MADE_KINDS; kind++)
		zipf_init(&it->phrase[kind], it->n_phrases[kind], 4);
	return 0;
}

/* ---- writing ---- */

/* A repository's own word, a name in its code; the first are the frequent. */
static inline int
made_own_word(int repository, int n)
{
	return MADE_COMMON +
	    (repository * 61 + n) % (MADE_VOCABULARY - MADE_COMMON);
}

struct made_writer {
	const struct made_language_of *language;
	struct chance *chance;
	struct made_pool *pool;
	int repository;
	struct made_text text;
};

static inline void
made_add(struct made_writer *writer, int word)
{
	if (writer->text.n == MADE_TEXT || writer->pool->n == MADE_POOL)
		return;
	writer->pool->words[writer->pool->n++] = word;
	writer->text.n++;
}

/* Puts a sign behind the last word. */
static inline void
made_sign(struct made_writer *writer, char sign)
{
	int *last = &writer->pool->words[writer->pool->n - 1];

	if (writer->text.n > 0)
		*last = (*last & MADE_WORD_MASK) |
		    (int)(strchr(made_signs, sign) - made_signs)
			<< MADE_SIGN_SHIFT;
}

static inline void
made_free_word(struct made_writer *writer)
{
	struct chance *chance = writer->chance;
	int how = chance_below(chance, 100);

	if (how < 9)
		made_add(writer,
		    made_own_word(writer->repository,
			chance_tail(chance, .6, MADE_OWN) - 1));
	else if (how < 12)
		made_add(writer,
		    MADE_COMMON + zipf_draw(&writer->language->rare, chance));
	else
		made_add(writer, zipf_draw(&writer->language->word, chance));
}

static inline void made_thing(struct made_writer *writer);

static inline void
made_phrase(struct made_writer *writer, enum made_kind kind)
{
	const struct made_language_of *language = writer->language;
	const struct made_phrase *phrase =
	    &language->phrases[kind][zipf_draw(&language->phrase[kind],
		writer->chance)];

	for (int i = 0; i < phrase->n; i++) {
		int sign = phrase->words[i] >> MADE_SIGN_SHIFT;

		if ((phrase->words[i] & MADE_WORD_MASK) == MADE_WORD_MASK) {
			made_thing(writer);
			made_sign(writer, made_signs[sign]);
		} else {
			made_add(writer, phrase->words[i]);
		}
	}
}

/* What all speak of, what the repository speaks of, or other words. */
static inline void
made_thing(struct made_writer *writer)
{
	struct chance *chance = writer->chance;
	int how = chance_below(chance, 100), n;

	if (how < 18) {
		made_phrase(writer, MADE_THING);
		return;
	}
	if (how < 35) {
		/* The same two or three words each time. */
		struct chance own = { (uint64_t)(writer->repository * 64 +
		    chance_tail(chance, .8, 40)) };
		struct made_writer as = *writer;

		(void)chance_next(&own);
		as.chance = &own;
		n = 2 + chance_below(&own, 3);
		for (int i = 0; i < n; i++)
			made_free_word(&as);
		writer->text = as.text;
		return;
	}
	n = 2 + chance_below(chance, 8);
	for (int i = 0; i < n; i++)
		made_free_word(writer);
}

static inline struct made_writer
made_begin(const struct made_language_of *language, struct chance *chance,
    struct made_pool *pool, int repository)
{
	return (struct made_writer){ .language = language,
		.chance = chance,
		.pool = pool,
		.repository = repository,
		.text = { &pool->words[pool->n], 0 } };
}

/* "net: fix race in the pool on shutdown" */
static inline void
made_subject(struct made_writer *writer)
{
	struct chance *chance = writer->chance;

	/* A habit of the repository. */
	if (writer->repository % 3 != 0 && chance_below(chance, 4) != 0) {
		if (chance_below(chance, 3) == 0)
			made_add(writer,
			    made_own_word(writer->repository,
				chance_below(chance, 6)));
		else
			made_phrase(writer, MADE_PREFIX);
		made_sign(writer, ':');
	}
	made_phrase(writer, MADE_OPEN);
	made_thing(writer);
	if (chance_below(chance, 3) == 0)
		made_phrase(writer, MADE_TAIL);
}

static inline struct made_text
made_title(const struct made_language_of *language, struct chance *chance,
    struct made_pool *pool, int repository)
{
	struct made_writer writer =
	    made_begin(language, chance, pool, repository);

	made_subject(&writer);
	return writer.text;
}

/* A commit's subject, and why in one of four. */
static inline struct made_text
made_message(const struct made_language_of *language, struct chance *chance,
    struct made_pool *pool, int repository)
{
	struct made_writer writer =
	    made_begin(language, chance, pool, repository);

	made_subject(&writer);
	if (chance_below(chance, 4) == 0) {
		made_sign(&writer, '\n');
		made_phrase(&writer, MADE_BODY);
		for (int n = 4 + chance_below(chance, 12); n > 0; n--)
			made_free_word(&writer);
		made_phrase(&writer, MADE_TAIL);
		made_sign(&writer, '.');
	}
	return writer.text;
}

/* A comment of a review. */
static inline struct made_text
made_remark(const struct made_language_of *language, struct chance *chance,
    struct made_pool *pool, int repository)
{
	struct made_writer writer =
	    made_begin(language, chance, pool, repository);

	for (int n = chance_tail(chance, 1.5, 4); n > 0; n--) {
		if (chance_below(chance, 3) != 0) {
			for (int k = 5 + chance_below(chance, 14); k > 0; k--)
				made_free_word(&writer);
			made_sign(&writer, '.');
		} else {
			made_phrase(&writer, MADE_SAY);
		}
	}
	return writer.text;
}

/* Appends the text's first words, at most `most`. */
static inline void
made_text_put(const struct made_language_of *language,
    const struct made_text *text, int most, struct buf *out)
{
	for (int i = 0; i < text->n && i < most; i++) {
		char sign = made_signs[text->words[i] >> MADE_SIGN_SHIFT];
		bool is_last = i + 1 == text->n || i + 1 == most;

		buf_text(out, language->words[text->words[i] & MADE_WORD_MASK]);
		if (sign != ' ' && sign != '\n')
			buf_char(out, sign);
		if (!is_last)
			buf_text(out, sign == '\n' ? "\n\n" : " ");
	}
}

#endif
