/* Gathers what of the hosts may explain why their reports differ. */
#include <config.h>

#include "analyse/compare.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The fact of this name; NULL when there is no memory. */
static struct bp__host_fact *
fact_of(bp_comparison *comparison, const char *name)
{
	for (size_t i = 0; i < comparison->fact_count; i++) {
		if (strcmp(comparison->facts[i].name, name) == 0)
			return &comparison->facts[i];
	}
	if (comparison->fact_count == comparison->fact_room) {
		size_t room = 2 * comparison->fact_room + 16;
		struct bp__host_fact *facts =
		    realloc(comparison->facts, room * sizeof *facts);
		if (facts == NULL) {
			comparison->arena.failed = true;
			return NULL;
		}
		comparison->facts = facts;
		comparison->fact_room = room;
	}
	struct bp__host_fact *added = &comparison->facts[comparison->fact_count++];
	*added =
	    (struct bp__host_fact){.name = bp__arena_string(&comparison->arena, name)};
	return added;
}

static void
add_fact(bp_comparison *comparison, const char *name, const char *value,
    const char *report_name)
{
	struct bp__host_fact *fact = fact_of(comparison, name);
	size_t i = 0;
	if (fact == NULL)
		return;
	while (i < fact->value_count && strcmp(fact->values[i].value, value) != 0)
		i++;
	if (i == sizeof fact->values / sizeof *fact->values) {
		fact->others++;
		return;
	}
	struct bp__host_value *found = &fact->values[i];
	if (i == fact->value_count) {
		found->value = bp__arena_string(&comparison->arena, value);
		fact->value_count++;
	}
	if (found->count < sizeof found->names / sizeof *found->names)
		found->names[found->count] = report_name;
	found->count++;
}

void
bp__comparison_note_facts(
    bp_comparison *comparison, const bp_report *report, const char *name)
{
	const struct bp__host *host = &report->host;
	char system[160];
	snprintf(system, sizeof system, "%s %s", host->system, host->release);
	add_fact(comparison, "user", host->user, name);
	add_fact(comparison, "system", system, name);
	add_fact(comparison, "machine", host->machine, name);
	add_fact(comparison, "environment", host->environment, name);
	add_fact(comparison, "network",
	    host->isolation == NULL ? "the host's" : "one of its own", name);
	for (size_t i = 0; i < host->setting_count; i++)
		add_fact(
		    comparison, host->settings[i].name, host->settings[i].value, name);
}
