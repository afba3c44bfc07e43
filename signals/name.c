#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/str.h"
#include "base/text.h"
#include "signals/people.h"

enum {
	NAME_COLUMNS = 80,
	WORDS_MAX = 12,
	LISTED =
	    12 /* bytes of a word in the lists below, filled up with NULs */
};

struct word {
	const char *text;
	size_t len;
	char folded[LISTED]; /* in lower case; empty: longer than any listed */
};

static struct word
word_of(const char *text, size_t len)
{
	struct word word = { text, len, "" };

	for (size_t i = 0; i < len && len <= LISTED; i++)
		word.folded[i] = str_lower(text[i]);
	return word;
}

static bool
word_is(const struct word *word, const char (*list)[LISTED], size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (memcmp(word->folded, list[i], LISTED) == 0)
			return true;
	return false;
}

#define IS_ONE_OF(word, list) word_is(&(word), list, COUNT(list))

/* "Dr.", "PhD": no part of a name to greet with. */
static const char titles[][LISTED] = { "dr", "dr.", "prof", "prof.", "mr",
	"mr.", "mrs", "mrs.", "ms", "ms.", "ing.", "dipl.-ing." };
static const char endings[][LISTED] = { "jr", "jr.", "sr", "sr.", "ii", "iii",
	"iv", "phd", "ph.d.", "md", "msc", "m.sc.", "bsc", "mba", "esq." };
/* Words that begin a last name of several words. */
static const char particles[][LISTED] = { "van", "von", "der", "den", "de",
	"del", "della", "di", "da", "do", "dos", "das", "la", "le", "el", "al",
	"bin", "ibn", "ben", "af", "av", "ter", "ten", "zu", "zur", "vom",
	"st.", "mac", "o'" };

static const char nobodies[][LISTED] = { "team" };
/* "The Flying Fox" is nobody, "The Anh Nguyen" is somebody. */
static const char doubtful[][LISTED] = { "the" };

/*
 * Families of countries that write them in front, as some who write in Latin
 * letters do, too: "Ueda Daichi".  Given names anywhere are none of them.
 * Sorted.
 */
static const char families[][LISTED] = { "aoki", "choi", "endo", "fujita",
	"fukuda", "goto", "hasegawa", "hashimoto", "hayashi", "horváth",
	"huang", "huynh", "huỳnh", "ikeda", "inoue", "ishii", "ishikawa", "ito",
	"kato", "kimura", "kobayashi", "kondo", "kovács", "liu", "maeda",
	"matsumoto", "minamoto", "molnár", "murakami", "nagy", "nakajima",
	"nakamura", "ngo", "nguyen", "nguyễn", "nishimura", "németh", "ogawa",
	"okada", "park", "pham", "phạm", "saito", "sakamoto", "sasaki", "sato",
	"shimizu", "suzuki", "szabó", "takahashi", "tanaka", "tran", "trần",
	"tóth", "ueda", "wang", "watanabe", "yamada", "yamaguchi", "yamamoto",
	"yamashita", "yoshida", "zhang", "zhao", "zhou" };

static int
by_bytes(const void *a, const void *b)
{
	return memcmp(a, b, LISTED);
}

static bool
is_family(const struct word *word)
{
	return bsearch(word->folded, families, COUNT(families), LISTED,
		   by_bytes) != NULL;
}

static bool
has_letter(struct word word)
{
	for (size_t i = 0; i < word.len; i++)
		if ((str_is_alnum(word.text[i]) &&
			!str_is_digit(word.text[i])) ||
		    ((uint8_t)word.text[i] & 0x80) != 0)
			return true;
	return false;
}

/* Chinese, Japanese and Korean names put the family first, without blanks. */
static bool
is_east_asian(struct word word)
{
	for (size_t i = 0; i < word.len; i++)
		if ((uint8_t)word.text[i] >= 0xE3 &&
		    (uint8_t)word.text[i] <= 0xED)
			return true;
	return false;
}

