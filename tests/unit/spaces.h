/* spaces.h: spaces of cases as made-up systems answer them. */
#ifndef UNIT_SPACES_H
#define UNIT_SPACES_H

#include "analyse/space.h"
#include "fake/fake.h"

#include <stdint.h>

/* A plan of one case in so many of the plan, picked by chance but always the same. */
bp_plan *
spaces_plan(const bp_plan *whole, unsigned one_in);

/* One case in so many of the suite full, picked by chance but always the same, tried on the
 * made-up system. To be freed with bp__space_free(). */
struct bp__space
spaces_sample(const struct fake_profile *profile, unsigned one_in);

/* The report of the same run, with rules; NULL when there is none. */
bp_report *
spaces_report(const struct fake_profile *profile, unsigned one_in);

/* Adds a case by its id, with the results of its sockets. */
void
spaces_add(
    struct bp__space *space, const char *id, const char *first, const char *second);

#endif
