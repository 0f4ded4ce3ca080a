/* Writes what known systems answered, side by side: the table of the README. */
#include <config.h>

#include "bindprobe.h"

#include "analyse/profiles.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum {
	NAME_WIDTH = 24,
	TAKEN_WIDTH = 12,
	PAGE_WIDTH = 80,
};

static const struct bp__profile_answer *
answer_of(const struct bp__profile *profile, const char *id)
{
	size_t i = 0;
	while (i < bp__profile_row_count && strcmp(bp__profile_rows[i].id, id) != 0)
		i++;
	return &bp__profile_answers[i < bp__profile_row_count ? profile->said[i] : 0];
}

static bool
stands(const struct bp__profile_answer *answer)
{
	return answer->result[0] != '\0' && strchr(answer->result, ':') == NULL;
}

/* The first failure of a case without its call; "ok", or a dash where it was not tried. */
static void
put_result(FILE *out, const struct bp__profile_answer *answer, int width)
{
	const char *failure = strchr(answer->result, ':');
	if (answer->result[0] == '\0')
		fprintf(out, "%-*s", width, "-");
	else if (failure == NULL)
		fprintf(out, "%-*s", width, "ok");
	else
		fprintf(
		    out, "%-*.*s", width, (int)strcspn(failure + 1, "/"), failure + 1);
}

/* V6ONLY of a new socket, by whether :: alone gets IPv4. */
static void
put_default(FILE *out, const struct bp__profile_answer *answer, int width)
{
	fprintf(out, "%-*s", width,
	    !stands(answer)            ? "-"
		: answer->by[0] == '1' ? "off"
		: answer->by[0] == '-' ? "on"
				       : "-");
}

/* What the second socket makes of the IPv4 traffic of a dual-stack one. */
static void
put_taken(FILE *out, const struct bp__profile_answer *answer, int width)
{
	if (!stands(answer) || answer->by[0] == ' ') {
		put_result(out, answer, width);
		return;
	}
	fprintf(out, "%-*s", width,
	    answer->by[0] == '2'       ? "takes all"
		: answer->by[0] == '+' ? "shares"
				       : "nothing");
}

/* A column: what of which case. */
static const struct column {
	const char *above, *head;
	const char *id;
	int width;
	void (*put)(FILE *out, const struct bp__profile_answer *answer, int width);
	const char *reversed; /* the other order, told where this one stands */
} outcomes[] = {
    {"V6ONLY", "unset", "tcp/any6", 7, put_default},
    {"off:", "4 then 6", "tcp/any4/any6,v6only=off", 11, put_result},
    {"off:", "6 then 4", "tcp/any6,v6only=off/any4", 11, put_result},
    {"on:", "any", "tcp/any4/any6,v6only=on", 6, put_result, "tcp/any6,v6only=on/any4"},
    {"unset:", "4 then 6", "tcp/any4/any6", 11, put_result},
    {"unset:", "6 then 4", "tcp/any6/any4", 11, put_result},
};

static const struct column takeovers[] = {
    {"TCP:", "same user", "tcp/any6,v6only=off,reuseaddr/any4,reuseaddr", TAKEN_WIDTH,
	put_taken},
    {"TCP:", "other user", "tcp/any6,v6only=off,reuseaddr/any4,reuseaddr,user=other",
	TAKEN_WIDTH, put_taken},
    {"UDP:", "same user", "udp/any6,v6only=off,reuseaddr/any4,reuseaddr", TAKEN_WIDTH,
	put_taken},
    {"UDP:", "other user", "udp/any6,v6only=off,reuseaddr/any4,reuseaddr,user=other",
	TAKEN_WIDTH, put_taken},
};

/* The last column is not padded, so that no line ends with spaces. */
static int
width_of(const struct column *columns, size_t count, size_t i)
{
	return i + 1 < count ? columns[i].width : 0;
}

static const struct bp__profile_answer *
told(const struct bp__profile *profile, const struct column *column)
{
	const struct bp__profile_answer *answer = answer_of(profile, column->id);
	return column->reversed != NULL && stands(answer)
	    ? answer_of(profile, column->reversed)
	    : answer;
}

static void
put_row(FILE *out, const struct bp__profile *profile, const struct column *columns,
    size_t count)
{
	const struct bp__profile_answer *alone = answer_of(profile, "tcp/any6");
	fprintf(out, "%-*s", NAME_WIDTH, profile->name);
	if (!stands(alone))
		fprintf(out, "no IPv6: %s", alone->result);
	for (size_t i = 0; stands(alone) && i < count; i++)
		columns[i].put(
		    out, told(profile, &columns[i]), width_of(columns, count, i));
	putc('\n', out);
}

static void
put_table(FILE *out, const char *title, const struct column *columns, size_t count)
{
	fprintf(out, "%-*s", NAME_WIDTH, title);
	for (size_t i = 0; i < count; i++)
		fprintf(out, "%-*s", width_of(columns, count, i), columns[i].above);
	fprintf(out, "\n%-*s", NAME_WIDTH, "");
	for (size_t i = 0; i < count; i++)
		fprintf(out, "%-*s", width_of(columns, count, i), columns[i].head);
	putc('\n', out);
	for (size_t i = 0; i < bp__profile_count; i++)
		put_row(out, &bp__profiles[i], columns, count);
	putc('\n', out);
}

/* The recipes of TCP that worked on a system, folded. */
static void
put_recipes(FILE *out, const struct bp__profile *profile)
{
	const char *series = "tcp ";
	size_t used = NAME_WIDTH;
	fprintf(out, "%-*s", NAME_WIDTH, profile->name);
	for (size_t i = 0; i < bp__profile_row_count; i++) {
		const char *id = bp__profile_rows[i].id;
		if (bp__profile_rows[i].sort != BP__ROW_RECIPE ||
		    strncmp(id, series, strlen(series)) != 0 ||
		    strcmp(bp__profile_answers[profile->said[i]].result, "works") != 0)
			continue;
		id += strlen(series);
		if (used + strlen(id) + 1 > PAGE_WIDTH) {
			fprintf(out, "\n%-*s", NAME_WIDTH, "");
			used = NAME_WIDTH;
		}
		fprintf(out, "%s%s", used == NAME_WIDTH ? "" : " ", id);
		used += strlen(id) + (used > NAME_WIDTH);
	}
	putc('\n', out);
}

void
bp_known_write(FILE *out)
{
	put_table(out, "TCP, 0.0.0.0 and ::", outcomes, COUNT(outcomes));
	put_table(out, "0.0.0.0 over ::, reused", takeovers, COUNT(takeovers));
	fprintf(out, "%-*s%s\n", NAME_WIDTH, "TCP recipes", "that work");
	for (size_t i = 0; i < bp__profile_count; i++)
		put_recipes(out, &bp__profiles[i]);
	fprintf(out, "\n%-*s%s\n", NAME_WIDTH, "Measured", "on, as");
	for (size_t i = 0; i < bp__profile_count; i++)
		fprintf(out, "%-*s%s  %s\n", NAME_WIDTH, bp__profiles[i].name,
		    bp__profiles[i].date, bp__profiles[i].source);
}
