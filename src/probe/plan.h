/* A plan: which cases a run takes, in order. */
#ifndef BP_PROBE_PLAN_H
#define BP_PROBE_PLAN_H

#include "bindprobe.h"
#include "model/case.h"

#include <assert.h>
#include <stdint.h>

/* A socket as a plan keeps it. */
struct bp__packed_socket {
	uint32_t options;
	uint32_t address; /* a kind, or from BP__KIND_COUNT on a number of the plan */
};
static_assert(BP__OPTION_COUNT <= 32, "the options fit");

/* A case as a plan keeps it, in little memory: its sockets are those of the plan from first
 * on. */
struct bp__packed_case {
	uint32_t first;
	uint8_t series;
	uint8_t count;
};

struct bp_plan {
	struct bp__packed_case *cases;
	size_t count;
	size_t room;
	struct bp__packed_socket *sockets; /* of all cases, one after the other */
	size_t socket_count;
	size_t socket_room;
	struct bp__address *numbers; /* each once */
	size_t number_count;
	bool picked; /* cases were named or picked one by one */
	uint64_t
	    suites; /* those that were added, a bit each in the order of all suites */
};

/* Case i of the plan. */
struct bp__case
bp__plan_case(const bp_plan *plan, size_t i);

#endif
