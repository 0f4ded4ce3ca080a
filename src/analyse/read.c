/* Reads a whole report with Jansson. */
#include <config.h>

#include "analyse/read.h"
#include "analyse/read_parts.h"
#include "analyse/scan.h"
#include "analyse/value.h"

#include <jansson.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct bp__limits bp__ordinary_limits = {
    .bytes = 64UL << 20,
    .depth = 64,
    .values = 4000000,
    .cases = 200000,
    .text = 65536,
};

struct bp__document {
	char *name;
	const struct bp__limits *limits;
	json_t *root;
	json_t *index; /* the number of each case by its id: the first that has it */
	struct bp__value top;
	struct bp__value cases;
	bp_report *report;
};

const char *
bp_reader(void)
{
	return "Jansson " JANSSON_VERSION;
}

static enum bp_status
out_of_memory(struct bp_error *error)
{
	return bp__fail(error, BP_NO_MEMORY, "out of memory");
}

/* The text of a file. */
struct content {
	char *text;
	size_t size;
};

enum {
	FIRST_ROOM = 65536,
};

/* Reads to the end of the stream, or one byte more than there may be. */
static enum bp_status
load(FILE *stream, const char *name, size_t most, struct content *content,
    struct bp_error *error)
{
	size_t room = 0;
	do {
		room = room == 0 ? FIRST_ROOM : 2 * room;
		room = room > most ? most + 1 : room;
		char *larger = realloc(content->text, room);
		if (larger == NULL)
			return out_of_memory(error);
		content->text = larger;
		content->size +=
		    fread(content->text + content->size, 1, room - content->size, stream);
	} while (content->size == room && room <= most);
	if (ferror(stream) != 0)
		return bp__fail(
		    error, BP_CANNOT_READ, "%.200s: it cannot be read in full", name);
	if (content->size > most)
		return bp__fail(error, BP_CANNOT_READ,
		    "%.200s: larger than %zu MiB, which no report is", name, most >> 20);
	return BP_OK;
}

/* What a file is that is no JSON by its first bytes, as some shells write it; or NULL. */
static const char *
known_other(const struct content *content)
{
	static const struct {
		const char *bytes;
		size_t length;
		const char *what;
	} others[] = {
	    {"\xff\xfe", 2, "UTF-16 text; write it as UTF-8"},
	    {"\xfe\xff", 2, "UTF-16 text; write it as UTF-8"},
	    {"\x1f\x8b", 2, "compressed by gzip; unpack it first"},
	    {"\xfd"
	     "7zXZ",
		5, "compressed by xz; unpack it first"},
	    {"bindprobe ", 10,
		"a report in text, which is for people; write it with -f json"},
	};
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		if (content->size >= others[i].length &&
		    memcmp(content->text, others[i].bytes, others[i].length) == 0)
			return others[i].what;
	}
	return content->size == 0 ? "empty" : NULL;
}

/* What is wrong with text that is no JSON. */
static enum bp_status
refuse_text(const char *name, const json_error_t *wrong, struct bp_error *error)
{
	char text[JSON_ERROR_TEXT_LENGTH];
	size_t i = 0;
	if (json_error_code(wrong) == json_error_out_of_memory)
		return out_of_memory(error);
	if (json_error_code(wrong) == json_error_premature_end_of_input)
		return bp__fail(error, BP_CANNOT_READ,
		    "%.200s:%d:%d: it ends in the middle of the report", name,
		    wrong->line, wrong->column);
	for (; wrong->text[i] != '\0'; i++)
		text[i] = wrong->text[i] >= 0x20 && wrong->text[i] < 0x7f ? wrong->text[i]
									  : '?';
	text[i] = '\0';
	return bp__fail(error, BP_CANNOT_READ,
	    "%.200s:%d:%d: no report in JSON, as bindprobe -f json writes it: %.160s",
	    name, wrong->line, wrong->column, text);
}

/* Some editors write it before UTF-8 too; RFC 8259 section 8.1 lets a reader pass it over. */
static const char byte_order_mark[] = "\xef\xbb\xbf";

static bool
has_mark(const struct content *content)
{
	const size_t length = sizeof byte_order_mark - 1;
	return content->size >= length &&
	    memcmp(content->text, byte_order_mark, length) == 0;
}

static enum bp_status
parse(
    struct bp__document *document, const struct content *content, struct bp_error *error)
{
	struct bp__excess excess;
	json_error_t wrong;
	const char *other = known_other(content);
	if (other != NULL)
		return bp__fail(error, BP_CANNOT_READ, "%.200s: no report: it is %s",
		    document->name, other);
	if (!bp__scan(content->text, content->size, document->limits, &excess))
		return bp__fail(error, BP_CANNOT_READ,
		    "%.200s:%zu:%zu: %s %zu, which no report is", document->name,
		    excess.line, excess.column, excess.what, excess.limit);
	size_t mark = has_mark(content) ? sizeof byte_order_mark - 1 : 0;
	document->root = json_loadb(
	    content->text + mark, content->size - mark, JSON_REJECT_DUPLICATES, &wrong);
	document->top.json = document->root;
	return document->root == NULL ? refuse_text(document->name, &wrong, error)
				      : BP_OK;
}

/* Numbers the case by its id; only in a report of cases that were picked may the same come
 * twice. */
