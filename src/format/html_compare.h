/* Many reports side by side as a page. */
#ifndef BP_FORMAT_HTML_COMPARE_H
#define BP_FORMAT_HTML_COMPARE_H

#include "analyse/differ.h"
#include "model/writer.h"

/* Writes the page. */
void
bp__html_compare(bp_writer *writer, const bp_comparison *comparison,
    const struct bp__differences *differences, enum bp_comparing what);

#endif
