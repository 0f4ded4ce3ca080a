/* Writes the tables of suites as HTML. Each cell leads to its case. */
#include <config.h>

#include "format/html.h"

#include <stdio.h>

#include "format/html_put.h"
#include "format/matrix.h"

/* What the marks of each table say. */
static const char *const legends[BP__MATRIX_COUNT] = {
    "Both stand, and netstat&#8217;s word for each socket; or the error, its call and its "
    "socket. 46: IPv4 and IPv6. A cell leads to its case.",
    "It stands, and netstat&#8217;s word for it; or the error. 46: IPv4 and IPv6. A cell leads to its case.",
    "What the second socket gets of the traffic of the first; or the error that keeps it "
    "away. A cell leads to its case.",
    "Both stand, or the error that keeps the second socket away. The rows are first "
    "sockets. A cell leads to its case.",
};

static void
put_cell(FILE *out, const struct bp__cell *cell)
{
	char tag[32];
	char id[BP__ID_SIZE];
	snprintf(tag, sizeof tag, "td class=\"%s\"", bp__html_class(cell->ink));
	if (cell->outcome == NULL)
		bp__html_element(out, "td", cell->text);
	else
		bp__html_link(out, tag,
		    bp__case_format(&cell->outcome->plan, id, sizeof id), cell->text);
}

static void
put_row(
    FILE *out, const struct bp__matrix *matrix, const struct bp__block *block, size_t row)
{
	fputs("<tr>", out);
	bp__html_element(out, "th scope=\"row\"", matrix->rows[row]);
	if (block->row_reasons[row] != NULL) {
		fputs("<td colspan=\"3\" class=\"plain\">n/a: ", out);
		bp__html_text(out, block->row_reasons[row]);
		fputs("</td></tr>\n", out);
		return;
	}
	for (size_t i = 0; i < BP__MATRIX_COLUMNS; i++)
		put_cell(out, &block->cells[row][i]);
	fputs("</tr>\n", out);
}

static void
put_block(FILE *out, const struct bp__matrix *matrix, const struct bp__block *block,
    const struct bp__line *names)
{
	const char *common = bp__matrix_common(matrix, block);
	fputs("<tr class=\"block\"><th colspan=\"4\" scope=\"rowgroup\">", out);
	bp__html_text(out, names->text);
	fputs("</th></tr>\n", out);
	if (block->reason != NULL || common != NULL) {
		fputs("<tr><th scope=\"row\">all</th><td colspan=\"3\" class=\"plain\">",
		    out);
		bp__html_text(out, block->reason != NULL ? "n/a, " : common);
		bp__html_text(out, block->reason != NULL ? block->reason : " throughout");
		fputs("</td></tr>\n", out);
		return;
	}
	for (size_t i = 0; i < matrix->row_count; i++)
		put_row(out, matrix, block, i);
}

void
bp__html_matrices(FILE *out, const bp_report *report)
{
	for (size_t i = 0; i < BP__MATRIX_COUNT; i++) {
		struct bp__matrix matrix;
		struct bp__line names;
		bp__matrix_fill(report, i, &matrix);
		const struct bp__block *block = bp__matrix_next(&matrix, &names);
		if (block == NULL)
			continue;
		const char *columns[] = {
		    "", matrix.columns[0], matrix.columns[1], matrix.columns[2]};
		fputs("<section>\n", out);
		bp__html_element(out, "h2", matrix.heading);
		fprintf(out, "\n<p class=\"note\">%s</p>\n", legends[i]);
		bp__html_table(out, "matrix", matrix.heading, columns, 4);
		for (const char *before = ""; block != NULL;
		     block = bp__matrix_next(&matrix, &names)) {
			fputs(before, out);
			put_block(out, &matrix, block, &names);
			before = "</tbody>\n<tbody>\n";
		}
		bp__html_end_table(out);
		fputs("</section>\n", out);
	}
}
