/* The parts of the Markdown report, each in a file of its own. */
#ifndef BP_FORMAT_MARKDOWN_H
#define BP_FORMAT_MARKDOWN_H

#include "model/writer.h"

/* The evidence: each case on its own where cases were picked, all folded by series when the
 * style is verbose, and else in short those that prove a finding that is not PASS. */
void
bp__md_evidence(bp_writer *writer, const bp_report *report);

/* The sockets of a case as a table, with what is to be said of it. */
void
bp__md_case(FILE *out, const bp_report *report, const struct bp__outcome *outcome);

#endif
