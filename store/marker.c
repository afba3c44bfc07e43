#include "store/marker.h"

#include <sys/mman.h>
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "store/access.h"
#include "store/store_internal.h"

static bool
claim(int fd)
{
	static const struct store_marker none;
	struct stat info;

	if (fstat(fd, &info) != 0)
		return false;
	return info.st_size >= (off_t)sizeof(none) ||
	    pwrite(fd, (const void *)&none, sizeof(none), 0) ==
	    (ssize_t)sizeof(none);
}

int
store_marker_open(const struct store *store, struct store_marker **ret_marker,
    struct err_detail *detail)
{
	char *path = store_file(store->path, "reading");
	void *memory = MAP_FAILED;
	int fd, rc = 0;

	/* Its block is claimed, or a full disk would end the process by
	 * SIGBUS at the first note. */
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW,
	    access_file_mode(store));
	if (fd >= 0)
		access_settle(store, path);
	if (fd >= 0 && claim(fd))
		memory = mmap(NULL, sizeof(struct store_marker),
		    PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (memory == MAP_FAILED)
		rc = err_set(detail, ERR_IO, "store %s: reading: %s",
		    store->path, strerror(errno));
	if (fd >= 0)
		(void)close(fd); /* the mapping holds the file */
	mem_free(path);
	if (rc == 0)
		*ret_marker = memory;
	return rc;
}

void
store_marker_close(struct store_marker *marker)
{
	if (marker == NULL)
		return;
	marker->person = marker->document = 0;
	marker->deaths = 0;
	(void)munmap(marker, sizeof(*marker));
}

bool
store_marker_blames(struct store_marker *marker)
{
	bool again = marker->person == marker->last_person &&
	    marker->document == marker->last_document;

	if (marker->person == 0) {
		/* it ended elsewhere */
		marker->deaths = 0;
		return false;
	}
	marker->deaths = again ? marker->deaths + 1 : 1;
	marker->last_person = marker->person;
	marker->last_document = marker->document;
	marker->person = marker->document = 0;
	return marker->deaths >= STORE_MARKER_DEATHS;
}
