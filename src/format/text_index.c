/* Draws the index of the grids: which setting has which. */
#include <config.h>

#include "analyse/cells.h"
#include "analyse/grids.h"
#include "format/draw.h"
#include "format/text_grids.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum {
	SERIES_WIDTH = 19,
	FIRST_WIDTH = 18,
	REUSES_MAX = 64, /* as many as there are grids for */
	GROUPS_MAX = BP__SERIES_COUNT * 4,
};

/* The reuse options of a setting, in short words. */
static const struct {
	enum bp__option option;
	const char *word;
} reuse_words[] = {
    {BP__REUSEADDR, "addr"},
    {BP__REUSEPORT, "port"},
    {BP__REUSEPORT_LB, "lb"},
    {BP__EXCLUSIVE, "excl"},
    {BP__LATE_REUSEADDR_ON, "+addr"},
    {BP__LATE_REUSEADDR_OFF, "-addr"},
    {BP__LATE_REUSEPORT_ON, "+port"},
    {BP__LATE_REUSEPORT_OFF, "-port"},
};

/* Which of them are set. */
static void
write_reuse(unsigned options, struct bp__line *line)
{
	const char *before = "";
	if ((options & bp__setting_reuse) == 0)
		bp__line_add(line, "none");
	for (size_t i = 0; i < COUNT(reuse_words); i++) {
		if ((options & BP__BIT(reuse_words[i].option)) == 0)
			continue;
		const char *word = reuse_words[i].word;
		bp__line_add(
		    line, "%s%s", isalpha((unsigned char)*word) ? before : "", word);
		before = "+";
	}
}

void
bp__text_setting(const struct bp__grid_setting *setting, struct bp__line *line)
{
	for (size_t i = 0; i < 2; i++) {
		bool other = (setting->options[i] & bp__setting_users) != 0;
		bp__line_add(line, "%s%s", i == 0 ? bp__series_name(setting->series) : "",
		    i == 0 ? " " : "/");
		write_reuse(setting->options[i], line);
		bp__line_add(line, "%s", other ? " by another user" : "");
	}
}

/* The settings of a series, and of who binds: they are a block of the index. */
struct group {
	enum bp__series series;
	unsigned users[2];
	bool drawn;
};

/* Which grid each setting has, as a table; or as several, where it has too many columns. */
struct index {
	bp_writer *writer;
	const struct bp__grids *grids;
	unsigned reuses[REUSES_MAX]; /* its columns, and the rows of each group */
	size_t reuse_count;
	size_t from, to; /* the columns that are drawn */
	struct group groups[GROUPS_MAX];
	size_t group_count;
};

/* The number of the grid, from 1; 0 when there is no such setting. */
static size_t
number_at(
    const struct index *index, const struct group *group, size_t first, size_t second)
{
	const struct bp__grid_setting *setting = bp__grids_find(index->grids,
	    group->series, index->reuses[first] | group->users[0],
	    index->reuses[second] | group->users[1]);
	return setting == NULL ? 0 : setting->grid + 1;
}

static bool
same_rows(const struct index *index, const struct group *one, size_t row,
    const struct group *other, size_t other_row)
{
	for (size_t i = index->from; i < index->to; i++) {
		if (number_at(index, one, row, i) !=
		    number_at(index, other, other_row, i))
			return false;
	}
	return true;
}

static bool
same_groups(const struct index *index, const struct group *a, const struct group *b)
{
	if (a->users[0] != b->users[0] || a->users[1] != b->users[1])
		return false;
	for (size_t row = 0; row < index->reuse_count; row++) {
		if (!same_rows(index, a, row, b, row))
			return false;
	}
	return true;
}

static bool
row_exists(const struct index *index, const struct group *group, size_t row)
{
	for (size_t i = index->from; i < index->to; i++) {
		if (number_at(index, group, row, i) > 0)
			return true;
	}
	return false;
}

static void
note_reuse(struct index *index, unsigned options)
{
	unsigned reuse = options & bp__setting_reuse;
	size_t at = 0;
	while (at < index->reuse_count && index->reuses[at] < reuse)
		at++;
	if (at < index->reuse_count && index->reuses[at] == reuse)
		return;
	for (size_t i = index->reuse_count++; i > at; i--)
		index->reuses[i] = index->reuses[i - 1];
	index->reuses[at] = reuse;
}

/* Settings are sorted, so those of a series and of the same users need not be together. */
static void
note_group(struct index *index, const struct bp__grid_setting *setting)
{
	const struct group group = {.series = setting->series,
	    .users = {setting->options[0] & bp__setting_users,
		setting->options[1] & bp__setting_users}};
	for (size_t i = 0; i < index->group_count; i++) {
		const struct group *known = &index->groups[i];
		if (known->series == group.series && known->users[0] == group.users[0] &&
		    known->users[1] == group.users[1])
			return;
	}
	index->groups[index->group_count++] = group;
}

/* As "udp, udplite, second by another user", and marks them drawn. */
static void
name_groups(struct index *index, size_t first, struct bp__line *line)
{
	static const char *const users[2][2] = {{"", ", second by another user"},
	    {", first by another user", ", both by another user"}};
	const struct group *group = &index->groups[first];
	for (size_t i = first; i < index->group_count; i++) {
		if (index->groups[i].drawn ||
		    !same_groups(index, group, &index->groups[i]))
			continue;
		index->groups[i].drawn = true;
		bp__line_add(line, "%s%s", i == first ? "" : ", ",
		    bp__series_name(index->groups[i].series));
	}
	bp__line_add(line, "%s", users[group->users[0] != 0][group->users[1] != 0]);
}

