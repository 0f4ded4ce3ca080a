/* The parts of the HTML report, each in a file of its own. */
#ifndef BP_FORMAT_HTML_H
#define BP_FORMAT_HTML_H

#include "model/writer.h"

/* The end of the head of a page: what a browser may do with it, and the style. */
void
bp__html_style(FILE *out);

/* The script that adds sorting and filtering. The page is whole without it. */
void
bp__html_script(FILE *out);

/* The tables of the core suite. */
void
bp__html_matrices(FILE *out, const bp_report *report);

/* The rules that tell many outcomes, the known systems they are near to, and the grids. */
void
bp__html_rules(FILE *out, const bp_report *report);

/* The sockets of a case as a table. */
void
bp__html_sockets(FILE *out, const bp_report *report, const struct bp__outcome *outcome);

/* Every case, folded, with its evidence and its program. */
void
bp__html_cases(FILE *out, const bp_report *report);

#endif
