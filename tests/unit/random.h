/* random.h: numbers for tests, always the same series from the same seed. */
#ifndef UNIT_RANDOM_H
#define UNIT_RANDOM_H

#include <stdint.h>

/* A pseudo-random number below the limit (xorshift, Marsaglia 2003). */
static inline unsigned
unit_random(uint64_t *seed, unsigned limit)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return (unsigned)(*seed >> 32) % limit;
}

#endif
