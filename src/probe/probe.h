/* A run, for what makes many of them. */
#ifndef BP_PROBE_PROBE_H
#define BP_PROBE_PROBE_H

#include "model/report.h"

/* What becomes of a port that the user may not bind. */
enum bp__denied {
	BP__DENIED_ENDS = 0, /* the run: there is nothing to probe */
	BP__DENIED_IS_TOLD, /* each case says so */
};

/* bp_probe(), which ends where the port is denied. */
enum bp_status
bp__probe(const bp_plan *plan, const struct bp_settings *settings, enum bp__denied denied,
    bp_writer *writer, bp_report **report, struct bp_error *error);

#endif
