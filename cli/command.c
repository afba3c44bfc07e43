#include "cli/command.h"

#include <string.h>

#include "base/array.h"
#include "base/clock.h"
#include "base/str.h"
#include "cli/interrupt.h"
#include "cli/option.h"

enum {
	NEAREST_MAX = 3
};

static const struct command commands[] = {
	{ "crawl", "[--role R]... [--seed OWNER/REPO]... [OPTIONS]",
	    "Reads GitHub, scores the people found; stop and resume at will",
	    "Find people",
	    "  muster crawl --role data-intensive --budget 300\n"
	    "  muster crawl --dry-run\n",
	    cmd_crawl, false },
	{ "daemon", "[--role R]... [--api-url URL]",
	    "Crawls by schedule, for ever; answers /metrics and /healthz", NULL,
	    "  muster daemon\n"
	    "  systemctl --user enable --now muster   # the same, as a "
	    "service\n",
	    cmd_daemon, false },
	{ "add", "LOGIN... | --file FILE",
	    "Takes people you name into the next crawl", NULL,
	    "  muster add octocat https://github.com/hubot\n"
	    "  muster add --file names.txt\n",
	    cmd_add, false },
	{ "rescore", "[--role R]...",
	    "Applies changed role files to what was read, offline", NULL,
	    "  muster rescore --role data-intensive\n", cmd_rescore, false },
	{ "leads", "[QUERY] [OPTIONS]",
	    "Lists who fits a role, best first, and says why",
	    "Read the result",
	    "  muster leads lang:go loc:berlin --limit 10\n"
	    "  muster leads 'skill:kafka (\"distributed lock\" OR "
	    "idempotent)'\n"
	    "  muster leads --facets lang,loc band:A\n"
	    "  muster leads --weight review=40 --json\n"
	    "\nFields of a query (man muster explains them)\n"
	    "  lang loc skill company repo seed          who and where\n"
	    "  score band coverage signal.NAME           how well, A..C or "
	    "60..\n"
	    "  prs reviews stars followers involvement   what was seen\n"
	    "  active since due                          when, such as 12m or "
	    "7d\n"
	    "  contact hireable status tag owner flag known sort role\n"
	    "  words and \"phrases\" are looked for in the work; not, OR, "
	    "( ) combine\n",
	    cmd_leads, false },
	{ "show", "LOGIN|ID [--role R]",
	    "Explains one person's score point by point, with links", NULL,
	    "  muster show octocat\n"
	    "  muster show octocat --json\n",
	    cmd_show, false },
	{ "search", "save NAME QUERY | list | drop NAME",
	    "Keeps queries by name; @NAME stands for one in any query", NULL,
	    "  muster search save go-berlin lang:go loc:berlin band:B..\n"
	    "  muster leads @go-berlin --new-since last\n"
	    "  muster export @go-berlin not owner:none -o go.csv\n"
	    "  muster search list\n"
	    "  muster search drop go-berlin\n",
	    cmd_search, false },
	{ "export", "[QUERY] [--role R] [-o FILE] [--preset NAME] [OPTIONS]",
	    "Writes a list for a spreadsheet, an ATS or a hiring manager", NULL,
	    "  muster export status:shortlisted -o shortlist.xlsx\n"
	    "  muster export status:shortlisted -o for-anna.md\n"
	    "  muster export lang:go --format jsonl\n"
	    "  muster export tag:may --preset greenhouse -o may.csv --mark "
	    "contacted\n"
	    "  muster export --preset lever --header-file template.csv -o "
	    "leads.csv\n",
	    cmd_export, false },
	{ "draft", "LOGIN|QUERY [--template NAME|FILE] [--check] [-o DIR]",
	    "Writes messages for you to read, mend and send; sends nothing",
	    NULL,
	    "  muster draft octocat\n"
	    "  muster draft octocat --template message\n"
	    "  muster draft status:shortlisted --template my.txt --check\n"
	    "  muster draft status:shortlisted -o drafts\n"
	    "  muster draft --tokens\n",
	    cmd_draft, false },
	{ "stats", "[--json]", "Counts what is in the store", NULL,
	    "  muster stats\n  muster stats --json\n", cmd_stats, false },
	{ "mark", "LOGIN|QUERY STATUS [--role R] [--reason TEXT]",
	    "Sets where people stand: shortlisted, not-a-fit, contacted and so "
	    "on",
	    "Work with leads",
	    "  muster mark octocat shortlisted\n"
	    "  muster mark octocat not-a-fit --reason \"only front end\"\n"
	    "  muster mark 'band:D score:..30' not-a-fit --yes\n"
	    "\nStatuses\n"
	    "  new shortlisted replied   listed as before\n"
	    "  contacted                 the same, and they were told of the "
	    "data\n"
	    "  applicant                 listed, from now on without a score\n"
	    "  not-a-fit hired           listed with --all alone, no drafts\n"
	    "  declined                  the same, and in all roles\n"
	    "  do-not-contact            erased at once, and kept out for "
	    "good\n",
	    cmd_mark, false },
	{ "note", "LOGIN TEXT [--role R]", "Keeps a note on a lead", NULL,
	    "  muster note octocat \"prefers part time\"\n", cmd_note, false },
	{ "tag", "LOGIN|QUERY TAG|-TAG [--role R]",
	    "Puts a tag on leads, or takes it off", NULL,
	    "  muster tag octocat berlin-meetup\n"
	    "  muster tag octocat -berlin-meetup\n"
	    "  muster tag 'skill:kafka band:A' streaming --yes\n",
	    cmd_tag, true },
	{ "assign", "LOGIN|QUERY OWNER [--role R]",
	    "Says who of your team takes care of leads", NULL,
	    "  muster assign octocat maria\n"
	    "  muster assign octocat -\n",
	    cmd_assign, false },
	{ "notice", "LOGIN [--role R]",
	    "Records that you told a person you hold data on them", NULL,
	    "  muster notice octocat\n", cmd_notice, false },
	{ "known", "--import FILE.csv | LOGIN|QUERY [--not]",
	    "Hides who is in your tracking system already", NULL,
	    "  muster known --import ats.csv --dry-run\n"
	    "  muster known --import ats.csv --yes\n"
	    "  muster known octocat\n"
	    "  muster known octocat --not     # recognised wrongly\n"
	    "  muster leads known:yes\n",
	    cmd_known, false },
	{ "forget", "LOGIN|ID [--yes]",
	    "Erases a person and never fetches them again", "Respect people",
	    "  muster forget octocat\n", cmd_forget, false },
	{ "suppress", "LOGIN|ID... | --import FILE | --export FILE | --list",
	    "Keeps people out for good, whether they are known or not", NULL,
	    "  muster suppress octocat\n"
	    "  muster suppress --import do-not-contact.txt\n"
	    "  muster suppress --export kept-out.csv\n"
	    "  muster suppress --list\n",
	    cmd_suppress, false },
	{ "subject", "LOGIN|ID [--json]",
	    "Tells all that is held on a person, for that person", NULL,
	    "  muster subject octocat > octocat.md\n"
	    "  muster subject 583231 --json\n",
	    cmd_subject, false },
	{ "purge", "[--yes] [--dry-run]",
	    "Deletes people whose time is over, and keeps them out", NULL,
	    "  muster purge --dry-run\n"
	    "  muster purge\n",
	    cmd_purge, false },
	{ "audit", "[--role R] [--decisions FILE] [--json]",
	    "Finds by trying what feeds each score, and who was selected", NULL,
	    "  muster audit\n"
	    "  muster audit --decisions decisions.csv\n",
	    cmd_audit, false },
	{ "journal", "[LOGIN|ID] [--limit N] [--json]",
	    "Shows who marked, exported, forgot what, and when", NULL,
	    "  muster journal --limit 10\n"
	    "  muster journal octocat          # one person's history\n",
	    cmd_journal, false },
	{ "backup", "DIR", "Copies the store, also while a crawl writes",
	    "Look after the store",
	    "  muster backup ~/muster-$(date +%F)\n"
	    "  muster --store ~/muster-2027-01-31 leads\n",
	    cmd_backup, false },
	{ "dump", "[-o FILE]", "Writes the whole store as JSON lines", NULL,
	    "  muster dump -o leads.jsonl\n"
	    "  muster dump --schema\n"
	    "  muster dump | zstd > leads.jsonl.zst\n",
	    cmd_dump, false },
	{ "load", "[--strict] FILE|-",
	    "Merges a dump into the store; nobody who is kept out comes back",
	    NULL,
	    "  muster load leads.jsonl\n"
	    "  zstd -dc leads.jsonl.zst | muster load -\n",
	    cmd_load, false },
	{ "compact", "", "Rewrites the store without the pages that are unused",
	    NULL, "  muster forget octocat && muster compact\n", cmd_compact,
	    false },
	{ "init", "", "Writes a commented starter configuration", "Set up",
	    "  muster init\n", cmd_init, false },
	{ "role", "list | show R | check R | enable R | disable R | new NAME",
	    "Lists, checks, copies and switches roles on and off", NULL,
	    "  muster role list\n"
	    "  muster role new go-berlin --from data-intensive\n"
	    "  muster role new go-payments --from-jd job.txt\n"
	    "  muster role check go-berlin\n"
	    "  muster role enable go-berlin\n",
	    cmd_role, false },
	{ "measure",
	    "commit|review|readme|tree|bot|stars|standing|contact [FILE]",
	    "Tries one signal on your own text, a JSON object a line", NULL,
	    "  echo '{\"id\":1,\"text\":\"Fix crash, since ...\"}' | muster "
	    "measure commit\n",
	    cmd_measure, false },
	{ "doctor", "[--deep] [--api-url URL]",
	    "Checks token, limits, store, files, clock and disk", NULL,
	    "  muster doctor\n", cmd_doctor, false },
	{ "version", "", "Prints the version", NULL, "  muster version\n",
	    cmd_version, false },
};

