/* Findings, recipes and the verdict on made-up systems: what is known of each system is
 * written out by hand, one letter a system. */
#include <config.h>

#include <stdio.h>
#include <string.h>

#include "probe/finding.h"
#include "probe/judge.h"
#include "probe/recipe.h"
#include "unit/probing.h"
#include "unit/unit.h"

/* The columns of the tables. */
static const char *const systems[] = {
    "linux",
    "linux-v6only",
    "linux-user",
    "gvisor",
    "freebsd4",
    "freebsd",
    "netbsd",
    "darwin",
    "openbsd",
    "dragonfly",
    "windows",
    "lwip",
    "lwipv6",
    "noipv6",
    "noipv4",
    "stingy",
    "contrary",
};

/* P pass, W warn, F fail, - nothing to judge by. Columns: four of Linux, six of BSD,
 * Windows, two of lwIP, then those that lack something. */
static const struct {
	const char *id;
	const char *grades;
} grades[] = {
    {"ipv6-available", "PPPP PPPPPP P PP WPPP"},
    {"v6only-default", "PWPP PWWPWW W PW -WPP"},
    {"v6only-settable", "PPPP PPPPFF P PF -PPP"},
    {"v6only-off-honoured", "PPPP PPPP-F P P- --PP"},
    {"v6only-on-honoured", "PPPP PPPPPP P P- --PF"},
    {"v6only-on-both-orders", "PPPP PPPPPP P PF --PF"},
    {"wildcard-untouched", "WPWW PPPWPP P WW --WW"},
    {"wildcard-order", "PPPP PWWWPP P PW --PP"},
    {"listen-conflict", "WWWW PPPPPP P WP PPWW"},
    {"override-same-user", "WWWW FPWP-- W W- --WW"},
    {"override-other-user", "FF-F FPPP-- - -- ----"},
    {"closer-same-user", "WWWW WWWWWW F WP WWWW"},
    {"closer-other-user", "FF-F PPPPPP - -- -P--"},
    {"mapped-twin", "PPPP WPPPPP P PP --PP"},
    {"mapped-v6only", "PPPP PPPPPP P P- -PPF"},
    {"v6only-late", "PPPP PPPPPW P W- -PPW"},
    {"ephemeral-both", "PPPP PPPPPP P P- ---W"},
    {"absent-address", "PPPP PPPPPP P PP PPPW"},
    {"link-local-scope", "PPPP PPPPPP P PP -P-W"},
    {"getaddrinfo-order", "WWWW PPPPPP P WW WWWW"},
    {"history-free", "---- ------ - -- ----"},
    {"kernel-table", "---- ------ - -- ----"},
    {"steady", "PPPP PPPPPP P PP PPPP"},
};

/* W works, P partly, F fails. The first that works, or else the first that does in
 * part, is the one to use. */
static const struct {
	const char *id;
	const char *verdicts;
} recipes[] = {
    {"walk-v6only", "WWWW WWWWWW W WP WWWP"},
    {"dual-stack", "WWWW WWWWPP W WP WWWW"},
    {"any6-then-any4", "WWWW WWWWWW W WW WWWW"},
    {"any6-only", "WPWW WPPWPP P WW FWWW"},
    {"walk-untouched", "PWPP WWWWWW W PP WWPP"},
    {"walk-untouched-fatal", "FWFF WWWFWW W FF FWFF"},
    {"any4-only", "PPPP PPPPPP P PP WFPP"},
};
static const char used[] = "0000 000000 0 02 0001"; /* indices of the rows above */

/* What the verdict must say, and must not. */
static const struct {
	const char *profile;
	const char *says[3];
	const char *denies;
} verdicts[] = {
    {"linux", {"Set IPV6_V6ONLY", "either order", "EADDRINUSE"}, "works here too"},
    {"linux-v6only", {"Set IPV6_V6ONLY", "either order", "works here too"}, "EADDRINUSE"},
    {"linux-user", {"Set IPV6_V6ONLY", "either order", "EADDRINUSE"}, "works here too"},
    {"gvisor", {"Set IPV6_V6ONLY", "either order", "EADDRINUSE"}, "works here too"},
    {"freebsd4", {"Set IPV6_V6ONLY", "either order", "IPV6_V6ONLY"}, "EADDRINUSE"},
    {"freebsd", {"Set IPV6_V6ONLY", "either order", "works here too"}, "EADDRINUSE"},
    {"netbsd", {"Set IPV6_V6ONLY", "either order", "works here too"}, "EADDRINUSE"},
    {"darwin", {"Set IPV6_V6ONLY", "either order", "only 0.0.0.0 before ::"},
	"works here too"},
    {"openbsd", {"Set IPV6_V6ONLY", "either order", "works here too"}, "V6ONLY off"},
    {"dragonfly", {"Set IPV6_V6ONLY", "either order", "works here too"}, "V6ONLY off"},
    {"windows", {"Set IPV6_V6ONLY", "either order", "works here too"}, "EADDRINUSE"},
    {"lwip", {"Set IPV6_V6ONLY", "either order", "listen"}, "works here too"},
    {"lwipv6", {"Leave IPV6_V6ONLY alone", ":: before 0.0.0.0", "share"}, "either order"},
    {"noipv6", {"no IPv6", "EAFNOSUPPORT", "0.0.0.0"}, "either order"},
    {"noipv4", {"no IPv4", "EAFNOSUPPORT", "::"}, "either order"},
    {"stingy", {"Set IPV6_V6ONLY", "either order", "EADDRINUSE"}, "works here too"},
    {"contrary", {"one IPv6 socket", "V6ONLY off", "IPv4 and IPv6"}, "either order"},
};

/* The letter of a row in the column of the system. */
static char
letter(const char *row, size_t system)
{
	for (;; row++) {
		if (*row != ' ' && system-- == 0)
			return *row;
	}
}

static size_t
letter_count(const char *row)
{
	size_t count = 0;
	for (; *row != '\0'; row++)
		count += *row != ' ';
	return count;
}

static const char grade_letters[BP__GRADE_COUNT] = {
    [BP__GRADE_NONE] = '-',
    [BP__PASS] = 'P',
    [BP__WARN] = 'W',
    [BP__FAIL] = 'F',
};

static const char verdict_letters[BP__VERDICT_COUNT] = {
    [BP__WORKS] = 'W',
    [BP__PARTLY] = 'P',
    [BP__FAILS] = 'F',
    [BP__NOT_JUDGED] = '-',
};

static struct probing runs[COUNT(systems)];

static int
run_all_systems(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(systems); i++)
		runs[i] = probing_system(fake_profile(systems[i]), "core");
	return 0;
}

static int
free_all_runs(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(systems); i++)
		bp_report_free(runs[i].report);
	return 0;
}

