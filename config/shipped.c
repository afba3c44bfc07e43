#include "config/shipped.h"

#include <stdint.h>

#include "config/tables.h"

/* What config/shipped_main.c wrote; the Makefile says where.  Read-only memory
 * that all processes share, and only the pages that are looked at. */
__asm__(".section .rodata\n"
	"\t.balign 8\n"
	"shipped_tables:\n"
	"\t.incbin \"" SHIPPED_TABLES "\"\n"
	"\t.previous\n");
extern const uint64_t shipped_tables[] __attribute__((visibility("hidden")));

int
shipped_catalogue(const char *directory, struct arena *arena,
    struct catalogue *ret_catalogue, struct err_detail *detail)
{
	if (tables_catalogue(shipped_tables, directory, arena, ret_catalogue) ==
	    0)
		return 0;
	return catalogue_read(directory, arena, ret_catalogue, detail);
}

int
shipped_places(const char *path, struct places **ret_places,
    struct err_detail *detail)
{
	if (tables_places(shipped_tables, path, ret_places) == 0)
		return 0;
	return places_read(path, ret_places, detail);
}
