/* The parts of the text report, each in a file of its own. */
#ifndef BP_FORMAT_TEXT_H
#define BP_FORMAT_TEXT_H

#include "format/draw.h"

/* The tables of the core suite, equal blocks folded: orders by V6ONLY settings, and who can
 * take traffic over. */
void
bp__text_matrix(bp_writer *writer, const bp_report *report);

/* One case: its sockets netstat-like, where each was reached, and its calls when the style
 * is verbose. */
void
bp__text_case(
    bp_writer *writer, const bp_report *report, const struct bp__outcome *outcome);

/* One case of a sweep, of which less is known: its results, and who received. */
void
bp__text_brief(
    bp_writer *writer, const bp_report *report, const struct bp__outcome *outcome);

/* The rows of the standing sockets of one case under their heading. */
void
bp__text_state(
    bp_writer *writer, const bp_report *report, const struct bp__outcome *outcome);

/* The rules that tell many outcomes, and the known system they are nearest to; nothing
 * where there are none. */
void
bp__text_rules(bp_writer *writer, const bp_report *report);

/* The grids of many pairs of addresses, with what their letters say; nothing where there
 * are none. */
void
bp__text_grids(bp_writer *writer, const bp_report *report);
/* Many reports side by side. */
void
bp__text_compare(bp_writer *writer, const bp_comparison *comparison,
    const struct bp__differences *differences, enum bp_comparing what);

#endif
