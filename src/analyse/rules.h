/* Tells the outcomes of a space in few words: ordered lists of rules, the first that matches
 * decides. */
#ifndef BP_ANALYSE_RULES_H
#define BP_ANALYSE_RULES_H

#include "analyse/learn.h"
#include "analyse/space.h"
#include "analyse/words.h"

#include <stdbool.h>
#include <stddef.h>

/* One rule as a line of words: "first not listening, both SO_REUSEADDR: ok, 2,312 cases".
 * Before the last ": " stand words of predicates with ", " between, or "otherwise"; behind
 * it the result. */
struct bp__rule {
	const char *text;
	const char *result;
	size_t count; /* of cases, or of deliveries, that it decides */
};

/* What a list tells: the result of the first socket, that of the second, or who receives what
 * is sent to each target of a case whose sockets stand. */
struct bp__rule_list {
	const char *title;
	struct bp__rule *rules;
	size_t count;
	size_t wrong; /* told wrongly: equal cases with unlike outcomes */
	const char *unit; /* what rules decide: "cases", "deliveries" */
};

/* The results of the two sockets; the second list speaks of whether the first stands. They
 * live in the arena. */
struct bp__rules {
	struct bp__rule_list first;
	struct bp__rule_list second;
	struct bp__rule_list delivery; /* of no rules when nothing was sent */
};

/* Derives the rules of the space. The default is the host's of V6ONLY: 0, 1 or
 * BP__UNKNOWN. BP_NO_MEMORY is the only error. */
enum bp_status
bp__rules_derive(const struct bp__space *space, int v6only_default,
    struct bp__arena *arena, struct bp__rules *rules);

/* A list of rules over the labels that the caller gives the cases, numbers of words, or over
 * who received at each target. A case with the label BP__NOT_TOLD is left out. */
enum {
	BP__NOT_TOLD = 255,
};

struct bp__telling {
	const struct bp__space *space;
	int v6only_default;
	const char *title;
	const uint8_t *labels; /* of each case, unless receivers are told */
	const char *const *words; /* of each label */
	int otherwise; /* the label that only the last rule has; BP__ANY_LABEL */
	bool receivers; /* rather than labels; nobody, the first, the second, shared */
	bool first_known; /* the rules may say whether the first stands */
};

enum bp_status
bp__rules_tell(const struct bp__telling *telling, struct bp__arena *arena,
    struct bp__rule_list *list);

/* Writes a number with a comma after each three digits. Returns the buffer. */
char *
bp__count_text(size_t count, char *buffer, size_t size);

#endif
