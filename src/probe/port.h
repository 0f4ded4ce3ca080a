/* The port of a run: whether nothing of others is on it, and choosing one. */
#ifndef BP_PROBE_PORT_H
#define BP_PROBE_PORT_H

#include "probe/run.h"

/* Chooses a port that is free in every family for the transports, when the report has none
 * yet. BP_CANNOT_PROBE when none can be had. */
enum bp_status
bp__choose_port(struct bp__run *run, unsigned transports, struct bp_error *error);

/* Whether the report's port is free in every family for the transports. BP_CANNOT_PROBE
 * with who has it, or why it cannot be bound. */
enum bp_status
bp__check_port(struct bp__run *run, unsigned transports, struct bp_error *error);

/* Claims the report's port for the transports, so that of two probes one runs.
 * BP_CANNOT_PROBE when another has it. */
enum bp_status
bp__claim_port(struct bp__run *run, unsigned transports, struct bp_error *error);

/* Waits a moment for the port of the run to be free in the transport, when another program
 * has it; whether it is. */
bool
bp__await_port(struct bp__run *run, enum bp_transport transport);

/* Notes for each series of the transports, but those of TCP and UDP, why no socket of it can
 * be had in either family. */
void
bp__observe_transports(struct bp__run *run, unsigned transports);

#endif
