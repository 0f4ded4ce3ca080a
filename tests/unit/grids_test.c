/* The grids say of every case what became of it, and are drawn as they are. */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyse/cells.h"
#include "analyse/grids.h"
#include "format/text.h"
#include "model/writer.h"
#include "unit/probing.h"
#include "unit/spaces.h"
#include "unit/unit.h"

enum {
	COLUMNS = 80,
	SAMPLE = 32, /* of the suite full, one case in so many */
	CASES = 8192,
	FEW = 256, /* that need no grids */
	TEXT = 192,
	LINES = 8192,
	SIGN = 5, /* columns before the text of a sign */
};

/* A case and what the sign of its cell has to say. */
struct told {
	struct bp__case plan;
	char text[TEXT];
};

/* A writer that keeps what it is given. */
struct keeper {
	bp_writer writer; /* first, so that one is the other */
	bool v6only_default;
	struct told *cases;
	size_t count;
};

/* The address of a socket, without its IPv4-mapped form. */
static struct bp__address
address_of(const bp_report *report, const struct bp__socket_spec *spec)
{
	struct bp__address address = report->host.kinds[spec->kind];
	if (bp__kind_row(spec->kind)->number != NULL)
		address = bp__address_of(bp__kind_row(spec->kind)->number);
	return bp__address_unmapped(&address);
}

/* Whether the socket takes up the address: its own, or any of a family it carries. */
static bool
takes_up(const struct keeper *keeper, const bp_report *report,
    const struct bp__socket_spec *spec, const struct bp__address *address)
{
	const struct bp__address own = address_of(report, spec);
	bool v6only = (keeper->v6only_default || bp__spec_has(spec, BP__V6ONLY_ON)) &&
	    !bp__spec_has(spec, BP__V6ONLY_OFF);
	if (bp__spec_has(spec, BP__CLOSED))
		return false;
	if (!bp__address_is_wildcard(&own))
		return bp__address_equal(&own, address);
	return own.family == address->family || (own.family == BP__INET6 && !v6only);
}

/* Two sockets share the address of one of them, or, two wildcards, some address of IPv4. */
static bool
share(const struct keeper *keeper, const bp_report *report, const struct bp__case *c)
{
	const struct bp__address own[] = {
	    address_of(report, &c->sockets[0]), address_of(report, &c->sockets[1])};
	const struct bp__address inet = bp__address_of("198.51.100.1");
	bool any = false;
	for (size_t i = 0; i < 2; i++)
		any = any || takes_up(keeper, report, &c->sockets[i], &own[1 - i]);
	return any ||
	    (takes_up(keeper, report, &c->sockets[0], &inet) &&
		takes_up(keeper, report, &c->sockets[1], &inet));
}

static bool
is_group(const struct bp__address *address)
{
	const struct bp__address broadcast = bp__address_of("127.255.255.255");
	return bp__address_is_multicast(address) ||
	    bp__address_equal(address, &broadcast);
}

/* Who got what was sent to the addresses that both take up, in the words of a sign; NULL when
 * there are none. */
static const char *
receiver(const struct keeper *keeper, const bp_report *report,
    const struct bp__outcome *outcome, bool groups)
{
	static const char *const words[] = {"nothing", "the first receives",
	    "the second receives", "both receive", "nobody receives"};
	size_t who = 0;
	for (size_t i = 0; i < outcome->delivery_count; i++) {
		const struct bp__delivery *delivery = &outcome->deliveries[i];
		const struct bp__address *raw =
		    &report->targets[delivery->target].address;
		struct bp__address to = bp__address_unmapped(raw);
		if (is_group(&to) != groups ||
		    !takes_up(keeper, report, &outcome->plan.sockets[0], &to) ||
		    !takes_up(keeper, report, &outcome->plan.sockets[1], &to))
			continue;
		size_t here = (delivery->by[0] > 0) + 2U * (delivery->by[1] > 0);
		here = here == 0 ? 4 : here;
		if (who != 0 && who != here)
			return "who receives depends on the address";
		who = here;
	}
	return who == 0 ? NULL : words[who];
}

static void
tell_failure(const char *first, const char *second, char text[TEXT])
{
	bool stands[] = {strcmp(first, "ok") == 0, strcmp(second, "ok") == 0};
	if (stands[0])
		snprintf(text, TEXT, "the second fails: %s", second);
	else if (stands[1])
		snprintf(text, TEXT, "the first fails: %s", first);
	else if (strcmp(first, second) == 0)
		snprintf(text, TEXT, "both fail: %s", first);
	else
		snprintf(
		    text, TEXT, "both fail: the first %s, the second %s", first, second);
}

