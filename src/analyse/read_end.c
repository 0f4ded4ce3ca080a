/* Reads what stands behind the cases: rules, recipes, findings. */
#include <config.h>

#include "analyse/behaves.h"
#include "analyse/read_parts.h"
#include "analyse/rules.h"

#include <stdint.h>
#include <string.h>

enum {
	FINDINGS_MAX = 10000,
	SYSTEMS_MAX = 1000,
};

static const char *
copy(struct bp__reading *reading, const struct bp__value *object, const char *key)
{
	struct bp__value value = bp__value_need(reading, object, key);
	return bp__value_copy(reading, &value);
}

static bool
flag(struct bp__reading *reading, const struct bp__value *object, const char *key)
{
	struct bp__value value = bp__value_need(reading, object, key);
	return bp__value_flag(reading, &value);
}

static size_t
count(struct bp__reading *reading, const struct bp__value *object, const char *key)
{
	struct bp__value value = bp__value_need(reading, object, key);
	return (size_t)bp__value_number(reading, &value, 0, INT32_MAX);
}

/* The number of the word that the key has in a list of them. */
static int
choice(struct bp__reading *reading, const struct bp__value *object, const char *key,
    const char *(*word)(int i), int n)
{
	struct bp__value value = bp__value_need(reading, object, key);
	const char *text = bp__value_text(reading, &value);
	for (int i = 0; i < n; i++) {
		if (strcmp(word(i), text) == 0)
			return i;
	}
	bp__value_refuse(reading, &value, word(0));
	return 0;
}

static const char *
verdict_name(int i)
{
	return bp__verdict_name((enum bp__verdict)i);
}

static const char *
grade_name(int i)
{
	return bp__grade_name((enum bp__grade)i);
}

static void
read_absences(struct bp__reading *reading, const struct bp__value *top, bp_report *report)
{
	struct bp__value array = bp__value_need(reading, top, "absent");
	size_t n = bp__value_count(reading, &array, reading->limits->cases);
	report->absences = bp__read_array(reading, n, sizeof *report->absences);
	for (size_t i = 0; i < n && !reading->failed; i++) {
		struct bp__value absence = bp__value_element(&array, i);
		report->absences[i].reason = copy(reading, &absence, "reason");
		report->absences[i].cases = count(reading, &absence, "cases");
		report->absence_count = i + 1;
	}
}

static void
read_sweep(struct bp__reading *reading, const struct bp__value *top, size_t cases,
    bp_report *report)
{
	report->planned = cases;
	report->done = cases;
	if (!report->sweep)
		return;
	struct bp__value done = bp__value_need(reading, top, "done");
	report->planned = count(reading, top, "planned");
	if ((size_t)bp__value_number(reading, &done, 0, INT32_MAX) != cases)
		bp__value_refuse(reading, &done, "the number of cases");
	report->stopped = flag(reading, top, "stopped");
	read_absences(reading, top, report);
}

/* The unit is the key that the counts of the rules have. */
static void
read_rule_list(struct bp__reading *reading, const struct bp__value *value,
    const char *unit, struct bp__rule_list *list)
{
	struct bp__value rules = bp__value_need(reading, value, "rules");
	size_t n = bp__value_count(reading, &rules, reading->limits->values);
	list->title = copy(reading, value, "title");
	list->unit = unit;
	list->wrong = count(reading, value, "wrong");
	list->rules = bp__read_array(reading, n, sizeof *list->rules);
	for (size_t i = 0; i < n && !reading->failed; i++) {
		struct bp__value rule = bp__value_element(&rules, i);
		list->rules[i] = (struct bp__rule){
		    .text = copy(reading, &rule, "text"),
		    .result = copy(reading, &rule, "result"),
		    .count = count(reading, &rule, unit),
		};
		list->count = i + 1;
	}
}

/* Two lists, or three with that of the receivers. */
static void
read_lists(
    struct bp__reading *reading, const struct bp__value *array, struct bp__rules *rules)
{
	size_t n = bp__value_count(reading, array, 3);
	struct bp__value first = bp__value_element(array, 0);
	struct bp__value second = bp__value_element(array, 1);
	struct bp__value delivery = bp__value_element(array, 2);
	read_rule_list(reading, &first, "cases", &rules->first);
	read_rule_list(reading, &second, "cases", &rules->second);
	if (n > 2)
		read_rule_list(reading, &delivery, "deliveries", &rules->delivery);
}

