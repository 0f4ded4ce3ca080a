/* Networks of the probe's own. */
#ifndef BP_PROBE_ISOLATE_H
#define BP_PROBE_ISOLATE_H

#include "model/report.h"
#include "sys/sys.h"

enum {
	BP__CHANGES_MAX = 64,
};

/* What bp_isolate() gives. */
struct bp_isolation {
	struct bp__arena arena;
	struct bp__sys_home *home;
	struct bp__sys_change changes[BP__CHANGES_MAX];
	size_t change_count;
	struct bp__isolation told; /* to be told in reports */
};

/* What bp_isolate() does before it moves the process: reads the changes. */
enum bp_status
bp__isolation_new(const char *const *settings, size_t count, bp_isolation **isolation,
    struct bp_error *error);

/* Moves the process into a fresh network, with one change more where the row is not NULL. */
enum bp_status
bp__isolation_renew(bp_isolation *isolation, const struct bp__setting_row *row,
    const char *value, struct bp_error *error);

/* A copy for a report, in its arena. */
const struct bp__isolation *
bp__isolation_copy(struct bp__arena *arena, const struct bp__isolation *isolation);

#endif
