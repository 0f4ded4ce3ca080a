/* Draws many outcomes in few words: the rules that tell them, and the known system they are
 * nearest to. */
#include <config.h>

#include "analyse/behaves.h"
#include "analyse/rules.h"
#include "format/text.h"

#include <stdio.h>

#include "format/say.h"

enum {
	RULE_COLUMN = 4,
	MODEL_WIDTH = 44,
};

static void
draw_list(bp_writer *writer, const struct bp__rule_list *list)
{
	struct bp__line wrong = {.used = 0};
	struct bp__line title = {.used = 0};
	putc('\n', writer->stream);
	bp__line_add(
	    &title, "Rules for the %s: the first that matches decides", list->title);
	bp__draw_folded(writer, BP__INK_BOLD, title.text, 0);
	for (size_t i = 0; i < list->count; i++) {
		fprintf(writer->stream, "%3zu ", i + 1);
		bp__draw_folded(writer, BP__INK_PLAIN, list->rules[i].text, RULE_COLUMN);
	}
	if (list->wrong == 0)
		return;
	bp__line_add(
	    &wrong, "%zu %s are told wrongly by these rules", list->wrong, list->unit);
	bp__draw_folded(writer, BP__INK_CARE, wrong.text, 0);
}

static void
draw_behaves(bp_writer *writer, const struct bp__behaves *behaves)
{
	putc('\n', writer->stream);
	bp__draw(writer, BP__INK_BOLD, "Behaves as", MODEL_WIDTH);
	fputs("cases explained\n", writer->stream);
	for (size_t i = 0; i < behaves->count; i++) {
		const struct bp__behaves_model *model = &behaves->models[i];
		char explained[32];
		char total[32];
		fputs("  ", writer->stream);
		bp__draw(writer, BP__INK_PLAIN, model->name, MODEL_WIDTH - 2);
		fprintf(writer->stream, "%5.1f %%   %s of %s\n", bp__say_share(model),
		    bp__count_text(model->explained, explained, sizeof explained),
		    bp__count_text(model->total, total, sizeof total));
	}
	if (behaves->deviating.first.count > 0)
		draw_list(writer, &behaves->deviating.first);
	if (behaves->deviating.second.count > 0)
		draw_list(writer, &behaves->deviating.second);
}

void
bp__text_rules(bp_writer *writer, const bp_report *report)
{
	if (report->rules == NULL)
		return;
	draw_list(writer, &report->rules->first);
	draw_list(writer, &report->rules->second);
	if (report->rules->delivery.count > 0)
		draw_list(writer, &report->rules->delivery);
	if (report->behaves != NULL && report->behaves->count > 0)
		draw_behaves(writer, report->behaves);
}
