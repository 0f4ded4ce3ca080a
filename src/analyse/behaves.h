/* How far models of known systems explain the outcomes of a space. */
#ifndef BP_ANALYSE_BEHAVES_H
#define BP_ANALYSE_BEHAVES_H

#include "analyse/pair.h"
#include "analyse/rules.h"
#include "analyse/space.h"

#include <stdbool.h>
#include <stddef.h>

enum {
	BP__MODELS = 7,
};

/* One model beside what was observed. */
struct bp__behaves_model {
	const char *name; /* "Linux" */
	const char *source; /* where the model is from */
	char evidence; /* M measured, S source, D documentation */
	size_t explained; /* cases with the results the model predicts */
	size_t total;
};

/* The models, the nearest first, and the cases that the nearest does not explain, told as
 * rules for each socket, the last of which says "as Linux" of all others. A case that did
 * not come as far as the system's rules, as the protocol or the family is not there or the
 * user lacks a privilege (EPERM), is neither for nor against any model. It lives in the
 * arena. */
struct bp__behaves {
	struct bp__behaves_model models[BP__MODELS];
	size_t count; /* 0: there is nothing to explain */
	struct bp__rules deviating; /* of no rules when the nearest explains all */
};

/* The name, source and evidence of model i, below BP__MODELS. */
struct bp__behaves_model
bp__model_at(size_t i);

/* The results model i predicts for the sockets of the pair, in words. */
void
bp__model_predict(size_t i, const struct bp__pair *pair, const char *results[2]);

/* What the models have to know of the host. */
struct bp__behaves_host {
	int v6only_default; /* 0, 1 or BP__UNKNOWN */
	bool
	    ignores_range; /* a socket's own range of ports, if it has but the probed one */
};

/* Compares the space with every model. BP_NO_MEMORY is the only error. */
enum bp_status
bp__behaves_derive(const struct bp__space *space, const struct bp__behaves_host *host,
    struct bp__arena *arena, struct bp__behaves *behaves);

#endif