static const bp_report *
report_of(const char *profile)
{
	size_t i = 0;
	while (strcmp(systems[i], profile) != 0)
		i++;
	return runs[i].report;
}

static void
tables_have_a_letter_for_every_system(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(grades); i++)
		assert_int_equal(letter_count(grades[i].grades), COUNT(systems));
	for (size_t i = 0; i < COUNT(recipes); i++)
		assert_int_equal(letter_count(recipes[i].verdicts), COUNT(systems));
	assert_int_equal(letter_count(used), COUNT(systems));
	for (size_t i = 0; i < COUNT(systems); i++)
		assert_int_equal(runs[i].status, BP_OK);
}

static void
findings_are_graded_as_each_system_is_known(void **state)
{
	int wrong = 0;
	(void)state;
	for (size_t i = 0; i < COUNT(grades); i++) {
		for (size_t k = 0; k < COUNT(systems); k++) {
			const struct bp__finding *finding =
			    probing_finding(runs[k].report, grades[i].id);
			if (finding == NULL)
				fail_msg("no finding %s", grades[i].id);
			char known = letter(grades[i].grades, k);
			char seen = grade_letters[finding->grade];
			if (seen == known)
				continue;
			print_message("# %s on %s is %c, not %c: %s\n", grades[i].id,
			    systems[k], seen, known, finding->text);
			wrong++;
		}
	}
	assert_int_equal(wrong, 0);
}

static void
no_finding_is_left_out_of_the_table(void **state)
{
	(void)state;
	assert_int_equal(runs[0].report->finding_count, COUNT(grades));
}

/* Whether the finding warns where another program takes the port for a moment. */
static bool
turns_on_an_intruder(const char *id)
{
	bp_plan *plan = probing_suite("facts");
	bool turns = false;
	for (unsigned long n = 30; !turns && n < 100; n++) {
		struct fake_intruder intruder = {.port = PROBING_PORT,
		    .transports = BP_TCP | BP_UDP,
		    .families = "46",
		    .from = n,
		    .until = n + 2};
		fake_configure(fake_profile("linux"));
		fake_intrude(&intruder);
		struct probing run = probing_run(plan);
		turns = run.status == BP_OK &&
		    probing_finding(run.report, id)->grade == BP__WARN;
		bp_report_free(run.report);
	}
	bp_plan_free(plan);
	return turns;
}

static void
derive_again(bp_report *report)
{
	report->finding_count = 0;
	memset(report->summaries, 0, sizeof report->summaries);
	bp__derive_findings(report);
}

/* How history-free is judged on a system, by one pair and a socket in between. */
static void
check_history(const char *profile, enum bp__grade grade, const char *text)
{
	static const char *const ids[] = {
	    "tcp/loop6/any6,reuseport", "tcp/loop6/any4,reuseport,closed/any6,reuseport"};
	fake_configure(fake_profile(profile));
	bp_plan *plan = probing_cases(ids, COUNT(ids));
	struct probing run = probing_run(plan);
	const struct bp__finding *finding = probing_finding(run.report, "history-free");
	assert_int_equal(finding->grade, grade);
	assert_string_equal(finding->text, text);
	bp_report_free(run.report);
	bp_plan_free(plan);
}

static void
history_is_judged_by_the_pair_without_it(void **state)
{
	(void)state;
	check_history(
	    "linux", BP__PASS, "a socket bound and closed before changes no answer");
	check_history("contrary", BP__FAIL,
	    "a socket bound and closed before changes the answer in 1 of 1 cases");
}

/* The system's table of sockets as a second witness, which may say what is not so. */
static void
the_table_of_sockets_is_a_second_witness(void **state)
{
	static const struct {
		enum fake_lie lie;
		enum bp__grade grade;
		const char *words;
	} rows[] = {
	    {FAKE_HONEST, BP__PASS, "as it says of itself"},
	    {FAKE_LIES_STATE, BP__FAIL, "another state"},
	    {FAKE_LIES_V6ONLY, BP__FAIL, "another IPV6_V6ONLY"},
	    {FAKE_LIES_ADDRESS, BP__FAIL, "another address or port"},
	    {FAKE_LIES_USER, BP__FAIL, "another user"},
	    {FAKE_LIES_MISSING, BP__FAIL, "is not in it"},
	};
	struct fake_profile profile = *fake_profile("linux");
	bp_plan *plan = probing_suite("core");
	(void)state;
	profile.tells_owner = true;
	for (size_t i = 0; i < COUNT(rows); i++) {
		fake_configure(&profile);
		fake_lie(rows[i].lie);
		struct probing run = probing_run(plan);
		assert_int_equal(run.status, BP_OK);
		const struct bp__finding *finding =
		    probing_finding(run.report, "kernel-table");
		assert_int_equal(finding->grade, rows[i].grade);
		assert_non_null(strstr(finding->text, rows[i].words));
		assert_true((finding->count > 0) == (rows[i].grade == BP__FAIL));
		bp_report_free(run.report);
	}
	bp_plan_free(plan);
}

static struct bp__outcome *
find(bp_report *report, const char *sockets)
{
	const struct bp__outcome *outcome = bp__report_find(report, BP__TCP, sockets);
	assert_non_null(outcome);
	return &report->outcomes[outcome - report->outcomes];
}

/* A plan of 324 pairs of TCP. */
static bp_plan *
many_pairs(void)
{
	static const char *const kinds[] = {
	    "any4", "loop4", "host4", "any6", "loop6", "host6"};
	static const char *const reuses[] = {"", ",reuseaddr", ",reuseport"};
	static const size_t sides = COUNT(kinds) * COUNT(reuses);
	bp_plan *plan = bp_plan_new();
	for (size_t i = 0; i < sides * sides; i++) {
		struct bp_error error;
		char id[BP__ID_SIZE];
		snprintf(id, sizeof id, "tcp/%s%s/%s%s", kinds[i / sides / COUNT(reuses)],
		    reuses[i / sides % COUNT(reuses)], kinds[i % sides / COUNT(reuses)],
		    reuses[i % COUNT(reuses)]);
		assert_int_equal(bp_plan_add_case(plan, id, &error), BP_OK);
	}
	return plan;
}

/* All of them would be proof: there are as many as there is room for. */
static void
proof_has_an_end(void **state)
{
	struct fake_profile profile = *fake_profile("linux");
	bp_plan *plan = many_pairs();
	(void)state;
	profile.tells_owner = true;
	fake_configure(&profile);
	fake_lie(FAKE_LIES_MISSING);
	struct probing run = probing_run(plan);
	assert_true(run.report->outcome_count > BP__EVIDENCE_MAX);
	assert_int_equal(
	    probing_finding(run.report, "kernel-table")->count, BP__EVIDENCE_MAX);
	bp_report_free(run.report);
	bp_plan_free(plan);
}

