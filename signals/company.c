#include <string.h>

#include "base/array.h"
#include "base/str.h"
#include "base/text.h"
#include "signals/people.h"

/*
 * What people write into "company": one or more names, "@organisation" among
 * them, or a word that says they have none.
 */
enum {
	COMPANY_COLUMNS = 80,
	NOBODY_BYTES = 20, /* of any of the words below, folded */
	PARTS_MAX = 6
};

/* By their first byte, folded. */
static const char *const nobody[256] = {
	['-'] = "-|--",
	['a'] = "autonomo",
	['b'] = "between jobs",
	['c'] = "consultant|contractor|company",
	['e'] = "earth|etudiant|estudante|estudiante",
	['f'] = "freelance|freelancer|freelancing|freiberufler|freiberuflich",
	['h'] = "home|hobbyist",
	['i'] = "independent|indie|indie hacker|indie developer|individual|"
		"internet|independiente",
	['j'] = "job seeker",
	['l'] = "looking|looking for a job",
	['m'] = "me|myself",
	['n'] = "n/a|na|none|null|nil|no|nope|nothing|nowhere",
	['o'] = "open to work",
	['p'] = "personal|private|phd student",
	['r'] = "retired|remote",
	['s'] = "self|self employed|self-employed|selfemployed|student|stealth|"
		"stealth startup|stealth mode|selbststandig",
	['t'] = "the internet",
	['u'] = "undergraduate|unemployed",
	['v'] = "various",
	[0xE5] = "\xE5\xAD\xA6\xE7\x94\x9F",
	[0xE6] = "\xE6\x97\xA0",
	[0xE8] = "\xE8\x87\xAA\xE7\x94\xB1\xE8\x81\x8C\xE4\xB8\x9A",
};

static bool
is_folded_nobody(const char *folded)
{
	const char *word = nobody[(uint8_t)folded[0]];
	size_t len = strlen(folded), n;

	for (; word != NULL; word = word[n] == '|' ? word + n + 1 : NULL) {
		n = strcspn(word, "|");
		if (n == len && memcmp(word, folded, n) == 0)
			return true;
	}
	return len == 0;
}

static bool
is_nobody(struct arena *arena, const char *name)
{
	return is_folded_nobody(text_fold(arena, name, strlen(name)));
}

/* Drops '@' in front, punctuation and a trailing web address's slash. */
static const char *
clean(struct arena *arena, const char *part, size_t len)
{
	size_t n;
	const char *at = str_trim(part, len, &n);

	while (n > 0 && strchr("@,;.-|/&+ ", *at) != NULL) {
		at++;
		n--;
	}
	while (n > 0 && strchr(",;.|/&+- ", at[n - 1]) != NULL)
		n--;
	return text_show(arena, arena_text(arena, at, n), COMPANY_COLUMNS);
}

/* Where the next name ends: at ; | or before another "@name". */
static size_t
part_end(const char *text)
{
	size_t i = 0;

	while (text[i] != '\0') {
		if (i > 0 && text[i] == '@' &&
		    (str_is_space(text[i - 1]) ||
			strchr(",/&+", text[i - 1]) != NULL))
			break;
		if (text[i] == ';' || text[i] == '|' || text[i] == '\n')
			break;
		/* After "@name" anything else is a new name. */
		if (text[0] == '@' && i > 0 &&
		    (str_is_space(text[i]) || text[i] == ','))
			break;
		i++;
	}
	return i;
}

/* "@acme, prev. @other": what follows such a word is the past. */
static bool
is_past(const char *part)
{
	static const char *const words[] = { "ex ", "ex-", "prev", "former",
		"past" };
	char first = str_lower(part[0]);

	if (first != 'e' && first != 'f' && first != 'p')
		return false;
	for (size_t i = 0; i < COUNT(words); i++) {
		size_t k = 0;

		while (words[i][k] != '\0' && str_lower(part[k]) == words[i][k])
			k++;
		if (words[i][k] == '\0')
			return true;
	}
	return false;
}

/*
 * Whether it is one name as it stands, which most are: letters and digits, with
 * single blanks, hyphens and dots between them.
 */
static bool
is_one_name(const char *text, size_t *ret_len)
{
	bool is_between = true; /* the first is a letter or a digit */
	size_t i = 0;

	for (; text[i] != '\0'; i++) {
		bool is_word = str_is_alnum(text[i]);

		if (!is_word &&
		    (is_between ||
			(text[i] != ' ' && text[i] != '-' && text[i] != '.')))
			return false;
		is_between = !is_word;
	}
	*ret_len = i;
	return !is_between && i <= COMPANY_COLUMNS;
}

/* The same of such a name: only the case is folded. */
static bool
is_one_nobody(const char *name, size_t len)
{
	char folded[NOBODY_BYTES + 1];

	if (len > NOBODY_BYTES)
		return false;
	for (size_t i = 0; i < len; i++)
		folded[i] = str_lower(name[i]);
	folded[len] = '\0';
	return is_folded_nobody(folded);
}

const char *
people_company(struct arena *arena, const char *company)
{
	const char *parts[PARTS_MAX];
	char *all;
	size_t n = 0, size = 1, one;

	if (company == NULL)
		return NULL;
	if (is_one_name(company, &one))
		return is_past(company) || is_one_nobody(company, one)
		    ? NULL
		    : company;
	while (*company != '\0' && n < PARTS_MAX) {
		size_t len = part_end(company);
		const char *part = clean(arena, company, len);

		if (is_past(part))
			break;
		if (!is_nobody(arena, part))
			parts[n++] = part;
		company += len;
		while (str_is_space(*company) || *company == ';' ||
		    *company == '|' || *company == ',')
			company++;
	}
	if (n == 0)
		return NULL;
	for (size_t i = 0; i < n; i++)
		size += strlen(parts[i]) + 2;
	all = arena_alloc(arena, size);
	all[0] = '\0';
	for (size_t i = 0, used = 0; i < n; i++) {
		if (i > 0) {
			memcpy(all + used, "; ", 2);
			used += 2;
		}
		memcpy(all + used, parts[i], strlen(parts[i]) + 1);
		used += strlen(parts[i]);
	}
	return all;
}
