/* A plan: which cases a run takes, in order. */
#ifndef BP_MODEL_PLAN_H
#define BP_MODEL_PLAN_H

#include "bindprobe.h"
#include "model/case.h"

struct bp_plan {
	struct bp__case *cases;
	size_t count;
	size_t room;
	bool by_case; /* cases were named or picked, so the report goes case by case */
};

/* Whether the case with this id matches the glob, of ? and * and the characters of ids. */
bool
bp__glob_matches(const char *glob, const char *text);

#endif
