#include "store/query/query_probe.h"

#include "store/posting/posting_reader.h"

bool
query_probe_open(struct query_probe *probe, struct posting_reader *reader,
    uint32_t chunk, const struct leaf_terms *leaf)
{
	size_t n = leaf->n_any + leaf->n_all;

	if (leaf->is_open || n > PROBE_TERMS)
		return false;
	for (size_t i = 0; i < n; i++) {
		struct slice *container = &probe->containers[i];
		const struct posting_term *term = i < leaf->n_any
		    ? &leaf->any[i]
		    : &leaf->all[i - leaf->n_any];
		int rc = posting_reader_find(reader, chunk, term, container);

		if (rc == ERR_NOTFOUND)
			container->len = 0;
		else if (rc < 0 || container->len < CONTAINER_MAX)
			return false;
	}
	return true;
}

bool
query_probe_ask(const struct query_probe *probe, const struct leaf_terms *leaf,
    size_t offset, enum answer *ret_answer)
{
	const struct slice *container = probe->containers;
	bool any = false, all = leaf->n_all > 0, has = false;

	for (size_t i = 0; i < leaf->n_any && !any; i++)
		if (container[i].len > 0 &&
		    !bits_decode_has(container[i], offset, &any))
			return false;
	container += leaf->n_any;
	for (size_t i = 0; i < leaf->n_all && all && !any; i++) {
		if (container[i].len > 0 &&
		    !bits_decode_has(container[i], offset, &has))
			return false;
		all = container[i].len > 0 && has;
	}
	if (any || (all && leaf->is_exact))
		*ret_answer = ANSWER_YES;
	else
		*ret_answer = all ? ANSWER_ASK : ANSWER_NO;
	return true;
}

static bool
or_container(struct slice container, struct bits *bits)
{
	return container.len == 0 || bits_decode_or(container, bits);
}

bool
query_probe_sets(const struct query_probe *probe, const struct leaf_terms *leaf,
    struct index_bits *out)
{
	const struct slice *all = &probe->containers[leaf->n_any];
	struct bits one;

	for (size_t i = 0; i < leaf->n_any; i++)
		if (!or_container(probe->containers[i], &out->yes))
			return false;
	for (size_t i = 0; i < leaf->n_all; i++) {
		bits_clear(&one);
		if (!or_container(all[i], &one))
			return false;
		if (i == 0)
			out->may = one;
		bits_and(&out->may, &one);
	}
	if (leaf->is_exact)
		bits_or(&out->yes, &out->may);
	bits_or(&out->may, &out->yes);
	return true;
}
