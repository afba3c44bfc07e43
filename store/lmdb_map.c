/* The size of LMDB's map. */
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <lmdb.h>

#include "store/lmdb.h"
#include "store/store_internal.h"

static const int64_t mb = 1048576;
/* The map grows up to this. */
static const int64_t most_map_mb = 1048576;
/* A write transaction that finds less room ahead lets it grow; a quarter of
 * the map if that is less. */
static const int64_t ahead_mb = 64;

enum {
	/* Write transactions between two looks for readers that died. */
	READER_CHECK_EVERY = 1024
};

/* What the disk could hold of the data file; 0 if it can't be told. */
static int64_t
disk_room(const struct store *store)
{
	struct statvfs disk;
	struct stat stat;
	mdb_filehandle_t fd;

	if (mdb_env_get_fd(store->env, &fd) != 0 || fstat(fd, &stat) != 0 ||
	    fstatvfs(fd, &disk) != 0)
		return 0;
	return stat.st_size + (int64_t)(disk.f_bavail * disk.f_frsize);
}

/* LMDB unmaps before it maps again and is lost if that fails. */
static bool
has_address_space(size_t size)
{
	void *at = mmap(NULL, size, PROT_NONE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (at == MAP_FAILED)
		return false;
	(void)munmap(at, size);
	return true;
}

bool
lmdb_grow(struct store *store)
{
	int64_t size, most = most_map_mb * mb;
	MDB_envinfo info;

	if (store->open_txns > 0 || mdb_env_info(store->env, &info) != 0)
		return false;
	size = (int64_t)info.me_mapsize;
	if (size >= most || size >= disk_room(store))
		return false;
	size = size > most / 2 ? most : 2 * size;
	if (!has_address_space((size_t)size) ||
	    mdb_env_set_mapsize(store->env, (size_t)size) != 0)
		return false;
	store->map_was_full = false;
	return true;
}

void
lmdb_make_room(struct store *store, int64_t map_mb)
{
	MDB_envinfo info;

	while (mdb_env_info(store->env, &info) == 0 &&
	    (int64_t)info.me_mapsize < map_mb * mb && lmdb_grow(store))
		;
}

void
lmdb_look_ahead(struct store *store)
{
	MDB_envinfo info;
	MDB_stat stat;
	int64_t size, room, enough = ahead_mb * mb;
	int dead;

	if (++store->writes % READER_CHECK_EVERY == 0)
		(void)mdb_reader_check(store->env, &dead); /* a kindness */
	if (mdb_env_info(store->env, &info) != 0 ||
	    mdb_env_stat(store->env, &stat) != 0)
		return;
	size = (int64_t)info.me_mapsize;
	room = size - (int64_t)((info.me_last_pgno + 1) * stat.ms_psize);
	if (enough > size / 4)
		enough = size / 4;
	if (store->map_was_full || room < enough)
		(void)lmdb_grow(store); /* if it can't: ERR_FULL will tell */
}
