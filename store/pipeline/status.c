#include "base/str.h"
#include "store/store.h"

static const char *const names[STATUS_COUNT] = { [STATUS_NEW] = "new",
	[STATUS_SHORTLISTED] = "shortlisted",
	[STATUS_NOT_A_FIT] = "not-a-fit",
	[STATUS_CONTACTED] = "contacted",
	[STATUS_REPLIED] = "replied",
	[STATUS_APPLICANT] = "applicant",
	[STATUS_HIRED] = "hired",
	[STATUS_DECLINED] = "declined",
	[STATUS_DO_NOT_CONTACT] = "do-not-contact" };

const char *
status_name(enum status status)
{
	return names[status];
}

bool
status_parse(const char *name, enum status *ret_status)
{
	for (int i = 0; i < STATUS_COUNT; i++)
		if (str_casecmp(name, names[i]) == 0) {
			*ret_status = (enum status)i;
			return true;
		}
	return false;
}
