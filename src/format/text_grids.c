/* Draws the grids: what their letters say, and the grids side by side, as their rows are the
 * same. */
#include <config.h>

#include "analyse/grids.h"
#include "format/text.h"
#include "format/text_grids.h"

#include <stdio.h>
#include <string.h>

enum {
	PLACE_WIDTH = 20, /* longer names of places are folded */
	PLACE_NARROW = 16, /* the same where it makes room */
	LETTER_WIDTH = 3, /* the letter before them */
	GAP = 3,
};

static const char place_letters[] =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

static void
draw_heading(bp_writer *writer, const char *text)
{
	putc('\n', writer->stream);
	bp__draw(writer, BP__INK_BOLD, text, 0);
	putc('\n', writer->stream);
}

/* How many sockets of the kind take part. */
static size_t
count_kind(const struct bp__grids *grids, enum bp__kind kind)
{
	size_t count = 0;
	for (size_t i = 0; i < grids->place_count + grids->failing_count; i++) {
		const struct bp__grid_sockets *list = i < grids->place_count
		    ? &grids->places[i]
		    : &grids->failing[i - grids->place_count].sockets;
		for (size_t k = 0; k < list->count; k++)
			count += list->sockets[k].kind == kind;
	}
	return count;
}

static void
write_socket(const struct bp__socket_spec *spec, struct bp__line *line)
{
	bp__line_add(line, "%s", bp__kind_row(spec->kind)->name);
	for (int option = 0; option < BP__OPTION_COUNT; option++) {
		const char *word = bp__option_row((enum bp__option)option)->word;
		if ((spec->options & BP__BIT(option)) == 0)
			continue;
		if (strncmp(word, "v6only=", 7) == 0)
			word += 7;
		bp__line_add(line, " %s", word);
	}
}

void
bp__text_sockets(const struct bp__grids *grids, const struct bp__grid_sockets *list,
    struct bp__line *line)
{
	for (size_t i = 0; i < list->count;) {
		const struct bp__socket_spec *spec = &list->sockets[i];
		size_t alike = 0;
		while (i + alike < list->count &&
		    list->sockets[i + alike].kind == spec->kind)
			alike++;
		bp__line_add(line, "%s", i == 0 ? "" : ", ");
		if (alike > 1 && alike == count_kind(grids, spec->kind)) {
			bp__line_add(line, "%s any", bp__kind_row(spec->kind)->name);
			i += alike;
			continue;
		}
		write_socket(spec, line);
		i++;
	}
}

static char
letter_at(const struct bp__grids *grids, size_t grid, size_t row, size_t column)
{
	return grids->grids[grid].letters[row * grids->place_count + column];
}

bool
bp__grid_has_row(const struct bp__grids *grids, size_t grid, size_t row)
{
	for (size_t i = 0; i < grids->place_count; i++) {
		if (letter_at(grids, grid, row, i) != BP__GRID_MISSING)
			return true;
	}
	return false;
}

bool
bp__grid_has_column(const struct bp__grids *grids, size_t grid, size_t column)
{
	for (size_t i = 0; i < grids->place_count; i++) {
		if (letter_at(grids, grid, i, column) != BP__GRID_MISSING)
			return true;
	}
	return false;
}

/* Whether a case is missing in a row and a column that are drawn. */
static bool
draws_missing(const struct bp__grids *grids)
{
	size_t n = grids->place_count;
	for (size_t i = 0; i < grids->count * n * n; i++) {
		size_t grid = i / n / n;
		size_t row = i / n % n;
		if (letter_at(grids, grid, row, i % n) == BP__GRID_MISSING &&
		    bp__grid_has_row(grids, grid, row) &&
		    bp__grid_has_column(grids, grid, i % n))
			return true;
	}
	return false;
}

static void
draw_signs(bp_writer *writer, const struct bp__grids *grids)
{
	for (size_t i = 0; i < grids->sign_count; i++) {
		const struct bp__grid_sign *sign = &grids->signs[i];
		if (sign->letter == BP__GRID_MISSING && !draws_missing(grids))
			continue;
		fprintf(writer->stream, "  %c  ", sign->letter);
		bp__draw_folded(writer, BP__INK_PLAIN, sign->text, 5);
	}
}

static void
draw_failing(bp_writer *writer, const struct bp__grids *grids)
{
	for (size_t i = 0; i < grids->failing_count; i++) {
		struct bp__line line = {.used = 0};
		bp__line_add(&line,
		    "In no grid, as they fail first and second alike, %s: ",
		    grids->failing[i].result);
		bp__text_sockets(grids, &grids->failing[i].sockets, &line);
		bp__draw_folded(writer, BP__INK_PLAIN, line.text, 0);
	}
}