/* How kernel-table is graded where the table says that all sockets are this user's. */
static enum bp__grade
grade_of_owner(bp_report *report, long long user)
{
	for (size_t i = 0; i < report->outcome_count; i++) {
		for (size_t k = 0; k < report->outcomes[i].plan.count; k++)
			report->outcomes[i].sockets[k].witness.user = user;
	}
	derive_again(report);
	return probing_finding(report, "kernel-table")->grade;
}

/* Who has a socket is known of root's run, which has another user's sockets too. */
static void
the_owner_in_the_table_is_judged_for_root(void **state)
{
	static const char *const alone[] = {"tcp/any4"};
	struct fake_profile profile = *fake_profile("linux");
	bp_plan *plans[] = {probing_cases(alone, COUNT(alone)), probing_suite("core")};
	(void)state;
	profile.tells_owner = true;
	for (size_t i = 0; i < COUNT(plans); i++) {
		fake_configure(&profile);
		struct probing run = probing_run(plans[i]);
		assert_string_equal(run.report->host.user, "root");
		assert_int_equal(
		    grade_of_owner(run.report, 0), i == 0 ? BP__PASS : BP__FAIL);
		assert_int_equal(grade_of_owner(run.report, 1000), BP__FAIL);
		assert_int_equal(grade_of_owner(run.report, -1), BP__PASS);
		find(run.report, "any4")->sockets[0].witness.user = 1000;
		derive_again(run.report);
		const char *text = probing_finding(run.report, "kernel-table")->text;
		assert_non_null(strstr(text,
		    i == 0
			? "of 1 sockets in the kernel's table 1 are not as they say of "
			  "themselves: one belongs to another user there"
			: " 1 are not as they say of themselves"));
		assert_true(
		    i == 0 || strstr(text, "udp: the kernel's table has") != NULL);
		run.report->host.user = "somebody";
		assert_int_equal(grade_of_owner(run.report, 1000), BP__PASS);
		bp_report_free(run.report);
		bp_plan_free(plans[i]);
	}
}

static void
every_finding_is_seen_to_turn_both_ways(void **state)
{
	(void)state;
	for (size_t i = 0; i < runs[0].report->finding_count; i++) {
		const char *id = runs[0].report->findings[i].id;
		bool passes = false;
		bool does_not = false;
		for (size_t k = 0; k < COUNT(systems); k++) {
			enum bp__grade grade = runs[k].report->findings[i].grade;
			passes = passes || grade == BP__PASS;
			does_not = does_not || grade == BP__WARN || grade == BP__FAIL;
		}
		if (strcmp(id, "steady") == 0)
			does_not = turns_on_an_intruder(id);
		if (strcmp(id, "history-free") == 0) /* of a suite of its own */
			continue;
		if (strcmp(id, "kernel-table") == 0) /* of systems that tell whose */
			continue;
		if (!passes || !does_not)
			fail_msg("%s is never seen %s", id,
			    passes ? "to warn or fail" : "to pass");
	}
}

/* These may rest on no single case: on the host's resolver, or on all cases alike. */
static bool
may_lack_proof(const char *id)
{
	return strcmp(id, "getaddrinfo-order") == 0 ||
	    strcmp(id, "listen-conflict") == 0 || strcmp(id, "steady") == 0 ||
	    strcmp(id, "kernel-table") == 0;
}

static void
findings_have_text_and_proof(void **state)
{
	(void)state;
	for (size_t k = 0; k < COUNT(systems); k++) {
		const bp_report *report = runs[k].report;
		for (size_t i = 0; i < report->finding_count; i++) {
			const struct bp__finding *finding = &report->findings[i];
			bool judged = finding->grade != BP__GRADE_NONE;
			assert_true(strlen(finding->text) > 10);
			assert_null(strchr(finding->text, '\n'));
			assert_null(strstr(finding->text, "(null)"));
			if (judged && finding->count == 0 && !may_lack_proof(finding->id))
				fail_msg(
				    "%s on %s has no proof", finding->id, systems[k]);
			for (size_t n = 0; n < finding->count; n++)
				assert_true(finding->cases[n] < report->outcome_count);
		}
	}
}

/* The proof names cases that were tried, each once. */
static void
proof_is_of_cases_that_were_tried(void **state)
{
	(void)state;
	for (size_t k = 0; k < COUNT(systems); k++) {
		const bp_report *report = runs[k].report;
		for (size_t i = 0; i < report->finding_count; i++) {
			const struct bp__finding *finding = &report->findings[i];
			for (size_t n = 0; n < finding->count; n++) {
				assert_false(bp__outcome_is_absent(
				    &report->outcomes[finding->cases[n]]));
				for (size_t m = 0; m < n; m++)
					assert_int_not_equal(
					    finding->cases[m], finding->cases[n]);
			}
		}
	}
}

/* On FreeBSD 4 the override is proved by the very pair of the OLS paper. */
static void
the_override_is_proved_by_its_pair(void **state)
{
	const bp_report *report = report_of("freebsd4");
	const struct bp__finding *finding = probing_finding(report, "override-same-user");
	(void)state;
	for (int series = BP__TCP; series <= BP__UDP; series += BP__UDP - BP__TCP) {
		const struct bp__outcome *pair = bp__report_find(
		    report, (enum bp__series)series, "any6,v6only=off/any4");
		size_t index = (size_t)(pair - report->outcomes);
		bool named = false;
		for (size_t i = 0; i < finding->count; i++)
			named = named || finding->cases[i] == index;
		assert_true(named);
	}
}

/* Every series of a finding is counted once, and the worst of its grades is the
 * finding's. */
static void
summaries_add_up(void **state)
{
	(void)state;
	for (size_t k = 0; k < COUNT(systems); k++) {
		const bp_report *report = runs[k].report;
		unsigned sum[BP__GRADE_COUNT] = {0};
		assert_int_equal(report->summary_count, BP__SERIES_COUNT);
		for (size_t i = 0; i < report->summary_count; i++) {
			assert_int_equal(report->summaries[i].series, i);
			for (size_t g = 0; g < BP__GRADE_COUNT; g++)
				sum[g] += report->summaries[i].grades[g];
		}
		bool fails = false;
		for (size_t i = 0; i < report->finding_count; i++)
			fails = fails || report->findings[i].grade == BP__FAIL;
		assert_int_equal(fails, sum[BP__FAIL] > 0);
		assert_true(sum[BP__PASS] > 0);
	}
}

static const enum bp__series recipe_series[] = {BP__TCP, BP__UDP};