static void
tell(const struct keeper *keeper, const bp_report *report,
    const struct bp__outcome *outcome, char text[TEXT])
{
	char results[2][BP__RESULT_TEXT];
	const struct bp__case *plan = &outcome->plan;
	for (size_t i = 0; i < 2; i++)
		bp__result_format(
		    &outcome->sockets[i].result, results[i], sizeof results[i]);
	if (!bp__outcome_stands(outcome)) {
		tell_failure(results[0], results[1], text);
		return;
	}
	if (!share(keeper, report, plan)) {
		snprintf(text, TEXT, "both stand, and share no address");
		return;
	}
	const char *words = receiver(keeper, report, outcome, false);
	if (words == NULL)
		words = receiver(keeper, report, outcome, true);
	if (words == NULL || strstr(bp__series_name(plan->series), "-bind") != NULL)
		words = "nothing was sent";
	snprintf(text, TEXT, "both stand, and %s", words);
}

static void
keep(bp_writer *writer, const bp_report *report, const struct bp__outcome *outcome)
{
	struct keeper *keeper = (struct keeper *)writer;
	if (outcome->plan.count != 2 || outcome->unstable ||
	    bp__outcome_is_absent(outcome))
		return;
	assert_true(keeper->count < CASES);
	struct told *told = &keeper->cases[keeper->count++];
	told->plan = outcome->plan;
	tell(keeper, report, outcome, told->text);
}

static size_t
find_in(const struct bp__grid_sockets *list, const struct bp__socket_spec *spec)
{
	const unsigned setting = bp__setting_reuse | bp__setting_users;
	size_t found = 0;
	for (size_t i = 0; i < list->count; i++)
		found += list->sockets[i].kind == spec->kind &&
		    list->sockets[i].options == (spec->options & ~setting);
	return found;
}

/* The place of the socket, or those who fail it is among; each is in one list alone. */
static size_t
place_of(const struct bp__grids *grids, const struct bp__socket_spec *spec)
{
	size_t found = 0;
	size_t place = 0;
	for (size_t i = 0; i < grids->place_count + grids->failing_count; i++) {
		const struct bp__grid_sockets *list = i < grids->place_count
		    ? &grids->places[i]
		    : &grids->failing[i - grids->place_count].sockets;
		size_t here = find_in(list, spec);
		found += here;
		place = here > 0 ? i : place;
	}
	assert_int_equal(found, 1);
	return place;
}

static const char *
text_of(const struct bp__grids *grids, char letter)
{
	for (size_t i = 0; i < grids->sign_count; i++) {
		if (grids->signs[i].letter == letter)
			return grids->signs[i].text;
	}
	fail_msg("no sign has the letter %c", letter);
	return NULL;
}

/* What the grids say of a case where one of the sockets is in none. */
static void
tell_without_grid(const struct bp__grids *grids, const size_t places[2], char text[TEXT])
{
	const char *results[] = {"ok", "ok"};
	for (size_t i = 0; i < 2; i++) {
		if (places[i] >= grids->place_count)
			results[i] =
			    grids->failing[places[i] - grids->place_count].result;
	}
	tell_failure(results[0], results[1], text);
}

/* The first socket may be one that fails in a setting only, which the grid of that shows. */
static bool
is_shown_to_fail(
    const struct bp__grids *grids, const struct told *told, const size_t places[2])
{
	char text[TEXT];
	tell_without_grid(grids, places, text);
	return strcmp(text, told->text) == 0 || strncmp(told->text, "both fail", 9) == 0;
}

static void
check_case(const struct bp__grids *grids, const struct told *told)
{
	const struct bp__case *c = &told->plan;
	const unsigned setting = bp__setting_reuse | bp__setting_users;
	const struct bp__grid_setting *found = bp__grids_find(grids, c->series,
	    c->sockets[0].options & setting, c->sockets[1].options & setting);
	const size_t places[] = {
	    place_of(grids, &c->sockets[0]), place_of(grids, &c->sockets[1])};
	char id[BP__ID_SIZE];
	bp__case_format(c, id, sizeof id);
	assert_non_null(found);
	if (places[0] >= grids->place_count || places[1] >= grids->place_count) {
		if (!is_shown_to_fail(grids, told, places))
			fail_msg("%s: %s", id, told->text);
		return;
	}
	char letter =
	    grids->grids[found->grid].letters[places[0] * grids->place_count + places[1]];
	const char *said = text_of(grids, letter);
	if (strncmp(said, told->text, strlen(told->text)) != 0)
		fail_msg("%s: %c, %s, is %s", id, letter, said, told->text);
}