/* How the grids are laid out: those from first on, and before end, side by side. */
struct layout {
	bp_writer *writer;
	const struct bp__grids *grids;
	size_t label_width;
	size_t cell_width;
	size_t first, end;
};

/* Without a case the columns are left out. */
static size_t
count_columns(const struct bp__grids *grids, size_t grid)
{
	size_t count = 0;
	for (size_t i = 0; i < grids->place_count; i++)
		count += bp__grid_has_column(grids, grid, i);
	return count;
}

static void
write_title(size_t grid, struct bp__line *line)
{
	bp__line_add(line, "grid %zu", grid + 1);
}

static size_t
grid_width(const struct layout *layout, size_t grid)
{
	size_t cells = layout->cell_width * count_columns(layout->grids, grid);
	size_t width = cells + 1 - layout->cell_width;
	struct bp__line title = {.used = 0};
	write_title(grid, &title);
	return width < title.used ? title.used : width;
}

/* The width of the names of places, if it is to be no more than the limit. */
static size_t
label_width(const struct bp__grids *grids, size_t limit)
{
	size_t width = 0;
	for (size_t i = 0; i < grids->place_count; i++) {
		struct bp__line name = {.used = 0};
		bp__text_sockets(grids, &grids->places[i], &name);
		if (name.used > width)
			width = name.used;
	}
	return LETTER_WIDTH + (width < limit ? width : limit);
}

/* Chooses the widths so that each grid fits: the names are folded sooner where one more
 * grid fits by that. */
static struct layout
lay_out(bp_writer *writer, const struct bp__grids *grids)
{
	struct layout layout = {.writer = writer, .grids = grids, .cell_width = 2};
	size_t narrow = label_width(grids, PLACE_NARROW);
	size_t most = 0;
	for (size_t i = 0; i < grids->count; i++) {
		size_t width = GAP + grid_width(&layout, i);
		most = width > most ? width : most;
	}
	if (narrow + most > BP__WIDTH)
		layout.cell_width = 1;
	layout.label_width = label_width(grids, PLACE_WIDTH);
	if (most > 0 &&
	    (BP__WIDTH - narrow) / most > (BP__WIDTH - layout.label_width) / most)
		layout.label_width = narrow;
	return layout;
}

/* Goes on to the next grids that fit side by side; false at the end. */
static bool
next_grids(struct layout *layout)
{
	size_t width = layout->label_width;
	layout->first = layout->end;
	while (layout->end < layout->grids->count) {
		width += GAP + grid_width(layout, layout->end);
		if (width > BP__WIDTH && layout->end > layout->first)
			break;
		layout->end++;
	}
	return layout->end > layout->first;
}

/* The first setting of each, as "grid 2: udp addr/addr and 3 more". */
static void
draw_examples(const struct layout *layout)
{
	struct bp__line line = {.used = 0};
	for (size_t i = layout->first; i < layout->end; i++) {
		const struct bp__grid *grid = &layout->grids->grids[i];
		const struct bp__grid_setting *setting =
		    &layout->grids->settings[grid->example];
		bp__line_add(&line, "%sgrid %zu: ", line.used == 0 ? "" : "; ", i + 1);
		bp__text_setting(setting, &line);
		if (grid->settings > 1)
			bp__line_add(&line, " and %zu more", grid->settings - 1);
	}
	bp__draw_folded(layout->writer, BP__INK_PLAIN, line.text, 0);
}

/* One line of one grid: of the letters of all places those of its columns. */
static void
write_letters(
    const struct layout *layout, size_t grid, const char *letters, struct bp__line *line)
{
	size_t end = line->used + GAP + grid_width(layout, grid);
	int gap = GAP;
	for (size_t i = 0; letters != NULL && i < layout->grids->place_count; i++) {
		if (!bp__grid_has_column(layout->grids, grid, i))
			continue;
		bp__line_add(line, "%*s%c", gap, "", letters[i]);
		gap = (int)layout->cell_width - 1;
	}
	bp__line_add(line, "%*s", (int)(end - line->used), "");
}

static void
draw_heads(const struct layout *layout)
{
	struct bp__line titles = {.used = 0};
	struct bp__line letters = {.used = 0};
	bp__line_add(&titles, "%*s", (int)layout->label_width, "");
	bp__line_add(&letters, "%*s", (int)layout->label_width, "");
	for (size_t i = layout->first; i < layout->end; i++) {
		struct bp__line title = {.used = 0};
		write_title(i, &title);
		bp__line_add(
		    &titles, "%*s%-*s", GAP, "", (int)grid_width(layout, i), title.text);
		write_letters(layout, i, place_letters, &letters);
	}
	bp__draw_line(layout->writer, BP__INK_BOLD, &titles);
	bp__draw_line(layout->writer, BP__INK_PLAIN, &letters);
}

