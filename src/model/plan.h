/* A plan: which cases a run takes, in order. */
#ifndef BP_MODEL_PLAN_H
#define BP_MODEL_PLAN_H

#include "bindprobe.h"
#include "model/case.h"

#include <stdint.h>

/* A case as a plan keeps it: the largest suite has 40,000, which is two megabytes of these
 * and would be ten of struct bp__case. Bytes that are not used are zero. */
struct bp__packed_case {
	uint8_t series;
	uint8_t count;
	struct {
		uint8_t kind;
		uint16_t number; /* index into the plan's, of kind BP__NUMBER */
		uint32_t options;
	} sockets[BP__SOCKETS_MAX];
};

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
