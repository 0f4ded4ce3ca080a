/* unit.h: what every unit test begins with. cmocka.h asks for these headers before it. */
#ifndef UNIT_UNIT_H
#define UNIT_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* A pseudo-random number below the limit, always the same series from the same seed
 * (xorshift, Marsaglia 2003). */
static inline unsigned
unit_random(uint64_t *seed, unsigned limit)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return (unsigned)(*seed >> 32) % limit;
}

#endif