static void
recipes_do_as_each_system_is_known(void **state)
{
	(void)state;
	for (size_t n = 0; n < COUNT(recipes) * COUNT(systems) * 2; n++) {
		size_t i = n / 2 % COUNT(recipes);
		size_t k = n / 2 / COUNT(recipes);
		const struct bp__recipe_run *recipe =
		    probing_recipe(runs[k].report, recipe_series[n % 2], recipes[i].id);
		if (recipe == NULL)
			fail_msg("no recipe %s", recipes[i].id);
		char seen = verdict_letters[recipe->verdict];
		char known = letter(recipes[i].verdicts, k);
		if (seen != known)
			fail_msg("%s on %s is %c, not %c", recipes[i].id, systems[k],
			    seen, known);
		if (recipe->use_this != (letter(used, k) == (char)('0' + i)))
			fail_msg("%s on %s is%s to be used", recipes[i].id, systems[k],
			    recipe->use_this ? "" : " not");
	}
	assert_int_equal(runs[0].report->recipe_count, 2 * COUNT(recipes));
}

/* A recipe says of a family that it was reached, or why not. */
static void
recipes_say_why_a_family_was_not_reached(void **state)
{
	(void)state;
	for (size_t k = 0; k < COUNT(systems); k++) {
		const bp_report *report = runs[k].report;
		for (size_t i = 0; i < report->recipe_count; i++) {
			const struct bp__recipe_run *recipe = &report->recipes[i];
			assert_int_equal(
			    recipe->reached4, bp__result_is_ok(&recipe->client4));
			assert_int_equal(
			    recipe->reached6, bp__result_is_ok(&recipe->client6));
			assert_true(recipe->step_count > 0);
			size_t standing = 0;
			for (size_t n = 0; n < recipe->step_count; n++)
				standing += bp__result_is_ok(&recipe->steps[n].result);
			assert_true(standing > 0 || recipe->gave_up);
		}
	}
}

/* Where getaddrinfo(3) gives more passive addresses than any system does, the first ones. */
static void
a_walk_has_an_end(void **state)
{
	struct fake_profile profile = *fake_profile("linux");
	(void)state;
	profile.passive[0] = "127.0.0.2";
	profile.passive[1] = "127.0.0.1";
	profile.passive[2] = "::1";
	profile.passive[3] = "::";
	struct probing run = probing_system(&profile, "facts");
	const struct bp__recipe_run *recipe =
	    probing_recipe(run.report, BP__TCP, "walk-v6only");
	assert_int_equal(recipe->step_count, BP__RECIPE_STEPS);
	for (size_t i = 0; i < BP__RECIPE_STEPS; i++)
		assert_int_equal(recipe->steps[i].spec.kind, BP__NUMBER);
	assert_int_equal(recipe->verdict, BP__WORKS);
	bp_report_free(run.report);
}

/* Clients go to addresses, and a server that walks none has none. */
static void
recipes_need_no_resolver(void **state)
{
	bp_plan *plan = probing_suite("facts");
	(void)state;
	fake_configure(fake_profile("linux"));
	fake_fail_function("bp__sys_resolve", fake_code(FAKE_EIO));
	struct probing run = probing_run(plan);
	assert_int_equal(
	    probing_recipe(run.report, BP__TCP, "dual-stack")->verdict, BP__WORKS);
	assert_int_equal(
	    probing_recipe(run.report, BP__TCP, "walk-v6only")->verdict, BP__NOT_JUDGED);
	bp_report_free(run.report);
	bp_plan_free(plan);
}

static void
recipes_tell_the_step_that_failed(void **state)
{
	const struct bp__recipe_run *recipe =
	    probing_recipe(report_of("linux"), BP__TCP, "walk-untouched-fatal");
	char text[BP__RESULT_TEXT];
	(void)state;
	assert_true(recipe->gave_up);
	assert_int_equal(recipe->step_count, 2);
	assert_string_equal(
	    bp__result_format(&recipe->steps[1].result, text, sizeof text),
	    "bind:EADDRINUSE");
	assert_int_equal(recipe->steps[1].spec.kind, BP__ANY6);
	/* The server has exited, and its first socket with it. */
	assert_string_equal(bp__result_format(&recipe->client4, text, sizeof text),
	    "connect:ECONNREFUSED");
	assert_false(recipe->reached4);
}

/* Apache's way: 0.0.0.0 is not opened where :: takes IPv4 too. */
static void
a_covered_wildcard_is_left_out(void **state)
{
	static const struct {
		const char *profile;
		size_t steps;
	} rows[] = {{"linux", 1}, {"linux-v6only", 2}, {"openbsd", 2}, {"darwin", 1},
	    {"lwipv6", 2}, {"noipv6", 2}};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct bp__recipe_run *recipe =
		    probing_recipe(report_of(rows[i].profile), BP__TCP, "any6-then-any4");
		assert_int_equal(recipe->step_count, rows[i].steps);
	}
}

static void
verdicts_tell_what_to_do_on_each_system(void **state)
{
	(void)state;
	assert_int_equal(COUNT(verdicts), COUNT(systems));
	for (size_t i = 0; i < COUNT(verdicts); i++) {
		const char *verdict = report_of(verdicts[i].profile)->verdict;
		assert_non_null(verdict);
		for (size_t k = 0; k < COUNT(verdicts[i].says); k++) {
			if (strstr(verdict, verdicts[i].says[k]) == NULL)
				fail_msg("%s does not say '%s': %s", verdicts[i].profile,
				    verdicts[i].says[k], verdict);
		}
		if (strstr(verdict, verdicts[i].denies) != NULL)
			fail_msg("%s says '%s': %s", verdicts[i].profile,
			    verdicts[i].denies, verdict);
	}
}

/* A system where V6ONLY changes nothing and only one order of the wildcards works. */
static void
the_verdict_names_the_order_that_works(void **state)
{
	struct fake_profile profile = *fake_profile("contrary");
	(void)state;
	profile.rules = fake_profile("freebsd")->rules;
	struct probing run = probing_system(&profile, "core");
	assert_non_null(strstr(run.report->verdict, "bind 0.0.0.0 before ::"));
	assert_int_equal(
	    probing_finding(run.report, "v6only-on-both-orders")->grade, BP__FAIL);
	bp_report_free(run.report);
}

/* What getsockopt(2) says is held against what the socket gets. */
static void
a_default_that_does_not_hold_fails(void **state)
{
	struct fake_profile profile = *fake_profile("contrary");
	(void)state;
	profile.v6only_default = true;
	struct probing run = probing_system(&profile, "core");
	const struct bp__finding *finding = probing_finding(run.report, "v6only-default");
	assert_int_equal(finding->grade, BP__FAIL);
	assert_non_null(strstr(finding->text, "reads back as on"));
	bp_report_free(run.report);
}

