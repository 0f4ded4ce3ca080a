/* Server recipes: the ways real servers open their listeners, tried end to end. */
#ifndef BP_PROBE_RECIPE_H
#define BP_PROBE_RECIPE_H

#include "probe/run.h"

/* Tries every recipe in the series, and adds the runs to the report. */
void
bp__try_recipes(struct bp__run *run, enum bp__series series);

/* How many recipes there are. */
size_t
bp__recipe_count(void);

/* Judges one run by its steps and by whom a client reached. Pure. */
enum bp__verdict
bp__judge_recipe(const struct bp__recipe_run *recipe);

/* Marks in the report, for each series, the run to use: the first that works, or else the
 * first that does in part. Pure. */
void
bp__choose_recipes(bp_report *report);

#endif
