/* The settings of Linux that can change what bind(2) answers, and that a network of a
 * process's own can have otherwise than its host. */
#ifndef BP_MODEL_SETTING_H
#define BP_MODEL_SETTING_H

#include "bindprobe.h"

#include <stdbool.h>
#include <stddef.h>

/* What values a setting takes. */
enum bp__value_sort {
	BP__VALUE_FLAG = 0, /* 0 or 1 */
	BP__VALUE_NUMBER, /* from 0 up */
	BP__VALUE_PORT, /* 0 to 65535 */
	BP__VALUE_RANGE, /* two ports */
	BP__VALUE_PORTS, /* ports and ranges of ports, or none */
	BP__VALUE_SORTS,
};

/* The value of a row that stands for the port that is probed. */
#define BP__VALUE_THE_PORT "PORT"

enum {
	BP__TRIED_MAX = 2,
};

/* One setting. */
struct bp__setting_row {
	const char *name; /* as sysctl(8) or the boot loader has it */
	const char *text; /* what it does, in words */
	enum bp__value_sort sort;
	const char *tried[BP__TRIED_MAX]; /* values worth a try, where they are not set */
	bool boot; /* a parameter of the kernel's, and no file below /proc/sys */
	bool privilege; /* it matters to who may bind, and only to low ports */
};

/* Row i, from 0; NULL past the last. */
const struct bp__setting_row *
bp__setting_row(size_t i);

/* Whether the name, or a part of it from a dot on, is that of the row. Slashes are dots. */
bool
bp__setting_is_named(const struct bp__setting_row *row, const char *name, size_t length);

enum {
	BP__SETTING_VALUE =
	    256, /* longest value that may be asked for, and its null byte */
};

/* Writes the value as the system writes it. BP_BAD_USAGE when the setting takes no such
 * value. */
enum bp_status
bp__setting_value(const struct bp__setting_row *row, const char *value,
    char text[BP__SETTING_VALUE], struct bp_error *error);

/* Says that there is no setting of this name, and which there are. Returns BP_BAD_USAGE. */
enum bp_status
bp__setting_unknown(const char *name, size_t length, struct bp_error *error);

/* What values of the sort are valid, in words. */
const char *
bp__setting_valid(const struct bp__setting_row *row);

#endif
