/* Draws what settings would change: those that change something with what that is, and the
 * others in a line. */
#include <config.h>

#include "format/what_if.h"

#include <stdio.h>
#include <string.h>

#include "format/draw.h"
#include "format/say.h"

enum {
	INDENT = 2,
	COUNT_WIDTH = 5,
	CHANGES_SHOWN = 8, /* ways in which cases change */
	IDS_SHOWN = 3, /* cases of each */
	TURNS_LABEL = 12,
};

static void
draw_title(bp_writer *writer, const struct bp__what_if *told)
{
	const bp_report *base = told->base;
	const struct bp__host *host = &base->host;
	struct bp__line line = {.used = 0};
	struct bp__line isolation = {.used = 0};
	bp__line_add(&line, "bindprobe %s   %s %s %s   port %u%s   %s", base->version,
	    host->system, host->release, host->machine, base->port,
	    base->port_chosen ? " (chosen)" : "", host->user);
	bp__draw_folded(writer, BP__INK_PLAIN, line.text, 0);
	bp__say_isolation(host, &isolation);
	bp__draw_fact(writer, "isolated", isolation.text);
}

/* How many settings change something. */
static void
draw_summary(bp_writer *writer, const struct bp__what_if *told)
{
	struct bp__line line = {.used = 0};
	size_t changing = 0;
	size_t tried = 0;
	for (size_t i = 0; i < told->count; i++) {
		changing += bp__effect_is_some(&told->effects[i]);
		tried += told->effects[i].refusal == NULL;
	}
	bp__line_add(&line,
	    "%zu of %zu settings would change answers here, of %zu cases, %zu recipes and "
	    "%zu findings. Nothing on this host was changed.",
	    changing, tried, told->base->outcome_count, told->base->recipe_count,
	    told->base->finding_count);
	putc('\n', writer->stream);
	bp__draw_folded(
	    writer, changing == 0 ? BP__INK_GOOD : BP__INK_CARE, line.text, 0);
	if (told->base->verdict == NULL)
		return;
	putc('\n', writer->stream);
	struct bp__line verdict = {.used = 0};
	bp__line_add(&verdict, "As it is: %s", told->base->verdict);
	bp__draw_folded(writer, BP__INK_PLAIN, verdict.text, 0);
}

static void
draw_change(bp_writer *writer, const struct bp__change *change)
{
	struct bp__line line = {.used = 0};
	struct bp__line ids = {.used = 0};
	bp__line_add(&line, "%s -> %s", change->before, change->after);
	fprintf(writer->stream, "%*s%*zu  ", INDENT, "", COUNT_WIDTH - 2, change->count);
	bp__draw_folded(writer, BP__INK_PLAIN, line.text, INDENT + COUNT_WIDTH);
	for (size_t i = 0; i < change->count && i < IDS_SHOWN; i++)
		bp__line_add(&ids, "%s%s", i == 0 ? "" : " ", change->ids[i]);
	if (change->count > IDS_SHOWN)
		bp__line_add(&ids, " and %zu more", change->count - IDS_SHOWN);
	fprintf(writer->stream, "%*s", INDENT + COUNT_WIDTH, "");
	bp__draw_folded(writer, BP__INK_PLAIN, ids.text, INDENT + COUNT_WIDTH);
}

static void
draw_changes(bp_writer *writer, const struct bp__effect *effect)
{
	size_t more = 0;
	fprintf(writer->stream, "%*s%zu of %zu cases\n", INDENT, "", effect->cases,
	    effect->compared);
	for (size_t i = 0; i < effect->change_count; i++) {
		if (i < CHANGES_SHOWN)
			draw_change(writer, &effect->changes[i]);
		else
			more += effect->changes[i].count;
	}
	if (more > 0)
		fprintf(writer->stream, "%*s%*zu  in %zu other ways; see -f json\n",
		    INDENT, "", COUNT_WIDTH - 2, more,
		    effect->change_count - CHANGES_SHOWN);
}

