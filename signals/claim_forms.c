#include "signals/claim_forms.h"

#include "base/array.h"

enum {
	FILE_FORMS = 3 /* of comments */
};

static const char *const pull_forms[] = {
	"Wrote %t, merged into %r %d%m.",
	"Had %t merged into %r %d%m.",
	"Contributed %t to %r, merged %d%m.",
	"Authored %t for %r, merged %d%m.",
	"Sent %t to %r, where it was merged %d%m.",
	"Opened the pull request %t on %r, merged %d%m.",
	"Got %t into %r %d%m.",
	"Made the change %t in %r, merged %d%m.",
	"Proposed %t to %r, which merged it %d%m.",
	"Wrote %t and saw it merged into %r %d%m.",
	"Submitted %t to %r, merged %d%m.",
	"Landed %t in %r %d%m.",
	"Worked on %t in %r, merged %d%m.",
	"Brought %t into %r %d%m.",
};

static const char *const merges_forms[] = {
	"Merged %k pull requests by others in %r since %y, among them %t (%D).",
	"Merged %k pull requests by others in %r since %y, such as %t (%D).",
	"Accepted %k pull requests by others into %r since %y, such as %t "
	"(%D).",
	"Merged what others wrote for %r: %k pull requests since %y, such as "
	"%t (%D).",
	"Accepted what others wrote for %r: %k pull requests since %y, among "
	"them %t (%D).",
	"Merged others' work into %r, %k pull requests since %y, %t (%D) among "
	"them.",
	"Brought in the work of others in %r: %k pull requests since %y, such "
	"as %t (%D).",
};

static const char *const few_merges_forms[] = {
	"Merged %t by another author into %r %d.",
	"Accepted %t by another author into %r %d.",
	"Merged another author's %t into %r %d.",
};

/* The last FILE_FORMS name a file. */
static const char *const comment_forms[] = {
	"Explained in the review of %P %d: %q",
	"Wrote in the review of %P %d: %q",
	"Commented on %P %d: %q",
	"Reviewed %P %d and wrote: %q",
	"Raised this in the review of %P %d: %q",
	"Noted in the review of %P %d: %q",
	"Put it this way in the review of %P %d: %q",
	"Took part in the review of %P %d: %q",
	"Brought up in the review of %P %d: %q",
	"Gave this to the review of %P %d: %q",
	"Commented on %F in %P %d: %q",
	"Reviewed %F in %P %d and wrote: %q",
	"Explained in the review of %F in %P %d: %q",
};

static const char *const commit_forms[] = {
	"Committed %t to %r %d.",
	"Wrote the commit %t in %r, dated %D.",
	"Made the commit %t in %r %d.",
	"Contributed %t to %r, a commit of %D.",
	"Authored the commit %t in %r %d.",
	"Added the commit %t to %r %d.",
	"Changed %r with the commit %t %d.",
};

static const char *const shared_forms[] = {
	"Co-authored the commit %t in %r, dated %D.",
	"Wrote part of the commit %t in %r %d.",
	"Worked with others on the commit %t in %r %d.",
	"Co-wrote the commit %t in %r %d.",
	"Had a share in the commit %t in %r %d.",
};

static const char *const review_forms[] = {
	"Reviewed %t by another author in %r %d.",
	"Took part in the review of %t in %r %d.",
	"Reviewed the pull request %t in %r %d.",
	"Reviewed another author's %t for %r %d.",
	"Reviewed %t, which another author sent to %r, %d.",
};

static const char *const bare_pull_forms[] = {
	"Had %P merged %d%m.",
	"Got %P merged %d%m.",
	"Contributed pull request %n to %r, merged %d%m.",
	"Sent pull request %n to %r, where it was merged %d%m.",
	"Opened %P, merged %d%m.",
	"Wrote %P, merged %d%m.",
	"Submitted pull request %n to %r, merged %d%m.",
	"Landed %P %d%m.",
};

static const char *const commits_forms[] = {
	"Made %c to %r%l%L.",
	"Contributed %c to %r%l%L.",
	"Authored %c in %r%l%L.",
	"Added %c to %r%l%L.",
	"Put %c into %r%l%L.",
	"Left %c in the history of %r%l%L.",
	"Wrote %c for %r%l%L.",
	"Worked on %r%l: %c%L.",
	"Took part in %r%l, with %c%L.",
	"Committed to %r%l: %c%L.",
	"Changed %r in %c%L.",
	"Joined the work on %r with %c%L.",
};

static const char *const own_forms[] = {
	"Published %r (%s)%v%Q.",
	"Put %r on GitHub (%s)%v%Q.",
	"Made %r public (%s)%v%Q.",
	"Shared %r on GitHub (%s)%v%Q.",
	"Published %r, with %s%v%Q.",
	"Put %r on GitHub, with %s by now%v%Q.",
	"Published %r, which has %s%v%Q.",
	"Shared %r, with %s%v%Q.",
	"Put the code of %r on GitHub (%s)%v%Q.",
};

static const char *const bare_own_forms[] = {
	"Published %r%l%Q.",
	"Put %r on GitHub%l%Q.",
	"Made %r public%l%Q.",
	"Shared %r on GitHub%l%Q.",
};

/* All of a list but the last ones. */
#define FORMS_BUT(list, last)              \
	{                                  \
		list, COUNT(list) - (last) \
	}
#define FORMS(list) FORMS_BUT(list, 0)

const struct claim_forms claim_forms[] = {
	[CLAIM_PULL] = FORMS(pull_forms),
	[CLAIM_MERGES] = FORMS(merges_forms),
	[CLAIM_COMMENT] = FORMS_BUT(comment_forms, FILE_FORMS),
	[CLAIM_OWN] = FORMS(own_forms),
	[CLAIM_COMMIT] = FORMS(commit_forms),
	[CLAIM_SHARED] = FORMS(shared_forms),
	[CLAIM_REVIEW] = FORMS(review_forms),
	[CLAIM_BARE_PULL] = FORMS(bare_pull_forms),
	[CLAIM_COMMITS] = FORMS(commits_forms),
	[CLAIM_BARE_OWN] = FORMS(bare_own_forms),
};
const struct claim_forms claim_forms_few_merges = FORMS(few_merges_forms);
const struct claim_forms claim_forms_file = FORMS(comment_forms);
