/* Many reports side by side, for a ticket. */
#ifndef BP_FORMAT_MARKDOWN_COMPARE_H
#define BP_FORMAT_MARKDOWN_COMPARE_H

#include "analyse/differ.h"
#include "model/writer.h"

/* Writes the comparison. */
void
bp__md_compare(bp_writer *writer, const bp_comparison *comparison,
    const struct bp__differences *differences, enum bp_comparing what);

#endif