/* A system that lets nobody set V6ONLY, as a sandbox may, and has it off. */
static void
the_verdict_leaves_alone_what_cannot_be_set(void **state)
{
	struct fake_profile profile = *fake_profile("linux");
	(void)state;
	profile.refused_options |= 1U << BP__SYS_V6ONLY;
	struct probing run = probing_system(&profile, "core");
	assert_non_null(strstr(run.report->verdict, "Leave IPV6_V6ONLY alone"));
	assert_non_null(strstr(run.report->verdict, "one IPv6 socket"));
	bp_report_free(run.report);
}

/* No system at hand is without any way, so one is made of an outcome. */
static void
the_verdict_admits_that_there_is_no_way(void **state)
{
	struct probing run = probing_system(fake_profile("contrary"), "core");
	struct bp__outcome *dual = find(run.report, "any6,v6only=off");
	struct bp__outcome *bare = find(run.report, "any6");
	(void)state;
	dual->sockets[0].result =
	    (struct bp__result){.call = BP__CALL_V6ONLY, .code = 22, .name = "EINVAL"};
	bare->delivery_count = 0;
	assert_non_null(strstr(bp__derive_verdict(run.report), "No way"));
	bp_report_free(run.report);
}

/* Without the cases it would rest on, nothing is claimed. */
static void
a_few_cases_give_no_verdict(void **state)
{
	static const char *const ids[] = {"tcp/any4", "tcp/any6/any4"};
	bp_plan *plan = probing_cases(ids, COUNT(ids));
	(void)state;
	fake_configure(fake_profile("linux"));
	struct probing run = probing_run(plan);
	assert_int_equal(run.status, BP_OK);
	assert_null(run.report->verdict);
	for (size_t i = 0; i < run.report->finding_count; i++) {
		const struct bp__finding *finding = &run.report->findings[i];
		if (finding->grade != BP__GRADE_NONE && !may_lack_proof(finding->id))
			fail_msg("%s claims: %s", finding->id, finding->text);
	}
	bp_report_free(run.report);
	bp_plan_free(plan);
}

/* A build without IPv6 knows nothing of it; that of a run without the pairs says nothing. */
static void
the_verdict_does_not_know_what_was_not_built(void **state)
{
	static const char *const ids[] = {"tcp/any4", "tcp/any6"};
	bp_plan *plan = probing_cases(ids, COUNT(ids));
	(void)state;
	fake_configure(fake_profile("linux"));
	struct probing run = probing_run(plan);
	assert_null(run.report->verdict);
	find(run.report, "any6")->sockets[0].result =
	    (struct bp__result){.reason = "this build lacks IPv6"};
	assert_string_equal(bp__derive_verdict(run.report),
	    "What IPv6 does on this host is not known (this build lacks IPv6). A server can "
	    "listen on 0.0.0.0.");
	bp_report_free(run.report);
	bp_plan_free(plan);
}

static bool
rests_on(const struct bp__finding *finding, size_t outcome)
{
	for (size_t i = 0; i < finding->count; i++) {
		if (finding->cases[i] == outcome)
			return true;
	}
	return false;
}

/* Where a case that answered otherwise on a second try is left out, no finding passes on
 * what remains; what other cases warn of stays. */
static void
no_finding_passes_without_an_unstable_case(void **state)
{
	struct probing run = probing_system(fake_profile("linux"), "core");
	(void)state;
	for (size_t i = 0; i < run.report->outcome_count; i++) {
		run.report->outcomes[i].unstable = true;
		derive_again(run.report);
		for (size_t k = 0; k < run.report->finding_count; k++) {
			const struct bp__finding *before = &runs[0].report->findings[k];
			const struct bp__finding *finding = &run.report->findings[k];
			if (finding->grade == BP__PASS && before->grade != BP__PASS)
				fail_msg("%s: %s", finding->id, finding->text);
			if (strcmp(finding->id, "steady") == 0) {
				assert_int_equal(finding->count, 1);
				assert_int_equal(finding->cases[0], i);
				continue;
			}
			if (rests_on(finding, i))
				fail_msg("%s rests on it", finding->id);
			if (strcmp(finding->id, "listen-conflict") == 0 &&
			    !rests_on(before, i))
				assert_int_equal(finding->grade, before->grade);
		}
		run.report->outcomes[i].unstable = false;
	}
	bp_report_free(run.report);
}

/* A recipe is judged where a client could have reached it. */
static void
a_recipe_without_a_step_or_a_client_is_not_judged(void **state)
{
	const struct bp__result absent = {.reason = "there is none"};
	(void)state;
	assert_int_equal(bp__judge_recipe(&(struct bp__recipe_run){
			     .step_count = 2, .client4 = absent, .client6 = absent}),
	    BP__NOT_JUDGED);
	assert_int_equal(bp__judge_recipe(&(struct bp__recipe_run){
			     .step_count = 0, .reached4 = true, .reached6 = true}),
	    BP__NOT_JUDGED);
	assert_int_equal(bp__judge_recipe(&(struct bp__recipe_run){
			     .step_count = 1, .client4 = absent, .reached6 = true}),
	    BP__WORKS);
	assert_int_equal(
	    bp__judge_recipe(&(struct bp__recipe_run){.step_count = 1, .reached6 = true}),
	    BP__PARTLY);
	assert_int_equal(
	    bp__judge_recipe(&(struct bp__recipe_run){.step_count = 1}), BP__FAILS);
}

/* One value accepted after bind(2) is enough for a warning. */
static void
a_late_v6only_passes_when_both_values_are_refused(void **state)
{
	static const char *const ids[] = {"any6,late-v6only=on", "any6,late-v6only=off"};
	(void)state;
	for (size_t i = 0; i < COUNT(ids); i++) {
		struct probing run = probing_system(fake_profile("linux"), "facts");
		find(run.report, ids[i])->sockets[0].result =
		    (struct bp__result){.call = BP__CALL_NONE};
		derive_again(run.report);
		assert_int_equal(
		    probing_finding(run.report, "v6only-late")->grade, BP__WARN);
		bp_report_free(run.report);
	}
}

/* Either of the mapped addresses is enough, where the other was not tried. */
static void
a_mapped_address_is_judged_by_itself(void **state)
{
	static const char *const ids[] = {
	    "tcp/mapany,v6only=on", "tcp/maploop,v6only=on"};
	(void)state;
	for (size_t i = 0; i < COUNT(ids); i++) {
		bp_plan *plan = probing_cases(&ids[i], 1);
		fake_configure(fake_profile("linux"));
		struct probing run = probing_run(plan);
		const struct bp__finding *finding =
		    probing_finding(run.report, "mapped-v6only");
		assert_int_equal(finding->grade, BP__PASS);
		assert_string_equal(
		    finding->text, "with V6ONLY on a mapped address is refused: EINVAL");
		bp_report_free(run.report);
		bp_plan_free(plan);
	}
}

