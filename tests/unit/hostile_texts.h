#ifndef TESTS_UNIT_HOSTILE_TEXTS_H
#define TESTS_UNIT_HOSTILE_TEXTS_H

#include <stddef.h>
#include <string.h>

/*
 * Texts that make naive readers slow, as a start and what is repeated after
 * it: known worst cases of cmark-gfm, of backtracking patterns, and of the
 * redactor's own looks around each sign.
 */
struct hostile {
	const char *what;
	const char *start;
	const char *repeated;
};

static const struct hostile hostile_texts[] = {
	{ "images that never close", "", "![[]()" },
	{ "links that never close", "", "[a](<b" },
	{ "nested brackets", "", "[" },
	{ "nested images", "", "![" },
	{ "brackets and parentheses", "", "[](" },
	{ "emphasis", "", "*a_ " },
	{ "emphasis, both", "", "a**b" },
	{ "left delimiters", "", "**x [" },
	{ "quotes", "", "> " },
	{ "lists in lists", "", "- " },
	{ "code spans", "", "`a``b```c````" },
	{ "backquotes", "e", "`" },
	{ "entities", "", "&" },
	{ "comments", "", "<!--" },
	{ "declarations", "", "<!A " },
	{ "processing instructions", "", "<?" },
	{ "open tags", "", "<a b=\"" },
	{ "autolinks", "", "<http:" },
	{ "tables", "|a|b|\n|-|-|\n", "|" },
	{ "references", "", "[a]: u\n" },
	{ "references used", "[a]: u\n", "[a]" },
	{ "strikethrough", "", "~~a" },
	{ "web addresses", "", "www." },
	{ "footnotes", "", "[^a]" },
	{ "at signs", "", "@" },
	{ "names and at signs", "", "a@" },
	{ "hosts without an end", "a@", "a." },
	{ "signs in words", "", "-at-" },
	{ "underlined signs", "", "_at_" },
	{ "signs and dots in words", "", "a-at-b-dot-" },
	{ "dots in words", "a@b", "-dot-" },
	{ "underlined dots", "a@b", "_dot_" },
	{ "spelled signs", "", " at dot" },
	{ "spelled dots", "a at b", " dot b" },
	{ "encoded signs", "", "%40" },
	{ "escaped signs", "", "\\u0040" },
	{ "dashes", "a@b", "-" },
	{ "quoted names", "", "\"a@" },
	{ "ideographic stops", "a@b", "\xE3\x80\x82" },
	{ "digits", "", "1 2 3-" },
	{ "long digits", "", "12345678901234567890 " },
	{ "numbers in brackets", "", "(1" },
	{ "plus signs", "", "+1 " },
	{ "telephone words", "", "tel 123456" },
	{ "letters", "", "a" },
	{ "blanks", "x", " " },
	{ "empty lines", "", "\n" },
	{ "carriage returns", "", "a\r" },
	{ "broken bytes", "", "\xC3\xE2\x80" },
	{ "wide letters", "", "\xE4\xBD\xA0" },
	{ "headings", "", "# a\n" },
	{ "fences", "", "```a\n" },
};

static inline void
hostile_fill(const struct hostile *hostile, char *ret_text, size_t len)
{
	size_t n = strlen(hostile->start), step = strlen(hostile->repeated);

	memcpy(ret_text, hostile->start, n);
	for (; n < len; n++)
		ret_text[n] =
		    hostile->repeated[(n - strlen(hostile->start)) % step];
	ret_text[len] = '\0';
}

#endif
