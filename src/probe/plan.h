/* A plan: which cases a run takes, in order. */
#ifndef BP_PROBE_PLAN_H
#define BP_PROBE_PLAN_H

#include "bindprobe.h"
#include "model/case.h"

#include <assert.h>
#include <stdint.h>

/* A case as a plan keeps it, in a tenth of the memory of struct bp__case. What is not used is
 * zero. */
struct bp__packed_case {
	uint8_t series;
	uint8_t count;
	struct {
		uint16_t
		    address; /* a kind, or from BP__KIND_COUNT on a number of the plan */
		uint16_t options;
	} sockets[BP__SOCKETS_MAX];
};
static_assert(BP__OPTION_COUNT <= 16, "the options fit");

struct bp_plan {
	struct bp__packed_case *cases;
	size_t count;
	size_t room;
	struct bp__address *numbers; /* each once */
	size_t number_count;
	bool picked; /* cases were named or picked one by one */
	bool has_tables; /* a suite in it has tables in the text report */
};

/* Case i of the plan. */
struct bp__case
bp__plan_case(const bp_plan *plan, size_t i);

#endif
