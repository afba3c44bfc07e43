#include "crawler/node_id.h"

#include <stdint.h>
#include <string.h>

const char *
node_id_of_user(struct arena *arena, int64_t id)
{
	static const char digits[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";
	const char *plain = arena_format(arena, "04:User%lld", (long long)id);
	size_t len = strlen(plain), n = 0;
	char *text = arena_alloc(arena, (len + 2) / 3 * 4 + 1);

	for (size_t i = 0; i < len; i += 3) {
		uint32_t group = (uint32_t)(unsigned char)plain[i] << 16;

		if (i + 1 < len)
			group |= (uint32_t)(unsigned char)plain[i + 1] << 8;
		if (i + 2 < len)
			group |= (uint32_t)(unsigned char)plain[i + 2];
		text[n++] = digits[group >> 18 & 63];
		text[n++] = digits[group >> 12 & 63];
		text[n++] = digits[i + 1 < len ? group >> 6 & 63 : 64];
		text[n++] = digits[i + 2 < len ? group & 63 : 64];
	}
	text[n] = '\0';
	return text;
}
