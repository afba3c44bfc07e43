#ifndef CLI_SETTINGS_H
#define CLI_SETTINGS_H

#include "cli/app.h"
#include "cli/option.h"
#include "crawler/crawl.h"

/*
 * One reading of configuration, rules, catalogue, places and roles, for the
 * daemon, which reads all of it again while the old one is in use.
 */
struct settings {
	struct app app; /* owns it all; has no store of its own */
	struct crawl_options options; /* without token and callbacks */
};

/*
 * Reads everything as a new process would, the roles that are named or, when
 * none are, the enabled ones (there may be none), and with `or_with_leads`
 * those that have leads.  The store of `app` is looked into.  On failure the
 * detail is the sentence, with file and line.
 */
int settings_read(const struct app *app, const struct text_list *roles,
    bool or_with_leads, struct settings **ret_settings,
    struct err_detail *detail) MUST_CHECK;
void settings_free(struct settings *settings);

#endif
