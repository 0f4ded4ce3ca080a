/* What a setting of the host's would change, by two reports that differ in it alone. */
#ifndef BP_ANALYSE_WHAT_IF_H
#define BP_ANALYSE_WHAT_IF_H

#include "analyse/compare.h"
#include "model/setting.h"

/* Cases that change in the same way. */
struct bp__change {
	const char *before; /* "bind:EADDRINUSE on 2", "n/a" */
	const char *after;
	const char **ids;
	size_t count;
};

/* A recipe or a finding whose answer changes. */
struct bp__turn {
	const char *id;
	const char *before; /* "works", "WARN", "n/a" */
	const char *after;
};

/* A list of them. */
struct bp__turns {
	struct bp__turn *turns;
	size_t count;
};

/* What one value of one setting changes. */
struct bp__effect {
	const struct bp__setting_row *row;
	const char *value;
	const char *before; /* the value it has; NULL where the system does not tell */
	const char *refusal; /* why it could not be tried; NULL */
	const char *simulated; /* how it is made to look so; NULL */
	const char *user; /* who asked */
	const char *verdict; /* with it, where that is another than without; NULL */
	unsigned port; /* on which it was tried */
	struct bp__change *changes; /* those of most cases first */
	size_t change_count;
	size_t cases; /* that change */
	size_t compared; /* cases */
	struct bp__turns recipes;
	struct bp__turns findings;
};

/* Whether anything changes. */
static inline bool
bp__effect_is_some(const struct bp__effect *effect)
{
	return effect->cases > 0 || effect->recipes.count > 0 ||
	    effect->findings.count > 0;
}

/* What each setting changes. */
struct bp__what_if {
	const bp_report *base; /* with nothing changed */
	struct bp__effect *effects;
	size_t count;
	const char **absent; /* names of settings that this system does not have */
	size_t absent_count;
};

/* Fills in what changes from one report to another; the strings go into the arena. BP_NO_MEMORY
 * is the only error. */
enum bp_status
bp__effect_derive(const bp_report *without, const bp_report *with,
    struct bp__arena *arena, struct bp__effect *effect);

#endif
