#ifndef CLI_TALK_H
#define CLI_TALK_H

#include <stdio.h>

/*
 * Sentences for a person, then a line end.  They may quote strangers: no
 * control character reaches the stream.  Blanks are kept as they are, since a
 * query's error marks a column; lines are broken at a terminal's width unless
 * they begin with a blank.
 */
void talk_print(FILE *out, const char *text);

#endif