/* Those that turn in the same way in one line. */
static void
draw_turns(bp_writer *writer, const char *label, const struct bp__turns *turns)
{
	for (size_t i = 0; i < turns->count; i++) {
		const struct bp__turn *first = &turns->turns[i];
		struct bp__line line = {.used = 0};
		bool told = false;
		for (size_t k = 0; k < turns->count; k++) {
			const struct bp__turn *turn = &turns->turns[k];
			if (strcmp(turn->before, first->before) != 0 ||
			    strcmp(turn->after, first->after) != 0)
				continue;
			told = told || k < i;
			bp__line_add(&line, "%s%s", line.used == 0 ? "" : ", ", turn->id);
		}
		if (told)
			continue;
		bp__line_add(&line, ": %s -> %s", first->before, first->after);
		fprintf(writer->stream, "%*s", INDENT, "");
		bp__draw(writer, BP__INK_PLAIN, label, TURNS_LABEL - INDENT);
		bp__draw_folded(writer, BP__INK_PLAIN, line.text, TURNS_LABEL);
		label = "";
	}
}

static void
draw_effect(
    bp_writer *writer, const struct bp__what_if *told, const struct bp__effect *effect)
{
	struct bp__line title = {.used = 0};
	bp__line_add(&title, "%s=%s", effect->row->name, effect->value);
	if (effect->before != NULL)
		bp__line_add(&title, " (now %s)", effect->before);
	bp__line_add(&title, ": %s", effect->row->text);
	putc('\n', writer->stream);
	bp__draw_folded(writer, BP__INK_BOLD, title.text, INDENT);
	struct bp__line note = {.used = 0};
	if (effect->port != told->base->port ||
	    strcmp(effect->user, told->base->host.user) != 0)
		bp__line_add(
		    &note, "tried on port %u, as %s", effect->port, effect->user);
	if (effect->simulated != NULL)
		bp__line_add(&note, "%smade to look so: %s", note.used == 0 ? "" : "; ",
		    effect->simulated);
	if (note.used > 0) {
		fprintf(writer->stream, "%*s", INDENT, "");
		bp__draw_folded(writer, BP__INK_PLAIN, note.text, INDENT);
	}
	draw_changes(writer, effect);
	draw_turns(writer, "recipes", &effect->recipes);
	draw_turns(writer, "findings", &effect->findings);
	if (effect->verdict == NULL)
		return;
	fprintf(writer->stream, "%*s", INDENT, "");
	bp__draw(writer, BP__INK_PLAIN, "verdict", TURNS_LABEL - INDENT);
	bp__draw_folded(writer, BP__INK_PLAIN, effect->verdict, TURNS_LABEL);
}

/* What changes nothing, what this system does not have, and what it refused. */
static void
draw_rest(bp_writer *writer, const struct bp__what_if *told)
{
	struct bp__line nothing = {.used = 0};
	struct bp__line absent = {.used = 0};
	for (size_t i = 0; i < told->count; i++) {
		const struct bp__effect *effect = &told->effects[i];
		if (effect->refusal == NULL && !bp__effect_is_some(effect))
			bp__line_add(&nothing, "%s%s=%s", nothing.used == 0 ? "" : ", ",
			    effect->row->name, effect->value);
	}
	for (size_t i = 0; i < told->absent_count; i++)
		bp__line_add(&absent, "%s%s", i == 0 ? "" : ", ", told->absent[i]);
	putc('\n', writer->stream);
	if (nothing.used > 0)
		bp__draw_fact(writer, "change nothing", nothing.text);
	if (absent.used > 0)
		bp__draw_fact(writer, "not here", absent.text);
	for (size_t i = 0; i < told->count; i++) {
		if (told->effects[i].refusal != NULL)
			bp__draw_fact(writer, "not tried", told->effects[i].refusal);
	}
}

void
bp__text_what_if(bp_writer *writer, const struct bp__what_if *told)
{
	draw_title(writer, told);
	draw_summary(writer, told);
	for (size_t i = 0; i < told->count; i++) {
		if (bp__effect_is_some(&told->effects[i]))
			draw_effect(writer, told, &told->effects[i]);
	}
	draw_rest(writer, told);
}