/* And the worse of the two counts. */
static void
the_worse_mapped_address_is_told(void **state)
{
	static const char *const ids[] = {"mapany,v6only=on", "maploop,v6only=on"};
	const bp_report *contrary = report_of("contrary");
	const char *fails = probing_finding(contrary, "mapped-v6only")->text;
	(void)state;
	for (size_t i = 0; i < COUNT(ids); i++) {
		struct probing run = probing_system(fake_profile("contrary"), "core");
		struct bp__outcome *outcome = find(run.report, ids[i]);
		outcome->sockets[0].result = (struct bp__result){
		    .call = BP__CALL_BIND, .code = 22, .name = "EINVAL"};
		outcome->delivery_count = 0;
		derive_again(run.report);
		const struct bp__finding *finding =
		    probing_finding(run.report, "mapped-v6only");
		assert_int_equal(finding->grade, BP__FAIL);
		assert_string_equal(finding->text, fails);
		bp_report_free(run.report);
	}
}

/* Each pair counts: where one that is refused without an option stands as it does with
 * SO_REUSEPORT, the finding fails. */
static void
every_closer_pair_is_looked_at(void **state)
{
	static const char *const pairs[][2] = {
	    {"any4/loop4", "any4,reuseport/loop4,reuseport"},
	    {"any6,v6only=off/loop4", "any6,v6only=off,reuseport/loop4,reuseport"},
	    {"any6/loop6", "any6,reuseport/loop6,reuseport"},
	    {"any4/host4", "any4,reuseport/host4,reuseport"},
	    {"any6/host6", "any6,reuseport/host6,reuseport"},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(pairs); i++) {
		struct probing run = probing_system(fake_profile("linux"), "core");
		struct bp__outcome *refused = find(run.report, pairs[i][0]);
		const struct bp__case plan = refused->plan;
		*refused = *find(run.report, pairs[i][1]);
		refused->plan = plan;
		derive_again(run.report);
		const struct bp__finding *finding =
		    probing_finding(run.report, "closer-same-user");
		if (finding->grade != BP__FAIL)
			fail_msg("%s is not looked at", pairs[i][0]);
		bp_report_free(run.report);
	}
}

/* Asked to bind and listen only, the probe claims nothing of who gets traffic. */
static void
without_delivery_nothing_is_said_of_it(void **state)
{
	static const char *const ids[] = {"v6only-off-honoured", "v6only-on-honoured",
	    "override-same-user", "closer-same-user"};
	const struct bp_settings settings = {
	    .port = PROBING_PORT, .findings = true, .no_delivery = true};
	bp_plan *plan = probing_suite("core");
	bp_report *report;
	struct bp_error error;
	(void)state;
	fake_configure(fake_profile("freebsd4"));
	assert_int_equal(bp_probe(plan, &settings, NULL, &report, &error), BP_OK);
	assert_int_equal(report->recipe_count, 0);
	for (size_t i = 0; i < COUNT(ids); i++) {
		const struct bp__finding *finding = probing_finding(report, ids[i]);
		if (finding->grade != BP__GRADE_NONE)
			fail_msg("%s: %s", ids[i], finding->text);
	}
	assert_string_equal(
	    probing_finding(report, "ipv6-available")->text, "a socket on :: stands");
	bp_report_free(report);
	bp_plan_free(plan);
}

/* Whether the finding rests on a case of two sockets that stand, where only traffic tells. */
static bool
rests_on_two_that_stand(const bp_report *report, const struct bp__finding *finding)
{
	for (size_t i = 0; i < finding->count; i++) {
		const struct bp__outcome *outcome = &report->outcomes[finding->cases[i]];
		if (outcome->plan.count == 2 && bp__outcome_stands(outcome))
			return true;
	}
	return false;
}

/* Checks that a report of a host where no traffic was seen claims nothing of it. */
static void
check_claims(const bp_report *report, const char *what)
{
	static const char *const ids[] = {"v6only-off-honoured", "v6only-on-honoured",
	    "v6only-on-both-orders", "override-same-user", "override-other-user",
	    "closer-same-user", "closer-other-user"};
	for (size_t i = 0; i < COUNT(ids); i++) {
		const struct bp__finding *finding = probing_finding(report, ids[i]);
		if (finding->grade != BP__GRADE_NONE &&
		    (i < 2 || rests_on_two_that_stand(report, finding)))
			fail_msg("%s: %s: %s", what, ids[i], finding->text);
	}
	for (size_t i = 0; i < report->recipe_count; i++) {
		const struct bp__recipe_run *recipe = &report->recipes[i];
		if (recipe->use_this ||
		    (!recipe->gave_up && recipe->verdict != BP__NOT_JUDGED))
			fail_msg("%s: %s %s", what, recipe->id,
			    bp__verdict_name(recipe->verdict));
	}
	if (strstr(report->verdict, "No server") == NULL &&
	    strstr(report->verdict, "could not be judged") == NULL)
		fail_msg("%s: %s", what, report->verdict);
}

static void
nothing_is_claimed_of_traffic_that_is_denied(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(systems); i++) {
		bp_plan *plan = probing_suite("core");
		fake_configure(fake_profile(systems[i]));
		fake_fail_function("bp__sys_connect", fake_code(FAKE_EPERM));
		struct probing run = probing_run(plan);
		if (run.status != BP_OK)
			fail_msg("%s: %s", systems[i], run.error.text);
		check_claims(run.report, systems[i]);
		assert_non_null(strstr(run.report->verdict, "connect:EPERM"));
		bp_report_free(run.report);
		bp_plan_free(plan);
	}
}

/* A firewall that drops, and one that refuses for whoever listens. */
static void
nothing_is_claimed_of_traffic_that_a_firewall_stops(void **state)
{
	static const struct {
		enum fake_error answer;
		const char *words;
	} ways[] = {
	    {FAKE_OK, "no answer within"},
	    {FAKE_ECONNREFUSED, "where a socket stands"},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(systems) * COUNT(ways); i++) {
		struct fake_profile profile = *fake_profile(systems[i / COUNT(ways)]);
		profile.filtered = "46";
		profile.tcp_refusal = ways[i % COUNT(ways)].answer;
		profile.udp_refusal = ways[i % COUNT(ways)].answer;
		struct probing run = probing_system(&profile, "core");
		assert_int_equal(run.status, BP_OK);
		check_claims(run.report, profile.name);
		if (strstr(run.report->verdict, ways[i % COUNT(ways)].words) == NULL)
			fail_msg("%s: %s", profile.name, run.report->verdict);
		if (strcmp(profile.name, "linux") == 0)
			assert_non_null(strstr(run.report->verdict, "Set IPV6_V6ONLY"));
		bp_report_free(run.report);
	}
}

