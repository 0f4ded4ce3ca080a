/* unit.h: what every unit test begins with. cmocka.h asks for these headers before it. */
#ifndef UNIT_UNIT_H
#define UNIT_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/random.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

#endif