static void
read_rules(struct bp__reading *reading, const struct bp__value *top, bp_report *report)
{
	struct bp__value array = bp__value_at(top, "rules");
	struct bp__rules *rules;
	if (!bp__value_is_there(&array))
		return;
	struct bp__value v6only = bp__value_need(reading, top, "v6only_default");
	report->v6only_default = BP__UNKNOWN;
	if (!bp__value_is_null(&v6only))
		report->v6only_default = bp__value_flag(reading, &v6only);
	rules = bp__read_array(reading, 1, sizeof *rules);
	if (rules == NULL)
		return;
	read_lists(reading, &array, rules);
	report->rules = rules;
}

static void
read_model(struct bp__reading *reading, const struct bp__value *value,
    struct bp__behaves_model *model)
{
	struct bp__value total = bp__value_need(reading, value, "total");
	struct bp__value evidence = bp__value_need(reading, value, "evidence");
	const char *letter = bp__value_text(reading, &evidence);
	model->name = copy(reading, value, "model");
	model->source = copy(reading, value, "source");
	model->explained = count(reading, value, "explained");
	model->total = (size_t)bp__value_number(reading, &total, 1, INT32_MAX);
	model->evidence = letter[0];
	if (letter[0] == '\0' || strchr("MSDR", letter[0]) == NULL || letter[1] != '\0')
		bp__value_refuse(reading, &evidence, "M, S, D or R");
	if (!reading->failed && model->explained > model->total)
		bp__value_refuse(reading, &total, "what is explained, or more");
}

static void
read_behaves(struct bp__reading *reading, const struct bp__value *top, bp_report *report)
{
	struct bp__value array = bp__value_at(top, "behaves");
	struct bp__value deviating = bp__value_at(top, "deviating");
	struct bp__behaves *behaves = bp__read_array(reading, 1, sizeof *behaves);
	if (!bp__value_is_there(&array) || behaves == NULL)
		return;
	behaves->count = bp__value_count(reading, &array, BP__MODELS);
	for (size_t i = 0; i < behaves->count && !reading->failed; i++) {
		struct bp__value model = bp__value_element(&array, i);
		read_model(reading, &model, &behaves->models[i]);
	}
	if (bp__value_is_there(&deviating))
		read_lists(reading, &deviating, &behaves->deviating);
	report->behaves = behaves;
}

/* Whether a client reached the recipe over a family, and if not, how that showed. */
static bool
read_reached(struct bp__reading *reading, const struct bp__value *value, const char *key,
    const struct bp__result_keys *keys, struct bp__result *client)
{
	struct bp__value nobody = bp__value_at(value, keys->text);
	if (bp__value_is_there(&nobody))
		bp__read_result(reading, value, keys, client);
	return flag(reading, value, key);
}

static void
read_step(struct bp__reading *reading, const struct bp__value *value,
    enum bp__series series, struct bp__recipe_step *step)
{
	struct bp__value id = bp__value_need(reading, value, "case");
	struct bp__case c;
	bp__read_id(reading, &id, &c);
	if (c.count != 1 || c.series != series)
		bp__value_refuse(reading, &id, "one socket in the recipe's series");
	step->spec = c.sockets[0];
	bp__read_result(reading, value, &bp__usual_keys, &step->result);
}

static void
read_recipe(struct bp__reading *reading, const struct bp__value *value,
    struct bp__recipe_run *recipe)
{
	static const struct bp__result_keys ipv4 = {
	    "ipv4_nobody", "ipv4_code", "ipv4_reason"};
	static const struct bp__result_keys ipv6 = {
	    "ipv6_nobody", "ipv6_code", "ipv6_reason"};
	struct bp__value series = bp__value_need(reading, value, "series");
	struct bp__value steps = bp__value_need(reading, value, "steps");
	recipe->id = copy(reading, value, "id");
	recipe->text = copy(reading, value, "text");
	recipe->users = copy(reading, value, "users");
	recipe->series = bp__read_series(reading, &series);
	recipe->step_count = bp__value_count(reading, &steps, BP__RECIPE_STEPS);
	for (size_t i = 0; i < recipe->step_count && !reading->failed; i++) {
		struct bp__value step = bp__value_element(&steps, i);
		read_step(reading, &step, recipe->series, &recipe->steps[i]);
	}
	recipe->gave_up = flag(reading, value, "gave_up");
	recipe->reached4 = read_reached(reading, value, "ipv4", &ipv4, &recipe->client4);
	recipe->reached6 = read_reached(reading, value, "ipv6", &ipv6, &recipe->client6);
	recipe->verdict = (enum bp__verdict)choice(
	    reading, value, "verdict", verdict_name, BP__VERDICT_COUNT);
	recipe->use_this = flag(reading, value, "use");
}

static void
read_recipes(struct bp__reading *reading, const struct bp__value *top, bp_report *report)
{
	struct bp__value array = bp__value_need(reading, top, "recipes");
	size_t n = bp__value_count(reading, &array, reading->limits->values);
	report->recipes = bp__read_array(reading, n, sizeof *report->recipes);
	for (size_t i = 0; i < n && !reading->failed; i++) {
		struct bp__value recipe = bp__value_element(&array, i);
		read_recipe(reading, &recipe, &report->recipes[i]);
		report->recipe_count = i + 1;
	}
}

