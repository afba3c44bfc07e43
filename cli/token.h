#ifndef CLI_TOKEN_H
#define CLI_TOKEN_H

#include "base/err.h"

/*
 * The GitHub token: $GITHUB_TOKEN, else the file (NULL: none configured),
 * which nobody else may be able to read, else the credential "github-token"
 * that the service manager loaded ($CREDENTIALS_DIRECTORY).  Free with token_free(), which wipes
 * it.  ERR_NOTFOUND when neither is set; ERR_INVAL with a sentence for a file
 * or a token that can't be used.  The token itself is never part of a message,
 * and from here on neither core dumps nor debuggers see into the process.
 */
int token_read(const char *file, char **ret_token,
    struct err_detail *detail) MUST_CHECK;
void token_free(char *token);

#endif
