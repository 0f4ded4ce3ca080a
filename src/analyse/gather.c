/* Gathers outcomes. */
#include <config.h>

#include "analyse/gather.h"

/* The kind whose address the target is; BP__NUMBER for a further address of the host. */
static enum bp__kind
kind_of_target(const struct bp__host *host, const struct bp__target *target)
{
	for (int kind = BP__NUMBER + 1; kind < BP__KIND_COUNT; kind++) {
		if (bp__address_equal(&host->kinds[kind], &target->address))
			return (enum bp__kind)kind;
	}
	return BP__NUMBER;
}

enum bp_status
bp__gather_targets(struct bp__space *space, bp_report *report)
{
	enum bp__kind *kinds =
	    bp__arena_array(&report->arena, report->target_count + 1, sizeof *kinds);
	if (kinds == NULL)
		return BP_NO_MEMORY;
	for (size_t i = 0; i < report->target_count; i++)
		kinds[i] = kind_of_target(&report->host, &report->targets[i]);
	return bp__space_set_targets(space, kinds, report->target_count);
}

/* Whether it was seen at some target who receives, or that nobody does; a sweep that was read
 * back does not have how that showed. */
static bool
is_seen(const struct bp__outcome *outcome)
{
	for (size_t i = 0; i < outcome->delivery_count; i++) {
		const struct bp__delivery *delivery = &outcome->deliveries[i];
		if (bp__result_is_ok(&delivery->nobody) ||
		    bp__delivery_letter(delivery) != '-' ||
		    bp__shows_nobody(&delivery->nobody))
			return true;
	}
	return false;
}

enum bp_status
bp__gather(
    struct bp__space *space, struct bp__arena *arena, const struct bp__outcome *outcome)
{
	char *letters = NULL;
	if (outcome->unstable)
		return BP_OK;
	if (is_seen(outcome)) {
		letters = bp__arena_array(arena, outcome->delivery_count + 1, 1);
		if (letters == NULL)
			return BP_NO_MEMORY;
		for (size_t i = 0; i < outcome->delivery_count; i++)
			letters[i] = bp__delivery_letter(&outcome->deliveries[i]);
	}
	return bp__space_add(space, &outcome->plan, outcome, letters);
}
