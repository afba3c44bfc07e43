#ifndef CLI_TEXT_FILE_H
#define CLI_TEXT_FILE_H

#include <stddef.h>

#include "cli/app.h"

/*
 * A text that the user hands over, whatever wrote it: `max` bytes of a file,
 * or of standard input for "-", as UTF-8 without a byte order mark in
 * *ret_text, which is the caller's to end, also after a failure.  A document
 * or workbook is refused by its kind and what is `expected` ("CSV").  Says
 * when it was no UTF-8.  ERR_INVAL.
 */
int text_file_read(struct app *app, const char *path, size_t max,
    const char *expected, struct buf *ret_text) MUST_CHECK;

#endif
