/* Draws the tables of suites. Blocks that say the same are drawn once. */
#include <config.h>

#include "format/matrix.h"
#include "format/text.h"

#include <stdio.h>

/* How wide the columns of each table are, with the space after them. */
static const struct {
	size_t row_width;
	size_t cell_width;
} widths[BP__MATRIX_COUNT] = {
    {18, BP__ORDER_WIDTH + 1},
    {18, BP__ORDER_WIDTH + 1},
    {32, BP__PAIR_WIDTH + 1},
    {33, BP__PAIR_WIDTH - 1},
};

/* A table being drawn. */
struct drawing {
	const struct bp__matrix *matrix;
	size_t row_width;
	size_t cell_width;
};

static void
draw_row(bp_writer *writer, const struct drawing *drawing, const char *label,
    const char *const cells[BP__MATRIX_COLUMNS])
{
	size_t last = BP__MATRIX_COLUMNS;
	while (last > 1 && cells[last - 1][0] == '\0')
		last--;
	bp__draw(writer, BP__INK_PLAIN, label, drawing->row_width);
	for (size_t k = 0; k < last; k++)
		bp__draw(writer, BP__INK_PLAIN, cells[k],
		    k + 1 < last ? drawing->cell_width : 0);
	putc('\n', writer->stream);
}

static void
draw_rows(bp_writer *writer, const struct drawing *drawing, const struct bp__block *block)
{
	for (size_t i = 0; i < drawing->matrix->row_count; i++) {
		const char *cells[BP__MATRIX_COLUMNS];
		char label[48];
		for (size_t k = 0; k < BP__MATRIX_COLUMNS; k++)
			cells[k] = block->cells[i][k].text;
		snprintf(label, sizeof label, "  %s", drawing->matrix->rows[i]);
		if (block->row_reasons[i] == NULL) {
			draw_row(writer, drawing, label, cells);
			continue;
		}
		bp__draw(writer, BP__INK_PLAIN, label, drawing->row_width);
		fputs("n/a: ", writer->stream);
		bp__draw_folded(
		    writer, BP__INK_PLAIN, block->row_reasons[i], drawing->row_width + 5);
	}
	if (block->note != NULL) {
		fputs("  n/a: ", writer->stream);
		bp__draw_folded(writer, BP__INK_PLAIN, block->note, 7);
	}
}

static void
draw_block(bp_writer *writer, const struct drawing *drawing,
    const struct bp__block *block, struct bp__line *names)
{
	const char *common = bp__matrix_common(drawing->matrix, block);
	if (block->reason != NULL)
		bp__line_add(names, ": n/a, %s", block->reason);
	else if (common != NULL)
		bp__line_add(names, ": %s throughout", common);
	bp__draw_folded(writer, BP__INK_BOLD, names->text, 0);
	if (block->reason == NULL && common == NULL)
		draw_rows(writer, drawing, block);
}

void
bp__text_matrix(bp_writer *writer, const bp_report *report)
{
	for (size_t i = 0; i < BP__MATRIX_COUNT; i++) {
		struct bp__matrix matrix;
		struct bp__line names;
		const struct drawing drawing = {
		    &matrix, widths[i].row_width, widths[i].cell_width};
		bp__matrix_fill(report, i, &matrix);
		const struct bp__block *block = bp__matrix_next(&matrix, &names);
		if (block == NULL)
			continue;
		putc('\n', writer->stream);
		draw_row(writer, &drawing, matrix.heading, matrix.columns);
		for (; block != NULL; block = bp__matrix_next(&matrix, &names))
			draw_block(writer, &drawing, block, &names);
	}
}
