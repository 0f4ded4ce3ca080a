/* A plan: which cases a run takes, in order. */
#ifndef BP_MODEL_PLAN_H
#define BP_MODEL_PLAN_H

#include "bindprobe.h"
#include "model/case.h"

struct bp_plan {
	struct bp__case *cases;
	size_t count;
	size_t room;
	bool picked; /* cases were named or picked one by one */
	bool has_tables; /* a suite in it has tables in the text report */
};

#endif
