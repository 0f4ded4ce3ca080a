/* Many reports side by side, as JSON. */
#ifndef BP_FORMAT_JSON_COMPARE_H
#define BP_FORMAT_JSON_COMPARE_H

#include "analyse/differ.h"
#include "model/writer.h"

/* Writes the whole document. */
void
bp__json_compare(bp_writer *writer, const bp_comparison *comparison,
    const struct bp__differences *differences, enum bp_comparing what);

#endif
