/* Writing Markdown, of CommonMark with the tables of GitHub and GitLab. All text may come
 * from the host or from a report of someone else's: whatever it holds, it is shown and does
 * nothing: no markup, no link, no @mention, no #reference. */
#ifndef BP_FORMAT_MARKDOWN_PUT_H
#define BP_FORMAT_MARKDOWN_PUT_H

#include <stdio.h>

/* Text as prose, anywhere but at the beginning of a line. */
void
bp__md_prose(FILE *out, const char *text);

/* Text as a code span in a cell of a table; nothing when it is empty. */
void
bp__md_code(FILE *out, const char *text);

/* The words of the text, each as a code span, with spaces between. */
void
bp__md_words(FILE *out, const char *text);

/* The head of a table: n cells, some of them empty, of words of our own. */
void
bp__md_head(FILE *out, const char *const *cells, size_t n);

/* The line below the head, for those who write the head themselves. */
void
bp__md_rule(FILE *out, size_t n);

/* A row of two cells of prose. */
void
bp__md_pair(FILE *out, const char *label, const char *text);

/* Begins a part that is folded; its title is the words and the code. */
void
bp__md_fold(FILE *out, const char *words, const char *code);
void
bp__md_end_fold(FILE *out);

/* A line of a fenced block, and what is before the first and after the last. */
void
bp__md_fence(FILE *out, const char *language);
void
bp__md_line(FILE *out, const char *line);
void
bp__md_end_fence(FILE *out);

#endif
