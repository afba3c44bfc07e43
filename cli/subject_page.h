#ifndef CLI_SUBJECT_PAGE_H
#define CLI_SUBJECT_PAGE_H

#include <stdio.h>

#include "store/rights.h"
#include "store/subject.h"

/*
 * What is held on a person, for that person: one JSON object, or a page in
 * Markdown.  Written part by part, in this order: head, "records", "journal",
 * "files", "mentions"; the page goes out as it grows.
 */
struct subject_page;

struct subject_page *subject_page_new(FILE *out, bool is_json);
void subject_page_free(struct subject_page *page);

/* `asked` is what was typed; the person's id or login may be missing. */
void subject_page_head(struct subject_page *page, const struct person *person,
    const char *asked, const struct subject_suppression *suppression,
    const struct retention_end *end, int64_t now);

void subject_page_part(struct subject_page *page, const char *name);
void subject_page_record(struct subject_page *page,
    const struct subject_record *record);
/* In the parts "journal" and "files". */
void subject_page_journal(struct subject_page *page,
    const struct journal_entry *entry);
void subject_page_mention(struct subject_page *page, const char *what,
    const char *repository, int64_t n);

/* What the stream refused is for whoever closes it to find. */
void subject_page_end(struct subject_page *page);

#endif
