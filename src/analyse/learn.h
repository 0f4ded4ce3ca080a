/* Learns an ordered list of rules from examples: the first that matches decides. */
#ifndef BP_ANALYSE_LEARN_H
#define BP_ANALYSE_LEARN_H

#include "bindprobe.h"
#include "analyse/words.h"

#include <stddef.h>
#include <stdint.h>

enum {
	BP__LABELS = 256,
	BP__ANY_LABEL = -1,
	BP__NO_CHANCE = -1,
	BP__LEARNT_MAX = 250, /* rules in a list: more than anybody reads */
};

/* What is known of each example, and what is to be told of it: a label. The caller gives one
 * after the other, and the same again after each rewind. */
struct bp__examples {
	void (*rewind)(void *context);
	bool (*next)(void *context, struct bp__facts *facts, uint8_t *label);
	void *context;
	int otherwise; /* the label of the last rule alone; BP__ANY_LABEL: any may be it */
	int chance; /* the label in whose stead another may come by chance, but rarely: then
		       that is told wrongly; BP__NO_CHANCE: there is none */
};

/* All of the predicates in yes hold, and none of those in no. */
struct bp__learnt {
	struct bp__facts yes;
	struct bp__facts no;
	uint8_t label;
	size_t count; /* of examples it decides, and rightly */
};

struct bp__learnt_list {
	struct bp__learnt rules[BP__LEARNT_MAX];
	size_t count; /* the last matches everything */
	size_t wrong; /* examples it tells wrongly */
};

/* Learns the list. It tells every example rightly unless two of them differ in nothing but
 * the label, or no list of BP__LEARNT_MAX rules was found. The same examples in the same
 * order give the same list. BP_NO_MEMORY is the only error. */
enum bp_status
bp__learn(const struct bp__examples *examples, struct bp__learnt_list *list);

/* Whether the rule matches. */
static inline bool
bp__learnt_matches(const struct bp__learnt *rule, const struct bp__facts *facts)
{
	for (size_t i = 0; i < BP__FACT_WORDS; i++) {
		if ((facts->words[i] & rule->yes.words[i]) != rule->yes.words[i] ||
		    (facts->words[i] & rule->no.words[i]) != 0)
			return false;
	}
	return true;
}

#endif
