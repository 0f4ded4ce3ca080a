/* Writes many outcomes in few words as HTML: rules, known systems, grids. */
#include <config.h>

#include "format/html.h"

#include <ctype.h>
#include <stdio.h>

#include "analyse/grids.h"
#include "format/html_put.h"
#include "format/say.h"
#include "format/text_grids.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void
put_list(FILE *out, const struct bp__rule_list *list)
{
	if (list->count == 0)
		return;
	fputs("<h3>Rules for the ", out);
	bp__html_text(out, list->title);
	fputs("</h3>\n<ol>\n", out);
	for (size_t i = 0; i < list->count; i++) {
		bp__html_element(out, "li", list->rules[i].text);
		putc('\n', out);
	}
	fputs("</ol>\n", out);
	if (list->wrong > 0)
		fprintf(out,
		    "<p class=\"note care\">%zu %s are told wrongly by these rules.</p>\n",
		    list->wrong, list->unit);
}

static void
put_models(FILE *out, const struct bp__behaves *behaves)
{
	static const char *const columns[] = {
	    "System", "Cases explained", "Number", "of"};
	bp__html_table(out, "models", "How many cases the model of each system explains",
	    columns, COUNT(columns));
	for (size_t i = 0; i < behaves->count; i++) {
		const struct bp__behaves_model *model = &behaves->models[i];
		char text[32];
		fputs("<tr>", out);
		bp__html_element(out, "th scope=\"row\"", model->name);
		fprintf(out,
		    "<td><meter min=\"0\" max=\"100\" value=\"%.1f\" "
		    "aria-hidden=\"true\"></meter> %.1f %%</td>",
		    bp__say_share(model), bp__say_share(model));
		bp__html_element(out, "td class=\"number\"",
		    bp__count_text(model->explained, text, sizeof text));
		bp__html_element(out, "td class=\"number\"",
		    bp__count_text(model->total, text, sizeof text));
		fputs("</tr>\n", out);
	}
	bp__html_end_table(out);
	put_list(out, &behaves->deviating.first);
	put_list(out, &behaves->deviating.second);
}

/* The class of a letter: that of a socket which fails is of the alphabet. */
static const char *
letter_class(char letter)
{
	if (isalpha((unsigned char)letter))
		return "bad";
	if (letter == '2' || letter == '+')
		return "care";
	return letter == '1' ? "good" : "plain";
}

/* The settings that have the grid, as a line below its number. */
static void
put_settings(FILE *out, const struct bp__grids *grids, size_t grid)
{
	const char *before = "";
	fputs("<details><summary>", out);
	fprintf(out, "%zu %s</summary><p class=\"note\">", grids->grids[grid].settings,
	    grids->grids[grid].settings == 1 ? "setting" : "settings");
	for (size_t i = 0; i < grids->setting_count; i++) {
		struct bp__line line = {.used = 0};
		if (grids->settings[i].grid != grid)
			continue;
		bp__text_setting(&grids->settings[i], &line);
		fputs(before, out);
		bp__html_text(out, line.text);
		before = "; ";
	}
	fputs("</p></details>\n", out);
}

static void
put_grid_row(FILE *out, const struct bp__grids *grids, size_t grid, size_t row)
{
	struct bp__line name = {.used = 0};
	bp__text_sockets(grids, &grids->places[row], &name);
	fprintf(out, "<tr><th scope=\"row\"><b>%zu</b> ", row + 1);
	bp__html_text(out, name.text);
	fputs("</th>", out);
	for (size_t i = 0; i < grids->place_count; i++) {
		char letter = grids->grids[grid].letters[row * grids->place_count + i];
		char text[2] = {letter, '\0'};
		char tag[32];
		if (!bp__grid_has_column(grids, grid, i))
			continue;
		snprintf(tag, sizeof tag, "td class=\"%s\"", letter_class(letter));
		bp__html_element(out, tag, text);
	}
	fputs("</tr>\n", out);
}