enum {
	N_COMMANDS = COUNT(commands)
};

const struct command *
command_find(const char *name)
{
	for (size_t i = 0; i < N_COMMANDS; i++)
		if (str_equal(commands[i].name, name))
			return &commands[i];
	return NULL;
}

const struct command *
command_nearest(const char *name)
{
	const struct command *best = NULL;
	size_t least = NEAREST_MAX;

	for (size_t i = 0; i < N_COMMANDS; i++) {
		size_t distance = str_distance(name, commands[i].name);

		if (distance < least && distance < strlen(name)) {
			least = distance;
			best = &commands[i];
		}
	}
	return best;
}

void
command_overview(FILE *out)
{
	(void)fputs(
	    "muster finds engineers whose public work on GitHub fits a role,\n"
	    "and shows why, link by link.\n"
	    "\n"
	    "First steps\n"
	    "    export GITHUB_TOKEN=...         a token without any scope "
	    "will do\n"
	    "    muster role list                the roles it knows\n"
	    "    muster crawl --role data-intensive --budget 300\n"
	    "    muster leads                    who fits, best first\n"
	    "    muster show LOGIN               one person, every point "
	    "explained\n",
	    out);
	for (size_t i = 0; i < N_COMMANDS; i++) {
		if (commands[i].group != NULL)
			(void)fprintf(out, "\n%s\n", commands[i].group);
		(void)fprintf(out, "  %-10s%s\n", commands[i].name,
		    commands[i].summary);
	}
	(void)fputs("\n`muster COMMAND --help` tells more about each; `man "
		    "muster` has the\nquery language.\n",
	    out);
}