/* The options of the first socket that have this row, and marks their rows drawn. */
static void
name_rows(const struct index *index, const struct group *group, size_t row,
    bool drawn[REUSES_MAX], struct bp__line *line)
{
	size_t same = 0;
	for (size_t i = row; i < index->reuse_count; i++) {
		if (drawn[i] || !same_rows(index, group, row, group, i))
			continue;
		drawn[i] = true;
		bp__line_add(line, "%s", same++ == 0 ? "" : ", ");
		write_reuse(index->reuses[i], line);
	}
	if (same == index->reuse_count && same > 1) {
		*line = (struct bp__line){.used = 0};
		bp__line_add(line, "any");
	}
}

static size_t
column_width(const struct index *index, size_t column)
{
	struct bp__line word = {.used = 0};
	write_reuse(index->reuses[column], &word);
	return word.used + 2;
}

/* The name of a group, which goes on beside the rows below its first. */
struct name {
	const char *start;
	const char *rest;
};

static void
take_name(struct name *name, struct bp__line *piece)
{
	if (name->rest != name->start)
		bp__line_add(piece, "  ");
	bp__take_piece(&name->rest, SERIES_WIDTH - 4, piece);
}

/* A row, with what is left of the name of its group. */
static void
draw_row(const struct index *index, const struct group *group, size_t row,
    const char *label, struct name *name)
{
	for (bool first = true; first || *label != '\0'; first = false) {
		struct bp__line line = {.used = 0};
		struct bp__line names[2] = {{.used = 0}, {.used = 0}};
		take_name(name, &names[0]);
		bp__take_piece(&label, FIRST_WIDTH - 2, &names[1]);
		bp__line_add(&line, "%-*s%-*s", SERIES_WIDTH, names[0].text, FIRST_WIDTH,
		    names[1].text);
		for (size_t i = index->from; first && i < index->to; i++) {
			size_t number = number_at(index, group, row, i);
			char digits[32] = "";
			if (number > 0)
				snprintf(digits, sizeof digits, "%zu", number);
			bp__line_add(&line, "%-*s", (int)column_width(index, i), digits);
		}
		bp__draw_line(index->writer, BP__INK_PLAIN, &line);
	}
}

static void
draw_group(struct index *index, size_t first)
{
	const struct group *group = &index->groups[first];
	struct bp__line series = {.used = 0};
	bool drawn[REUSES_MAX] = {false};
	name_groups(index, first, &series);
	struct name name = {series.text, series.text};
	for (size_t row = 0; row < index->reuse_count; row++) {
		struct bp__line label = {.used = 0};
		if (drawn[row] || !row_exists(index, group, row))
			continue;
		name_rows(index, group, row, drawn, &label);
		draw_row(index, group, row, label.text, &name);
	}
	while (*name.rest != '\0') {
		struct bp__line piece = {.used = 0};
		take_name(&name, &piece);
		bp__draw_line(index->writer, BP__INK_PLAIN, &piece);
	}
}

/* What the words of the options stand for, as far as they are used. */
static void
draw_options(const struct index *index)
{
	struct bp__line line = {.used = 0};
	unsigned used = 0;
	for (size_t i = 0; i < index->reuse_count; i++)
		used |= index->reuses[i];
	for (size_t i = 0; i < COUNT(reuse_words); i++) {
		if ((used & BP__BIT(reuse_words[i].option)) == 0)
			continue;
		bp__line_add(&line, "%s%s: %s", line.used == 0 ? "(" : ", ",
		    reuse_words[i].word, bp__option_row(reuse_words[i].option)->prose);
	}
	bp__line_add(&line, ")");
	if (used != 0)
		bp__draw_folded(index->writer, BP__INK_PLAIN, line.text, 0);
}

static void
draw_columns(const struct index *index)
{
	struct bp__line line = {.used = 0};
	bp__line_add(&line, "%-*s%-*ssecond socket", SERIES_WIDTH, "", FIRST_WIDTH, "");
	bp__draw_line(index->writer, BP__INK_PLAIN, &line);
	line = (struct bp__line){.used = 0};
	bp__line_add(
	    &line, "%-*s%-*s", SERIES_WIDTH, "series", FIRST_WIDTH, "first socket");
	for (size_t i = index->from; i < index->to; i++) {
		write_reuse(index->reuses[i], &line);
		bp__line_add(&line, "  ");
	}
	bp__draw_line(index->writer, BP__INK_PLAIN, &line);
}

/* As many columns as fit in the width of the page, one at least. */
static void
choose_columns(struct index *index)
{
	size_t width = SERIES_WIDTH + FIRST_WIDTH;
	index->from = index->to;
	while (index->to < index->reuse_count) {
		width += column_width(index, index->to);
		if (width > BP__WIDTH + 2 && index->to > index->from)
			return;
		index->to++;
	}
}

void
bp__text_index(bp_writer *writer, const struct bp__grids *grids)
{
	struct index index = {.writer = writer, .grids = grids};
	for (size_t i = 0; i < grids->setting_count; i++) {
		note_reuse(&index, grids->settings[i].options[0]);
		note_reuse(&index, grids->settings[i].options[1]);
		note_group(&index, &grids->settings[i]);
	}
	draw_options(&index);
	while (index.to < index.reuse_count) {
		choose_columns(&index);
		draw_columns(&index);
		for (size_t i = 0; i < index.group_count; i++)
			index.groups[i].drawn = false;
		for (size_t i = 0; i < index.group_count; i++) {
			if (!index.groups[i].drawn)
				draw_group(&index, i);
		}
	}
}