/* A drawn report, line by line. */
struct drawing {
	char *lines[LINES];
	size_t count;
};

static void
check_letter(const struct bp__grids *grids, size_t grid, size_t row, size_t column,
    bool seen[][2], char drawn)
{
	size_t at = row * grids->place_count + column;
	assert_int_equal(drawn, grids->grids[grid].letters[at]);
	seen[grid * grids->place_count * grids->place_count + at][0] = true;
	for (size_t i = 0; i < grids->sign_count; i++)
		seen[i][1] = seen[i][1] || grids->signs[i].letter == drawn;
}

static size_t
place_of_letter(char letter)
{
	static const char letters[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	const char *found = letter == '\0' ? NULL : strchr(letters, letter);
	assert_non_null(found);
	return (size_t)(found - letters);
}

/* Reads one line of the grids that are side by side under the heads. */
static void
read_row(const struct bp__grids *grids, const char *titles, const char *heads,
    const char *line, bool seen[][2])
{
	size_t length = strlen(line);
	for (const char *title = strstr(titles, "grid "); title != NULL;
	     title = strstr(title + 1, "grid ")) {
		size_t grid = strtoul(title + 5, NULL, 10) - 1;
		const char *next = strstr(title + 1, "grid ");
		size_t end = next == NULL ? strlen(heads) : (size_t)(next - titles);
		assert_true(grid < grids->count);
		for (size_t i = (size_t)(title - titles); i < end && i < strlen(heads);
		     i++) {
			if (heads[i] == ' ' || i >= length || line[i] == ' ')
				continue;
			check_letter(grids, grid, place_of_letter(line[0]),
			    place_of_letter(heads[i]), seen, line[i]);
		}
	}
}

static void
read_grids(const struct bp__grids *grids, const struct drawing *drawing, bool seen[][2])
{
	for (size_t i = 0; i + 1 < drawing->count; i++) {
		const char *line = drawing->lines[i];
		if (line[0] != ' ' || strncmp(line + strspn(line, " "), "grid ", 5) != 0)
			continue;
		const char *titles = line;
		const char *heads = drawing->lines[i + 1];
		for (i += 2; i < drawing->count && drawing->lines[i][0] != '\0'; i++) {
			if (strncmp(drawing->lines[i], "Columns", 7) == 0)
				break;
			if (drawing->lines[i][0] != ' ')
				read_row(grids, titles, heads, drawing->lines[i], seen);
		}
	}
}

/* Whether the line is that of the sign, of which what is too long is on the next. */
static bool
begins_with(const char *sign, const char *line)
{
	return strlen(line) > SIGN && strncmp(sign, line, strlen(line)) == 0;
}

/* Every letter is drawn but for cases that are missing, and the legend has the letters that
 * are drawn, and no others. */
static void
check_drawing(const struct bp__grids *grids, const struct drawing *drawing)
{
	size_t n = grids->place_count * grids->place_count;
	bool(*seen)[2] = calloc(grids->count * n + grids->sign_count + 1, sizeof *seen);
	assert_non_null(seen);
	read_grids(grids, drawing, seen);
	for (size_t i = 0; i < grids->count * n; i++) {
		if (!seen[i][0] && grids->grids[i / n].letters[i % n] != BP__GRID_MISSING)
			fail_msg("cell %zu of grid %zu is not drawn", i % n, i / n + 1);
	}
	for (size_t i = 0; i < grids->sign_count; i++) {
		char sign[TEXT];
		bool listed = false;
		snprintf(sign, sizeof sign, "  %c  %s", grids->signs[i].letter,
		    grids->signs[i].text);
		for (size_t k = 0; k < drawing->count; k++)
			listed = listed || begins_with(sign, drawing->lines[k]);
		if (listed != seen[i][1])
			fail_msg("'%s' is %s", sign, listed ? "not drawn" : "not listed");
	}
	free(seen);
}

static void
draw_and_check(const bp_report *report)
{
	struct drawing drawing = {.count = 0};
	bp_writer writer = {.stream = tmpfile()};
	char line[256];
	assert_non_null(writer.stream);
	bp__text_grids(&writer, report);
	rewind(writer.stream);
	while (fgets(line, sizeof line, writer.stream) != NULL) {
		size_t length = strcspn(line, "\n");
		if (length > COLUMNS)
			fail_msg("%zu columns: %s", length, line);
		assert_true(length == 0 || line[length - 1] != ' ');
		line[length] = '\0';
		assert_true(drawing.count < LINES);
		drawing.lines[drawing.count] = malloc(length + 1);
		assert_non_null(drawing.lines[drawing.count]);
		memcpy(drawing.lines[drawing.count++], line, length + 1);
	}
	fclose(writer.stream);
	check_drawing(report->grids, &drawing);
	while (drawing.count > 0)
		free(drawing.lines[--drawing.count]);
}

static void
check_run(const struct fake_profile *profile, const bp_plan *plan, bool no_delivery)
{
	static const struct bp__format format = {.name = "keep", .one = keep};
	const struct bp_settings settings = {
	    .port = PROBING_PORT, .findings = true, .no_delivery = no_delivery};
	struct keeper keeper = {.writer = {.format = &format},
	    .v6only_default = profile->v6only_default,
	    .cases = calloc(CASES, sizeof *keeper.cases)};
	struct bp_error error;
	bp_report *report = NULL;
	assert_non_null(keeper.cases);
	if (bp_probe(plan, &settings, &keeper.writer, &report, &error) == BP_OK) {
		assert_true(report->grids != NULL || keeper.count <= FEW);
		for (size_t i = 0; report->grids != NULL && i < keeper.count; i++)
			check_case(report->grids, &keeper.cases[i]);
		if (report->grids != NULL)
			draw_and_check(report);
		bp_report_free(report);
	}
	free(keeper.cases);
}

static void
for_every_system(const char *suite, unsigned one_in, bool no_delivery)
{
	for (size_t i = 0; i < fake_profile_count; i++) {
		fake_configure(&fake_profiles[i]);
		bp_plan *whole = probing_suite(suite);
		bp_plan *plan = spaces_plan(whole, one_in);
		check_run(&fake_profiles[i], plan, no_delivery);
		bp_plan_free(plan);
		bp_plan_free(whole);
	}
}

static void
the_grids_tell_every_case(void **state)
{
	static const char *const suites[] = {
	    "reuse", "user", "late", "history", "ephemeral"};
	(void)state;
	for (size_t i = 0; i < COUNT(suites); i++)
		for_every_system(suites[i], 1, false);
}

static void
cases_that_are_missing_are_shown(void **state)
{
	(void)state;
	for_every_system("full", SAMPLE, true);
	for_every_system("reuse", 2, false);
}

/* A whole grid of the results, of one setting. */
static struct bp__grids
grids_of(struct bp__space *space, struct bp__arena *arena)
{
	struct bp__grids grids;
	assert_int_equal(bp__grids_derive(space, 0, arena, &grids), BP_OK);
	return grids;
}

static void
well_known_errors_have_their_letters_and_others_none_of_these(void **state)
{
	struct bp__space space = {.cases = NULL};
	struct bp__arena arena = {.blocks = NULL};
	(void)state;
	spaces_add(&space, "tcp/any4/any4", "ok", "bind:EADDRINUSE");
	spaces_add(&space, "tcp/any4/any6", "ok", "bind:EZZZ");
	spaces_add(&space, "tcp/any6/any4", "bind:EINVAL", "ok");
	spaces_add(&space, "tcp/any6/any6", "bind:EYYY", "bind:EINVAL");
	struct bp__grids grids = grids_of(&space, &arena);
	assert_int_equal(grids.count, 1);
	assert_string_equal(grids.grids[0].letters, "UBvz");
	assert_string_equal(text_of(&grids, 'z'),
	    "both fail: the first bind:EYYY, the second bind:EINVAL");
	bp__space_free(&space);
	bp__arena_free(&arena);
}

static void
letters_that_run_out_are_told(void **state)
{
	struct bp__space space = {.cases = NULL};
	struct bp__arena arena = {.blocks = NULL};
	static const char *const kinds[] = {"any4", "any6", "loop4", "loop6"};
	(void)state;
	for (size_t i = 0; i < 16; i++) {
		char id[64];
		char result[BP__RESULT_TEXT];
		snprintf(id, sizeof id, "tcp/%s/%s", kinds[i / 4], kinds[i % 4]);
		snprintf(result, sizeof result, "bind:E%02zu", i);
		spaces_add(&space, id, "ok", result);
	}
	struct bp__grids grids = grids_of(&space, &arena);
	assert_string_equal(grids.grids[0].letters, "BCDGJMQTWXYZ####");
	assert_string_equal(text_of(&grids, '#'), "another failure: see the cases");
	assert_int_equal(grids.sign_count, 13);
	bp__space_free(&space);
	bp__arena_free(&arena);
}

static void
a_socket_that_always_fails_is_in_no_grid(void **state)
{
	static const char *const ids[] = {"any4", "any6", "mapany,v6only=on"};
	struct bp__space space = {.cases = NULL};
	struct bp__arena arena = {.blocks = NULL};
	(void)state;
	for (size_t i = 0; i < 9; i++) {
		char id[64];
		snprintf(id, sizeof id, "udp/%s/%s", ids[i / 3], ids[i % 3]);
		spaces_add(&space, id, i / 3 == 2 ? "bind:EINVAL" : "ok",
		    i % 3 == 2 ? "bind:EINVAL" : "ok");
	}
	struct bp__grids grids = grids_of(&space, &arena);
	assert_int_equal(grids.place_count, 1);
	assert_int_equal(grids.failing_count, 1);
	assert_string_equal(grids.failing[0].result, "bind:EINVAL");
	assert_string_equal(grids.grids[0].letters, "*");
	spaces_add(&space, "tcp/mapany,v6only=on/any4", "bind:EINVAL", "ok");
	bp__arena_free(&arena);
	grids = grids_of(&space, &arena);
	assert_int_equal(grids.failing_count, 0);
	bp__space_free(&space);
	bp__arena_free(&arena);
}

static void
add_delivered(struct bp__space *space, const char *id, const char *delivery)
{
	static const char *const results[2] = {"ok", "ok"};
	struct bp__case c;
	struct bp_error error;
	assert_int_equal(bp__case_parse(id, &c, &error), BP_OK);
	assert_int_equal(bp__space_add_results(space, &c, results, delivery), BP_OK);
}

static void
groups_count_where_nothing_else_is_shared(void **state)
{
	static const enum bp__kind targets[] = {BP__LOOP4, BP__MCAST4, BP__BCAST4};
	struct bp__space space = {.cases = NULL};
	struct bp__arena arena = {.blocks = NULL};
	(void)state;
	assert_int_equal(bp__space_set_targets(&space, targets, COUNT(targets)), BP_OK);
	add_delivered(&space, "udp/any4/any4", "2++");
	add_delivered(&space, "udp/any4/mcast4", "1+1");
	add_delivered(&space, "udp/mcast4/any4", "22-");
	add_delivered(&space, "udp/mcast4/mcast4", "--1");
	struct bp__grids grids = grids_of(&space, &arena);
	assert_string_equal(grids.grids[0].letters, "2+2-");
	bp__space_free(&space);
	bp__arena_free(&arena);
}

/* A socket whose failure harms the other is no matter of its own. */
static void
a_socket_that_lets_others_fail_is_in_a_grid(void **state)
{
	struct bp__space space = {.cases = NULL};
	struct bp__arena arena = {.blocks = NULL};
	(void)state;
	spaces_add(&space, "tcp/any4/any4", "ok", "ok");
	spaces_add(&space, "tcp/any4/any6", "ok", "bind:EINVAL");
	spaces_add(&space, "tcp/any6/any4", "bind:EINVAL", "bind:EADDRINUSE");
	spaces_add(&space, "tcp/any6/any6", "bind:EINVAL", "bind:EINVAL");
	struct bp__grids grids = grids_of(&space, &arena);
	assert_int_equal(grids.failing_count, 0);
	assert_string_equal(grids.grids[0].letters, "*Vzy");
	bp__space_free(&space);
	bp__arena_free(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_grids_tell_every_case),
	    cmocka_unit_test(cases_that_are_missing_are_shown),
	    cmocka_unit_test(
		well_known_errors_have_their_letters_and_others_none_of_these),
	    cmocka_unit_test(letters_that_run_out_are_told),
	    cmocka_unit_test(a_socket_that_always_fails_is_in_no_grid),
	    cmocka_unit_test(groups_count_where_nothing_else_is_shared),
	    cmocka_unit_test(a_socket_that_lets_others_fail_is_in_a_grid),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
