#ifndef OUTREACH_MARKDOWN_H
#define OUTREACH_MARKDOWN_H

#include "base/buf.h"

/*
 * Text from strangers in Markdown: one line in which nothing means anything,
 * neither to CommonMark nor to GitHub's dialect nor as HTML.
 */
void markdown_put_text(struct buf *out, const char *text);

/* "[text](<url>)"; the text alone when the address is no plain web address. */
void markdown_put_link(struct buf *out, const char *text, const char *url);

#endif
