/* Writing JSON (RFC 8259). All text may come from the host or from a report of someone else's:
 * what cannot be seen is escaped, and what is no UTF-8 becomes the replacement character. */
#ifndef BP_FORMAT_JSON_PUT_H
#define BP_FORMAT_JSON_PUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

void
bp__json_string(FILE *out, const char *text);

/* "key":"text", after what stands before the key: a comma, or the bracket of its object. */
void
bp__json_pair(FILE *out, const char *before, const char *key, const char *text);

/* ,"key":true or false. */
void
bp__json_flag(FILE *out, const char *key, bool value);

/* An array of strings. */
void
bp__json_strings(FILE *out, const char *const *texts, size_t count);

#endif