/* Whether one of the grids side by side has the row, or the column. */
static bool
draws(const struct layout *layout, size_t place,
    bool (*is_used)(const struct bp__grids *grids, size_t grid, size_t place))
{
	for (size_t i = layout->first; i < layout->end; i++) {
		if (is_used(layout->grids, i, place))
			return true;
	}
	return false;
}

/* A row of the grids that stand side by side. */
static void
draw_place(const struct layout *layout, size_t row)
{
	const struct bp__grids *grids = layout->grids;
	struct bp__line name = {.used = 0};
	bp__text_sockets(grids, &grids->places[row], &name);
	const char *rest = name.text;
	for (bool begun = false; !begun || *rest != '\0'; begun = true) {
		struct bp__line piece = {.used = 0};
		struct bp__line line = {.used = 0};
		bp__take_piece(&rest, layout->label_width - LETTER_WIDTH, &piece);
		bp__line_add(&line, "%-*c%-*s", LETTER_WIDTH,
		    begun ? ' ' : place_letters[row],
		    (int)layout->label_width - LETTER_WIDTH, piece.text);
		for (size_t i = layout->first; !begun && i < layout->end; i++)
			write_letters(layout, i,
			    bp__grid_has_row(grids, i, row)
				? grids->grids[i].letters + row * grids->place_count
				: NULL,
			    &line);
		bp__draw_line(layout->writer, BP__INK_PLAIN, &line);
	}
}

/* The columns that have no row to name them. */
static void
draw_columns_alone(const struct layout *layout)
{
	struct bp__line line = {.used = 0};
	for (size_t i = 0; i < layout->grids->place_count; i++) {
		if (!draws(layout, i, bp__grid_has_column) ||
		    draws(layout, i, bp__grid_has_row))
			continue;
		bp__line_add(&line, "%s%c ", line.used == 0 ? "Columns alone: " : "; ",
		    place_letters[i]);
		bp__text_sockets(layout->grids, &layout->grids->places[i], &line);
	}
	if (line.used > 0)
		bp__draw_folded(layout->writer, BP__INK_PLAIN, line.text, 0);
}

static void
draw_grids(bp_writer *writer, const struct bp__grids *grids)
{
	struct layout layout = lay_out(writer, grids);
	while (next_grids(&layout)) {
		putc('\n', writer->stream);
		draw_examples(&layout);
		draw_heads(&layout);
		for (size_t row = 0; row < grids->place_count; row++) {
			if (draws(&layout, row, bp__grid_has_row))
				draw_place(&layout, row);
		}
		draw_columns_alone(&layout);
	}
}

/* Whether the grids tell settings of V6ONLY apart. */
static bool
has_options(const struct bp__grids *grids)
{
	for (size_t i = 0; i < grids->place_count; i++) {
		for (size_t k = 0; k < grids->places[i].count; k++) {
			if (grids->places[i].sockets[k].options != 0)
				return true;
		}
	}
	return false;
}

static bool
has_groups(const struct bp__grids *grids)
{
	return count_kind(grids, BP__MCAST4) > 0 || count_kind(grids, BP__MCAST6) > 0 ||
	    count_kind(grids, BP__BCAST4) > 0;
}

static void
draw_manual(bp_writer *writer, const struct bp__grids *grids)
{
	struct bp__line line = {.used = 0};
	bp__line_add(&line,
	    "Row: the socket opened first; column: the second, under the letter of its row."
	    "%s Each cell is a case: tcp/any4/loop6 is row any4, column loop6.",
	    has_options(grids)
		? " Behind an address stand its options, of V6ONLY just off or on; any: all of "
		  "them alike."
		: "");
	if (has_groups(grids))
		bp__line_add(&line,
		    " Groups and broadcast addresses count only where two sockets share "
		    "no others.");
	bp__draw_folded(writer, BP__INK_PLAIN, line.text, 0);
}

void
bp__text_grids(bp_writer *writer, const bp_report *report)
{
	const struct bp__grids *grids = report->grids;
	if (grids == NULL)
		return;
	draw_heading(writer, "Address by address");
	if (grids->too_large || grids->place_count >= sizeof place_letters) {
		bp__draw_folded(writer, BP__INK_PLAIN,
		    "More addresses and settings took part than can be drawn.", 0);
		return;
	}
	draw_manual(writer, grids);
	draw_signs(writer, grids);
	draw_failing(writer, grids);
	if (grids->place_count == 0)
		return;
	draw_heading(writer, "Which setting has which grid");
	bp__text_index(writer, grids);
	draw_grids(writer, grids);
}
