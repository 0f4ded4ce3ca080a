/* The rows of a comparison as tests. */
#ifndef BP_FORMAT_CHECK_COMPARE_H
#define BP_FORMAT_CHECK_COMPARE_H

#include "analyse/compare.h"
#include "format/check.h"

/* A row of a comparison. */
struct bp__compared {
	const bp_comparison *comparison;
	size_t row;
};

/* What a row is called as a test. */
const struct bp__check_group *
bp__compared_group(enum bp__row_sort sort);

/* The row as a test, which does not outlive what compared points to; false when it is
 * ignored. */
bool
bp__compared_check(const struct bp__compared *compared, struct bp__check *check);

#endif