/* Where one family is stopped, the other is judged still. */
static void
one_family_that_is_stopped_leaves_the_other(void **state)
{
	struct fake_profile profile = *fake_profile("linux");
	(void)state;
	profile.filtered = "6";
	struct probing run = probing_system(&profile, "core");
	const bp_report *report = run.report;
	assert_int_equal(probing_finding(report, "v6only-on-honoured")->grade, BP__PASS);
	assert_int_equal(probing_finding(report, "override-same-user")->grade, BP__WARN);
	assert_int_equal(
	    probing_finding(report, "v6only-on-both-orders")->grade, BP__GRADE_NONE);
	assert_non_null(strstr(report->verdict, "IPv6 delivery could not be judged"));
	assert_null(strstr(report->verdict, "IPv4 delivery"));
	for (size_t i = 0; i < report->recipe_count; i++)
		assert_true(report->recipes[i].gave_up ||
		    report->recipes[i].verdict == BP__NOT_JUDGED);
	bp_report_free(run.report);
}

/* What becomes of all that is sent to one socket alone. */
static void
lose_deliveries(struct bp__outcome *outcome, const struct bp__result *nobody)
{
	for (size_t i = 0; i < outcome->delivery_count; i++) {
		memset(outcome->deliveries[i].by, 0, sizeof outcome->deliveries[i].by);
		outcome->deliveries[i].nobody = *nobody;
	}
}

/* Where the host has no address of either family, both orders may stand and nothing is said
 * of who gets what; the same where nothing was sent. */
static void
both_orders_are_not_judged_without_traffic(void **state)
{
	static const struct bp__result no_address = {
	    .call = BP__CALL_BIND, .code = 99, .name = "EADDRNOTAVAIL"};
	static const struct bp__result denied = {
	    .call = BP__CALL_CONNECT, .code = 1, .name = "EPERM"};
	static const char *const plain[] = {"any4", "any6"};
	static const char *const pairs[] = {"any4/any6,v6only=on", "any6,v6only=on/any4"};
	struct probing run = probing_system(fake_profile("linux"), "core");
	(void)state;
	for (size_t i = 0; i < COUNT(plain); i++)
		lose_deliveries(find(run.report, plain[i]), &no_address);
	derive_again(run.report);
	const struct bp__finding *finding =
	    probing_finding(run.report, "v6only-on-both-orders");
	assert_int_equal(3 * finding->count, /* tcp-late and udp */
	    2 * probing_finding(report_of("linux"), "v6only-on-both-orders")->count);
	finding = probing_finding(run.report, "ipv6-available");
	assert_string_equal(finding->text,
	    "tcp: a socket on :: stands, but no IPv6 address leads to it; "
	    "udp: a socket on :: stands");
	lose_deliveries(find(run.report, "any6"), &denied);
	derive_again(run.report);
	finding = probing_finding(run.report, "ipv6-available");
	assert_non_null(strstr(finding->text,
	    "a socket on :: stands; IPv6 delivery could not be judged: connect:EPERM"));
	for (size_t i = 0; i < COUNT(plain); i++) {
		lose_deliveries(find(run.report, pairs[i]), &no_address);
		find(run.report, plain[i])->delivery_count = 0;
		find(run.report, plain[i])->deliveries = NULL;
	}
	derive_again(run.report);
	finding = probing_finding(run.report, "v6only-on-both-orders");
	assert_int_equal(finding->grade, BP__GRADE_NONE);
	assert_non_null(strstr(finding->text, "nothing was sent"));
	bp_report_free(run.report);
}

/* Where one delivery that both sockets are bound for was not seen, whichever it is, it is not
 * said that nothing is taken. */
static void
each_unseen_delivery_leaves_a_takeover_open(void **state)
{
	static const char *const ids[] = {"tcp/any6,v6only=off,reuseport",
	    "tcp/any6,v6only=off,reuseport/any4,reuseport"};
	static const struct bp__result denied = {
	    .call = BP__CALL_CONNECT, .code = 1, .name = "EPERM"};
	bp_plan *plan = probing_cases(ids, COUNT(ids));
	(void)state;
	fake_configure(fake_profile("darwin"));
	struct probing run = probing_run(plan);
	struct bp__outcome *both = find(run.report, ids[1] + strlen("tcp/"));
	const struct bp__finding *finding =
	    probing_finding(run.report, "override-same-user");
	assert_string_equal(finding->text, "traffic is taken with SO_REUSEPORT");
	for (size_t i = 0; i < both->delivery_count; i++) {
		both->deliveries[i].by[0] += both->deliveries[i].by[1];
		both->deliveries[i].by[1] = 0;
	}
	size_t open = 0;
	for (size_t i = 0; i < both->delivery_count; i++) {
		struct bp__delivery *delivery = &both->deliveries[i];
		const struct bp__delivery before = *delivery;
		derive_again(run.report);
		finding = probing_finding(run.report, "override-same-user");
		assert_string_equal(finding->text, "no traffic is taken");
		delivery->by[0] = 0;
		delivery->nobody = denied;
		derive_again(run.report);
		finding = probing_finding(run.report, "override-same-user");
		open += finding->grade == BP__GRADE_NONE;
		*delivery = before;
	}
	assert_int_equal(
	    open, 3); /* 127.0.0.1, the host's IPv4 address, ::ffff:127.0.0.1 */
	bp_report_free(run.report);
	bp_plan_free(plan);
}

/* One client that is denied does not make a socket one that gets nothing. */
static void
a_single_denial_is_not_a_verdict(void **state)
{
	struct probing run = probing_system(fake_profile("linux"), "core");
	struct bp__outcome *off = find(run.report, "any6,v6only=off");
	(void)state;
	for (size_t i = 0; i < off->delivery_count; i++) {
		struct bp__delivery *delivery = &off->deliveries[i];
		if (!bp__is_of_family(run.report, delivery, BP__INET))
			continue;
		memset(delivery->by, 0, sizeof delivery->by);
		delivery->nobody = (struct bp__result){
		    .call = BP__CALL_CONNECT, .code = 1, .name = "EPERM"};
	}
	derive_again(run.report);
	const struct bp__finding *finding =
	    probing_finding(run.report, "v6only-off-honoured");
	assert_int_equal(finding->grade, BP__GRADE_NONE);
	assert_string_equal(
	    finding->text, "IPv4 delivery could not be judged: connect:EPERM");
	bp_report_free(run.report);
}

/* One target for each of so many deliveries, all of IPv4, of which nobody got one. */
struct unseen {
	struct bp__target targets[3];
	struct bp__delivery deliveries[3];
	bp_report report;
	struct bp__outcome outcome;
};

