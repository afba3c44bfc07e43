#include "config/fold.h"

#include <stdbool.h>

#include "base/str.h"
#include "base/text.h"

static bool
is_plain(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] < 0x20 || text[i] > 0x7E)
			return false;
	return true;
}

char *
fold_name(struct arena *arena, const char *text, size_t len)
{
	char *folded;
	size_t n = 0;

	if (!is_plain(text, len))
		return text_fold(arena, text, len);
	folded = arena_alloc(arena, len + 1);
	for (size_t i = 0; i < len; i++) {
		if (text[i] != ' ')
			folded[n++] = str_lower(text[i]);
		else if (n > 0 && folded[n - 1] != ' ')
			folded[n++] = ' ';
	}
	if (n > 0 && folded[n - 1] == ' ')
		n--;
	folded[n] = '\0';
	return folded;
}