static void
read_summaries(
    struct bp__reading *reading, const struct bp__value *top, bp_report *report)
{
	static const char *const keys[] = {
	    [BP__PASS] = "pass",
	    [BP__WARN] = "warn",
	    [BP__FAIL] = "fail",
	    [BP__GRADE_NONE] = "na",
	};
	struct bp__value array = bp__value_need(reading, top, "summary");
	size_t n = bp__value_count(reading, &array, BP__SERIES_COUNT);
	for (size_t i = 0; i < n && !reading->failed; i++) {
		struct bp__value value = bp__value_element(&array, i);
		struct bp__value series = bp__value_need(reading, &value, "series");
		struct bp__summary *summary = &report->summaries[i];
		summary->series = bp__read_series(reading, &series);
		for (size_t k = 0; k < BP__GRADE_COUNT; k++) {
			struct bp__value findings =
			    bp__value_need(reading, &value, keys[k]);
			summary->grades[k] = (unsigned)bp__value_number(
			    reading, &findings, 0, FINDINGS_MAX);
		}
		report->summary_count = i + 1;
	}
}

/* An array of texts; *count is how many there are. */
static const char **
read_texts(struct bp__reading *reading, const struct bp__value *object, const char *key,
    size_t limit, size_t *count)
{
	struct bp__value array = bp__value_need(reading, object, key);
	size_t n = bp__value_count(reading, &array, limit);
	const char **texts = bp__read_array(reading, n, sizeof *texts);
	for (size_t i = 0; i < n && !reading->failed; i++) {
		struct bp__value text = bp__value_element(&array, i);
		texts[i] = bp__value_copy(reading, &text);
		*count = i + 1;
	}
	return texts;
}

static void
read_nearest(
    struct bp__reading *reading, const struct bp__value *top, struct bp__nearest *nearest)
{
	struct bp__value value = bp__value_at(top, "nearest");
	if (!bp__value_is_there(&value))
		return;
	struct bp__value compared = bp__value_need(reading, &value, "compared");
	nearest->compared = (size_t)bp__value_number(reading, &compared, 0, BP__KEPT_MAX);
	nearest->names =
	    read_texts(reading, &value, "systems", SYSTEMS_MAX, &nearest->name_count);
	nearest->differing = read_texts(
	    reading, &value, "differing", nearest->compared, &nearest->differing_count);
}

void
bp__read_end(struct bp__reading *reading, const struct bp__value *top, size_t cases,
    bp_report *report)
{
	struct bp__value verdict = bp__value_at(top, "verdict");
	read_sweep(reading, top, cases, report);
	read_rules(reading, top, report);
	read_behaves(reading, top, report);
	if (bp__value_is_there(&verdict))
		report->verdict = bp__value_copy(reading, &verdict);
	read_nearest(reading, top, &report->nearest);
	read_recipes(reading, top, report);
	read_summaries(reading, top, report);
}

static void
read_finding(struct bp__reading *reading, const struct bp__value *value,
    const struct bp__document *document, struct bp__finding *finding)
{
	struct bp__value cases = bp__value_need(reading, value, "cases");
	size_t n = bp__value_count(reading, &cases, reading->limits->cases);
	finding->id = copy(reading, value, "id");
	finding->text = copy(reading, value, "text");
	finding->grade =
	    (enum bp__grade)choice(reading, value, "status", grade_name, BP__GRADE_COUNT);
	finding->cases = bp__read_array(reading, n, sizeof *finding->cases);
	for (size_t i = 0; i < n && !reading->failed; i++) {
		struct bp__value id = bp__value_element(&cases, i);
		if (!bp__document_find(
			document, bp__value_text(reading, &id), &finding->cases[i]))
			bp__value_refuse(reading, &id, "the id of a case of the report");
		finding->count = i + 1;
	}
}

void
bp__read_findings(struct bp__reading *reading, const struct bp__value *top,
    const struct bp__document *document, bp_report *report)
{
	struct bp__value array = bp__value_need(reading, top, "findings");
	size_t n = bp__value_count(reading, &array, report->sweep ? 0 : FINDINGS_MAX);
	report->findings = bp__read_array(reading, n, sizeof *report->findings);
	for (size_t i = 0; i < n && !reading->failed; i++) {
		struct bp__value finding = bp__value_element(&array, i);
		read_finding(reading, &finding, document, &report->findings[i]);
		report->finding_count = i + 1;
	}
	report->judged = report->finding_count > 0;
}