static void
set_unseen(struct unseen *unseen, const struct bp__result *nobody, size_t count)
{
	*unseen = (struct unseen){
	    .report.targets = unseen->targets,
	    .report.target_count = count,
	    .outcome.deliveries = unseen->deliveries,
	    .outcome.delivery_count = count,
	};
	for (size_t i = 0; i < count; i++) {
		unseen->targets[i].address = bp__address_of("127.0.0.1");
		unseen->deliveries[i] =
		    (struct bp__delivery){.target = i, .tries = 1, .nobody = nobody[i]};
	}
}

/* An error says more than silence or a refusal, the last one most, and a longer silence more
 * than a shorter one. */
static void
the_most_telling_of_what_was_not_seen_is_told(void **state)
{
	static const struct bp__result denied = {
	    .call = BP__CALL_CONNECT, .code = 1, .name = "EPERM"};
	static const struct bp__result unreachable = {
	    .call = BP__CALL_CONNECT, .code = 113, .name = "EHOSTUNREACH"};
	static const struct bp__result refused = {
	    .call = BP__CALL_CONNECT, .code = 111, .name = "ECONNREFUSED"};
	static const struct bp__result silence[] = {
	    {.call = BP__CALL_WAIT, .code = 200, .name = "TIMEOUT"},
	    {.call = BP__CALL_WAIT, .code = 500, .name = "TIMEOUT"},
	};
	const struct {
		struct bp__result nobody[3];
		const char *why;
	} rows[] = {
	    {{denied, unreachable, refused}, "connect:EHOSTUNREACH"},
	    {{refused, unreachable, denied}, "connect:EPERM"},
	    {{silence[0], silence[1], denied}, "connect:EPERM"},
	    {{silence[0], silence[1], silence[0]},
		"no answer within 500 ms (wait:TIMEOUT) where a socket stands"},
	    {{silence[1], silence[0], refused},
		"no answer within 500 ms (wait:TIMEOUT) where a socket stands"},
	    {{denied, silence[1], silence[0]}, "connect:EPERM"},
	    {{refused, refused, refused},
		"refused (connect:ECONNREFUSED) where a socket stands"},
	};
	static struct unseen unseen;
	char why[BP__UNSEEN_TEXT];
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		set_unseen(&unseen, rows[i].nobody, 3);
		bp__why_unseen(&unseen.report, &unseen.outcome, BP__INET, why);
		assert_string_equal(why, rows[i].why);
		bp__why_unseen(&unseen.report, &unseen.outcome, BP__INET6, why);
		assert_string_equal(why, "there is no address to send to");
	}
}

/* Nothing that was sent found an address to come from; of what was not sent nothing is
 * known. */
static void
a_host_lacks_addresses_where_no_client_had_one(void **state)
{
	static const struct bp__result none = {
	    .call = BP__CALL_BIND, .code = 99, .name = "EADDRNOTAVAIL"};
	static const struct bp__result taken = {
	    .call = BP__CALL_BIND, .code = 98, .name = "EADDRINUSE"};
	const struct {
		size_t count;
		struct bp__result nobody[2];
		bool lacks;
	} rows[] = {
	    {0, {none}, false},
	    {1, {none}, true},
	    {1, {taken}, false},
	    {2, {none, none}, true},
	    {2, {none, taken}, false},
	};
	static struct unseen unseen;
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		set_unseen(&unseen, rows[i].nobody, rows[i].count);
		assert_int_equal(
		    bp__lacks_addresses(&unseen.report, &unseen.outcome, BP__INET),
		    rows[i].lacks);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(tables_have_a_letter_for_every_system),
	    cmocka_unit_test(findings_are_graded_as_each_system_is_known),
	    cmocka_unit_test(no_finding_is_left_out_of_the_table),
	    cmocka_unit_test(the_table_of_sockets_is_a_second_witness),
	    cmocka_unit_test(the_owner_in_the_table_is_judged_for_root),
	    cmocka_unit_test(proof_has_an_end),
	    cmocka_unit_test(every_finding_is_seen_to_turn_both_ways),
	    cmocka_unit_test(history_is_judged_by_the_pair_without_it),
	    cmocka_unit_test(findings_have_text_and_proof),
	    cmocka_unit_test(proof_is_of_cases_that_were_tried),
	    cmocka_unit_test(the_override_is_proved_by_its_pair),
	    cmocka_unit_test(summaries_add_up),
	    cmocka_unit_test(recipes_do_as_each_system_is_known),
	    cmocka_unit_test(recipes_say_why_a_family_was_not_reached),
	    cmocka_unit_test(a_walk_has_an_end),
	    cmocka_unit_test(recipes_need_no_resolver),
	    cmocka_unit_test(recipes_tell_the_step_that_failed),
	    cmocka_unit_test(a_covered_wildcard_is_left_out),
	    cmocka_unit_test(verdicts_tell_what_to_do_on_each_system),
	    cmocka_unit_test(the_verdict_names_the_order_that_works),
	    cmocka_unit_test(a_default_that_does_not_hold_fails),
	    cmocka_unit_test(a_recipe_without_a_step_or_a_client_is_not_judged),
	    cmocka_unit_test(a_late_v6only_passes_when_both_values_are_refused),
	    cmocka_unit_test(a_mapped_address_is_judged_by_itself),
	    cmocka_unit_test(the_worse_mapped_address_is_told),
	    cmocka_unit_test(every_closer_pair_is_looked_at),
	    cmocka_unit_test(the_verdict_leaves_alone_what_cannot_be_set),
	    cmocka_unit_test(the_verdict_admits_that_there_is_no_way),
	    cmocka_unit_test(a_few_cases_give_no_verdict),
	    cmocka_unit_test(the_verdict_does_not_know_what_was_not_built),
	    cmocka_unit_test(no_finding_passes_without_an_unstable_case),
	    cmocka_unit_test(without_delivery_nothing_is_said_of_it),
	    cmocka_unit_test(nothing_is_claimed_of_traffic_that_is_denied),
	    cmocka_unit_test(nothing_is_claimed_of_traffic_that_a_firewall_stops),
	    cmocka_unit_test(one_family_that_is_stopped_leaves_the_other),
	    cmocka_unit_test(a_single_denial_is_not_a_verdict),
	    cmocka_unit_test(both_orders_are_not_judged_without_traffic),
	    cmocka_unit_test(each_unseen_delivery_leaves_a_takeover_open),
	    cmocka_unit_test(the_most_telling_of_what_was_not_seen_is_told),
	    cmocka_unit_test(a_host_lacks_addresses_where_no_client_had_one),
	};
	return cmocka_run_group_tests(tests, run_all_systems, free_all_runs);
}