static void
put_grid(FILE *out, const struct bp__grids *grids, size_t grid)
{
	struct bp__line example = {.used = 0};
	struct bp__line title = {.used = 0};
	bp__text_setting(&grids->settings[grids->grids[grid].example], &example);
	bp__line_add(&title, "Grid %zu: %s", grid + 1, example.text);
	fputs(
	    "<div class=\"figure\">\n<div class=\"wide\" tabindex=\"0\">\n<table class=\"grid\">\n",
	    out);
	bp__html_element(out, "caption", title.text);
	fputs("\n<thead><tr><td></td>", out);
	for (size_t i = 0; i < grids->place_count; i++) {
		if (bp__grid_has_column(grids, grid, i))
			fprintf(out, "<th scope=\"col\">%zu</th>", i + 1);
	}
	fputs("</tr></thead>\n<tbody>\n", out);
	for (size_t i = 0; i < grids->place_count; i++) {
		if (bp__grid_has_row(grids, grid, i))
			put_grid_row(out, grids, grid, i);
	}
	bp__html_end_table(out);
	put_settings(out, grids, grid);
	fputs("</div>\n", out);
}

static void
put_signs(FILE *out, const struct bp__grids *grids)
{
	fputs("<dl class=\"signs\">\n", out);
	for (size_t i = 0; i < grids->sign_count; i++) {
		char text[2] = {grids->signs[i].letter, '\0'};
		char tag[32];
		snprintf(tag, sizeof tag, "dt class=\"%s\"",
		    letter_class(grids->signs[i].letter));
		fputs("<div>", out);
		bp__html_element(out, tag, text);
		bp__html_element(out, "dd", grids->signs[i].text);
		fputs("</div>\n", out);
	}
	fputs("</dl>\n", out);
}

static void
put_failing(FILE *out, const struct bp__grids *grids)
{
	for (size_t i = 0; i < grids->failing_count; i++) {
		struct bp__line line = {.used = 0};
		bp__line_add(&line,
		    "In no grid, as they fail first and second alike, %s: ",
		    grids->failing[i].result);
		bp__text_sockets(grids, &grids->failing[i].sockets, &line);
		bp__html_element(out, "p class=\"note\"", line.text);
		putc('\n', out);
	}
}

static void
put_grids(FILE *out, const struct bp__grids *grids)
{
	fputs("<section id=\"grids\">\n<h2>Address by address</h2>\n", out);
	if (grids->too_large) {
		fputs(
		    "<p class=\"note\">More addresses and settings took part than can be "
		    "drawn.</p>\n</section>\n",
		    out);
		return;
	}
	fputs(
	    "<p class=\"note\">Row: the socket opened first. Column: the second, under "
	    "the number of its row. Behind an address stand its options, of V6ONLY just "
	    "off or on; any: all of them alike.</p>\n",
	    out);
	put_signs(out, grids);
	put_failing(out, grids);
	fputs("<div class=\"grids\">\n", out);
	for (size_t i = 0; i < grids->count; i++)
		put_grid(out, grids, i);
	fputs("</div>\n</section>\n", out);
}

void
bp__html_rules(FILE *out, const bp_report *report)
{
	const struct bp__behaves *behaves = report->behaves;
	if (report->rules != NULL) {
		fputs("<section id=\"rules\">\n<h2>Told in rules</h2>\n"
		      "<p class=\"note\">The first rule that matches decides.</p>\n",
		    out);
		put_list(out, &report->rules->first);
		put_list(out, &report->rules->second);
		put_list(out, &report->rules->delivery);
		fputs("</section>\n", out);
	}
	if (behaves != NULL && behaves->count > 0) {
		fputs("<section id=\"behaves\">\n<h2>Behaves as</h2>\n", out);
		put_models(out, behaves);
		fputs("</section>\n", out);
	}
	if (report->grids != NULL)
		put_grids(out, report->grids);
}