/* "LOVELACE Ada", as families are written in front; "JD" may be initials. */
static bool
is_shouted(struct word word)
{
	for (size_t i = 0; i < word.len; i++)
		if (word.text[i] < 'A' || word.text[i] > 'Z')
			return false;
	return word.len > 2;
}

/* Anything that no name holds: it is a nickname or a slogan. */
static bool
is_odd(struct word word)
{
	for (size_t i = 0; i < word.len; i++) {
		char c = str_lower(word.text[i]);

		if (c >= 'a' && c <= 'z')
			continue;
		if (str_is_digit(c) ||
		    strchr("_@#$%^*+=<>/\\|[]{}!?:;~&\"", c) != NULL)
			return true;
	}
	/* Emoji and other signs beyond the basic plane. */
	for (size_t i = 0; i < word.len; i++)
		if ((uint8_t)word.text[i] >= 0xF0)
			return true;
	return false;
}

/* Words of the name before any "(", "|", " - ", without titles. */
static size_t
split(const char *name, struct word *words, bool *ret_cut)
{
	size_t n = 0;

	while (*name != '\0' && n < WORDS_MAX) {
		struct word word;
		const char *begin;

		while (str_is_space(*name))
			name++;
		begin = name;
		while (*name != '\0' && !str_is_space(*name) && *name != '(' &&
		    *name != '|' && *name != ',' && *name != '/')
			name++;
		word = word_of(begin, (size_t)(name - begin));
		if (word.len > 0 && has_letter(word)) {
			if (!IS_ONE_OF(word, titles))
				words[n++] = word;
		} else if (word.len > 0) {
			*ret_cut = n > 0;
			if (n > 0)
				break;
		}
		if (*name != '\0' && !str_is_space(*name)) {
			*ret_cut = true;
			break;
		}
	}
	while (n > 1 && IS_ONE_OF(words[n - 1], endings))
		n--;
	return n;
}

void
people_split_name(struct arena *arena, const char *name, const char **ret_first,
    const char **ret_last, bool *ret_guessed)
{
	struct word words[WORDS_MAX];
	const char *shown, *comma;
	size_t n, last;
	bool is_cut = false;

	*ret_first = NULL;
	*ret_last = NULL;
	*ret_guessed = true;
	if (name == NULL)
		return;
	shown = text_show(arena, name, NAME_COLUMNS);
	n = split(shown, words, &is_cut);
	if (n == 0)
		return;
	for (size_t i = 0; i < n; i++)
		if (is_odd(words[i]) || is_east_asian(words[i]))
			return;
	if (IS_ONE_OF(words[0], nobodies))
		return;
	/* "Last, First" can't be told from "First Last, PhD". */
	comma = strchr(shown, ',');
	if (comma != NULL && n == 1)
		return;
	if (n == 1) {
		*ret_first = arena_text(arena, words[0].text, words[0].len);
		return;
	}
	for (last = 1; last + 1 < n; last++)
		if (IS_ONE_OF(words[last], particles))
			break;
	*ret_first = arena_text(arena, words[0].text, words[0].len);
	*ret_last = arena_text(arena, words[last].text,
	    (size_t)(words[n - 1].text + words[n - 1].len - words[last].text));
	*ret_guessed = is_cut || n > 2 || IS_ONE_OF(words[0], doubtful) ||
	    words[0].len < 2 || is_shouted(words[0]) || is_family(&words[0]) ||
	    words[0].text[words[0].len - 1] == '.';
}

const char *
people_contact(const struct person *person)
{
	const char *best = "none";

	for (size_t i = 0; i < person->n_links; i++) {
		const char *kind = person->links[i].kind;

		if (kind == NULL)
			continue;
		if (str_equal(kind, "linkedin"))
			return "linkedin";
		if (str_equal(kind, "website"))
			best = "website";
		else if (str_equal(best, "none"))
			best = "social";
	}
	return best;
}
