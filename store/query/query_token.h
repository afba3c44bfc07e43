#ifndef STORE_QUERY_QUERY_TOKEN_H
#define STORE_QUERY_QUERY_TOKEN_H

#include "store/query/query_internal.h"

enum token {
	TOKEN_END,
	TOKEN_OPEN,
	TOKEN_CLOSE,
	TOKEN_AND,
	TOKEN_OR,
	TOKEN_NOT,
	TOKEN_TERM
};

/* One harmless line, typographic quotes made plain, so that a query can be
 * pasted from a letter and shown in an error: what a parser begins with. */
const char *query_plain_text(struct arena *arena, const char *text);

/* The state of parsing; query_next() fills in the token. */
struct query_parser {
	struct query *query;
	const char *text;
	const char *at; /* behind the current token */
	enum token token;
	const char *start; /* of the current token */
	/* Of a term. */
	const char *field; /* NULL: free text */
	struct value value;
	const char *value_start;
	int depth;
	int base_depth; /* where the text begins: above 0 in parentheses, not */
	bool negated;
	/* Of the text of a saved search: its name, and who names it. */
	const char *search;
	const struct query_parser *outer;
	int rc;
	struct err_detail *detail;
};

/* Reads the next token.  A malformed one is refused. */
void query_next(struct query_parser *parser);

/*
 * Writes the sentence with the query and a mark below `mark`, which points
 * into parser->text.  The first error wins; returns ERR_PARSE.
 */
int query_refuse(struct query_parser *parser, const char *mark,
    const char *sentence);

#endif
