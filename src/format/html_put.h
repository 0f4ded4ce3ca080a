/* Writing HTML. All text may come from the host or from a report of someone else's. */
#ifndef BP_FORMAT_HTML_PUT_H
#define BP_FORMAT_HTML_PUT_H

#include <stdio.h>

/* Text for the content of an element or a quoted attribute, in ASCII. What cannot be seen,
 * or is no UTF-8, becomes the replacement character. */
void
bp__html_text(FILE *out, const char *text);

#endif