static void
add_to_index(struct bp__reading *reading, struct bp__document *document,
    const struct bp__value *value, size_t i)
{
	char expected[64];
	struct bp__value id = bp__value_at(value, "id");
	const char *text = bp__value_text(reading, &id);
	const json_t *known = json_object_get(document->index, text);
	if (known != NULL && !document->report->picked) {
		snprintf(expected, sizeof expected,
		    "an id of its own, which is not that of cases[%d]",
		    (int)json_integer_value(known));
		bp__value_refuse(reading, &id, expected);
	}
	if (known != NULL || reading->failed)
		return;
	if (json_object_set_new(document->index, text, json_integer((json_int_t)i)) == 0)
		return;
	reading->failed = true;
	out_of_memory(reading->error);
}

/* Checks every case; the outcomes are kept unless it is a sweep. */
static void
read_cases(struct bp__reading *reading, struct bp__document *document)
{
	bp_report *report = document->report;
	struct bp__arena *kept = reading->arena;
	struct bp__arena scratch = {.blocks = NULL};
	struct bp__outcome one;
	size_t most = report->sweep ? reading->limits->cases : BP__KEPT_MAX;
	size_t count = bp__value_count(reading, &document->cases, most);
	if (!report->sweep)
		report->outcomes =
		    bp__read_array(reading, count, sizeof *report->outcomes);
	reading->arena = report->sweep ? &scratch : kept;
	for (size_t i = 0; i < count && !reading->failed; i++) {
		struct bp__value value = bp__value_element(&document->cases, i);
		struct bp__value calls = bp__value_at(&value, "calls");
		bp__read_case(
		    reading, &value, report, report->sweep ? &one : &report->outcomes[i]);
		add_to_index(reading, document, &value, i);
		report->outcome_count = report->sweep ? 0 : i + 1;
		report->has_calls = report->has_calls || bp__value_is_there(&calls);
		bp__arena_reset(&scratch);
	}
	reading->arena = kept;
	kept->failed = kept->failed || scratch.failed;
	bp__arena_free(&scratch);
}

/* Everything that the JSON says. */
static enum bp_status
read_report(struct bp__document *document, struct bp_error *error)
{
	bp_report *report = document->report;
	struct bp__reading reading = {
	    .name = document->name,
	    .limits = document->limits,
	    .arena = &report->arena,
	    .error = error,
	};
	bp__read_begin(&reading, &document->top, report);
	document->cases = bp__value_need(&reading, &document->top, "cases");
	read_cases(&reading, document);
	bp__read_end(&reading, &document->top, report);
	bp__read_findings(&reading, &document->top, document, report);
	if (report->arena.failed)
		return out_of_memory(error);
	bp__report_choose_view(report, bp__document_count(document));
	return reading.failed ? error->status : BP_OK;
}

enum bp_status
bp__document_read(FILE *stream, const char *name, const struct bp__limits *limits,
    struct bp__document **document, struct bp_error *error)
{
	struct content content = {.text = NULL};
	enum bp_status status = BP_NO_MEMORY;
	struct bp__document *read = calloc(1, sizeof *read);
	if (read != NULL) {
		read->limits = limits;
		read->name = malloc(strlen(name) + 1);
		read->index = json_object();
		read->report = calloc(1, sizeof *read->report);
	}
	if (read == NULL || read->name == NULL || read->index == NULL ||
	    read->report == NULL) {
		out_of_memory(error);
	} else {
		memcpy(read->name, name, strlen(name) + 1);
		status = load(stream, name, limits->bytes, &content, error);
		if (status == BP_OK)
			status = parse(read, &content, error);
		free(content.text);
		if (status == BP_OK)
			status = read_report(read, error);
	}
	if (status == BP_OK)
		*document = read;
	else
		bp__document_free(read);
	return status;
}

bp_report *
bp__document_report(struct bp__document *document)
{
	return document->report;
}

bp_report *
bp__document_take(struct bp__document *document)
{
	bp_report *report = document->report;
	document->report = NULL;
	return report;
}

size_t
bp__document_count(const struct bp__document *document)
{
	return json_array_size(document->cases.json);
}

const char *
bp__document_id(const struct bp__document *document, size_t i)
{
	return json_string_value(
	    json_object_get(json_array_get(document->cases.json, i), "id"));
}

bool
bp__document_find(const struct bp__document *document, const char *id, size_t *i)
{
	const json_t *found = json_object_get(document->index, id);
	*i = (size_t)json_integer_value(found);
	return found != NULL;
}

enum bp_status
bp__document_outcome(struct bp__document *document, size_t i, struct bp__arena *arena,
    struct bp__outcome *outcome)
{
	struct bp_error error;
	struct bp__reading reading = {
	    .name = document->name,
	    .limits = document->limits,
	    .arena = arena,
	    .error = &error,
	};
	struct bp__value value = bp__value_element(&document->cases, i);
	if (!document->report->sweep) {
		*outcome = document->report->outcomes[i];
		return BP_OK;
	}
	bp__read_case(&reading, &value, document->report, outcome);
	return reading.failed || arena->failed ? BP_NO_MEMORY : BP_OK;
}

void
bp__document_free(struct bp__document *document)
{
	if (document == NULL)
		return;
	json_decref(document->root);
	json_decref(document->index);
	bp_report_free(document->report);
	free(document->name);
	free(document);
}