static int
unknown_command(struct app *app, const char *name)
{
	const struct command *near = command_nearest(name);

	if (near == NULL)
		return app_error(app, ERR_INVAL,
		    "%.40s: no such command; `muster` alone lists them", name);
	return app_error(app, ERR_INVAL,
	    "%.40s: no such command; did you mean `muster %s`?", name,
	    near->name);
}

/* "muster help [COMMAND]", as many type it. */
static int
help(struct app *app, int argc, char **argv)
{
	char option[] = "--help", *help_argv[] = { option };

	if (argc == 0) {
		command_overview(stdout);
		return 0;
	}
	app->command = command_find(argv[0]);
	if (app->command == NULL)
		return unknown_command(app, argv[0]);
	return app->command->run(app, 1, help_argv);
}

int
command_run(struct app *app, int argc, char **argv)
{
	int next = argc, rc;

	rc = option_parse_globals(app, argc, argv, &next);
	if (rc == 0)
		rc = clock_from_env(&app->detail);
	if (rc != 0)
		return rc;
	argc -= next;
	argv += next;
	if (argc == 0)
		return help(app, 0, argv);
	if (str_equal(argv[0], "help"))
		return help(app, argc - 1, argv + 1);
	app->command = command_find(argv[0]);
	if (app->command == NULL)
		return unknown_command(app, argv[0]);
	return app->command->run(app, argc - 1, argv + 1);
}

int
command_exit_status(int rc)
{
	if (rc == COMMAND_HELPED)
		return 0;
	if (rc >= 0)
		return rc;
	switch (rc) {
	case ERR_INVAL:
	case ERR_PARSE:
		return 2;
	case ERR_BUSY:
		return 3;
	case ERR_DENIED:
		return 4;
	case ERR_CANCELED:
		return interrupt_exit_status();
	default:
		return 1;
	}
}
