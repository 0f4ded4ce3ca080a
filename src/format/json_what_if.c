/* What settings would change, as JSON. */
#include <config.h>

#include "format/what_if.h"

#include <stdio.h>

#include "format/json_put.h"

static void
put_changes(FILE *out, const struct bp__effect *effect)
{
	fprintf(out, ",\"compared\":%zu,\"changed\":%zu,\n\"cases\":[", effect->compared,
	    effect->cases);
	for (size_t i = 0; i < effect->change_count; i++) {
		const struct bp__change *change = &effect->changes[i];
		bp__json_pair(out, i == 0 ? "\n{" : ",\n{", "before", change->before);
		bp__json_pair(out, ",", "after", change->after);
		fputs(",\"ids\":", out);
		bp__json_strings(out, change->ids, change->count);
		putc('}', out);
	}
	putc(']', out);
}

static void
put_turns(FILE *out, const char *key, const struct bp__turns *turns)
{
	fprintf(out, ",\n\"%s\":[", key);
	for (size_t i = 0; i < turns->count; i++) {
		const struct bp__turn *turn = &turns->turns[i];
		bp__json_pair(out, i == 0 ? "{" : ",{", "id", turn->id);
		bp__json_pair(out, ",", "before", turn->before);
		bp__json_pair(out, ",", "after", turn->after);
		putc('}', out);
	}
	putc(']', out);
}

static void
put_effect(FILE *out, const char *before, const struct bp__effect *effect)
{
	bp__json_pair(out, before, "name", effect->row->name);
	bp__json_pair(out, ",", "text", effect->row->text);
	bp__json_pair(out, ",", "value", effect->value);
	if (effect->before != NULL)
		bp__json_pair(out, ",", "before", effect->before);
	if (effect->refusal != NULL) {
		bp__json_pair(out, ",", "refused", effect->refusal);
		putc('}', out);
		return;
	}
	if (effect->simulated != NULL)
		bp__json_pair(out, ",", "simulated", effect->simulated);
	fprintf(out, ",\"port\":%u", effect->port);
	bp__json_pair(out, ",", "user", effect->user);
	bp__json_flag(out, "changes", bp__effect_is_some(effect));
	put_changes(out, effect);
	put_turns(out, "recipes", &effect->recipes);
	put_turns(out, "findings", &effect->findings);
	if (effect->verdict != NULL)
		bp__json_pair(out, ",\n", "verdict", effect->verdict);
	putc('}', out);
}

static void
put_host(FILE *out, const struct bp__host *host)
{
	bp__json_pair(out, ",\n\"host\":{", "system", host->system);
	bp__json_pair(out, ",", "release", host->release);
	bp__json_pair(out, ",", "machine", host->machine);
	bp__json_pair(out, ",", "environment", host->environment);
	bp__json_pair(out, ",", "user", host->user);
	fputs(",\"set\":{", out);
	for (size_t i = 0; host->isolation != NULL && i < host->isolation->change_count;
	     i++) {
		const struct bp__setting *change = &host->isolation->changes[i];
		fputs(i == 0 ? "" : ",", out);
		bp__json_string(out, change->name);
		putc(':', out);
		bp__json_string(out, change->value);
	}
	fputs("}}", out);
}

void
bp__json_what_if(bp_writer *writer, const struct bp__what_if *told)
{
	FILE *out = writer->stream;
	const bp_report *base = told->base;
	bp__json_pair(out, "{\"schema\":1,\n\"tool\":{", "name", "bindprobe");
	bp__json_pair(out, ",", "version", base->version);
	putc('}', out);
	put_host(out, &base->host);
	fprintf(out, ",\n\"port\":%u", base->port);
	bp__json_flag(out, "port_chosen", base->port_chosen);
	fputs(",\n\"suites\":", out);
	bp__json_strings(out, base->suites, base->suite_count);
	if (base->verdict != NULL)
		bp__json_pair(out, ",\n", "verdict", base->verdict);
	fputs(",\n\"what_if\":[", out);
	for (size_t i = 0; i < told->count; i++)
		put_effect(out, i == 0 ? "\n{" : ",\n{", &told->effects[i]);
	fputs("],\n\"absent\":", out);
	bp__json_strings(out, told->absent, told->absent_count);
	fputs("}\n", out);
}
