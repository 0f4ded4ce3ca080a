/* Reads a report with Jansson: its cases one by one, or all of it at once where something is
 * wrong and has to be told. */
#include <config.h>

#include "analyse/answers.h"
#include "analyse/index.h"
#include "analyse/pieces.h"
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

/* A case as it was read. */
struct read_case {
	const char *id;
	uint32_t answer; /* the number of its answer, of a sweep */
};

struct bp__document {
	char *name;
	const struct bp__limits *limits;
	struct bp__arena arena; /* of the cases */
	struct read_case *cases;
	size_t count;
	struct bp__index
	    index; /* the number of each case by its id: the first that has it */
	struct bp__answers answers; /* of a sweep */
	bp_report *report;
};

/* What a report is read from. */
struct source {
	struct bp__pieces pieces; /* unless it is read as a whole */
	json_t *root; /* without the cases, or whole */
	struct bp__value top;
	struct bp__value cases;
	bool whole;
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

/* Whether it may be JSON, and keeps to the limits. */
static enum bp_status
look_over(const struct bp__document *document, const struct content *content,
    struct bp_error *error)
{
	struct bp__excess excess;
	const char *other = known_other(content);
	if (other != NULL)
		return bp__fail(error, BP_CANNOT_READ, "%.200s: no report: it is %s",
		    document->name, other);
	if (!bp__scan(content->text, content->size, document->limits, &excess))
		return bp__fail(error, BP_CANNOT_READ,
		    "%.200s:%zu:%zu: %s %zu, which no report is", document->name,
		    excess.line, excess.column, excess.what, excess.limit);
	return BP_OK;
}

/* Opens the text as pieces, or as a whole where it has none. */
static enum bp_status
open_pieces(struct source *source, const char *name, const struct content *content,
    struct bp_error *error)
{
	size_t mark = has_mark(content) ? sizeof byte_order_mark - 1 : 0;
	if (bp__pieces_find(
		content->text + mark, content->size - mark, &source->pieces) != BP_OK)
		return out_of_memory(error);
	source->whole = source->pieces.start == 0;
	source->root = bp__pieces_parse_frame(&source->pieces);
	return source->root != NULL
	    ? BP_OK
	    : bp__fail(error, BP_CANNOT_READ, "%.200s: no JSON", name);
}

static enum bp_status
open_whole(struct source *source, const char *name, const struct content *content,
    struct bp_error *error)
{
	json_error_t wrong;
	size_t mark = has_mark(content) ? sizeof byte_order_mark - 1 : 0;
	source->whole = true;
	source->root = json_loadb(
	    content->text + mark, content->size - mark, JSON_REJECT_DUPLICATES, &wrong);
	return source->root == NULL ? refuse_text(name, &wrong, error) : BP_OK;
}

static void
close_source(struct source *source)
{
	json_decref(source->root);
	bp__pieces_free(&source->pieces);
}

static void
stop_reading(struct bp__reading *reading)
{
	reading->failed = true;
	out_of_memory(reading->error);
}

/* How many cases there are; room is made for them. */
static size_t
count_cases(
    struct bp__reading *reading, struct bp__document *document, struct source *source)
{
	bp_report *report = document->report;
	size_t most = report->sweep ? reading->limits->cases : BP__KEPT_MAX;
	size_t count = source->pieces.count;
	if (source->whole)
		count = bp__value_count(reading, &source->cases, most);
	else if (count > most)
		bp__value_refuse(reading, &source->cases, "fewer");
	if (reading->failed)
		return 0;
	document->cases =
	    bp__arena_array(&document->arena, count + 1, sizeof *document->cases);
	if (document->cases == NULL) {
		stop_reading(reading);
		return 0;
	}
	if (!report->sweep)
		report->outcomes =
		    bp__read_array(reading, count, sizeof *report->outcomes);
	return count;
}

/* Adds the case under its id; only in a report of cases that were picked may the same come
 * twice. */
static void
add_case(struct bp__reading *reading, struct bp__document *document,
    const struct bp__value *value, const char *id, uint32_t answer)
{
	char expected[64];
	size_t length = strlen(id);
	uint32_t first;
	bool known = bp__index_find(&document->index, id, length, &first);
	if (known && !document->report->picked) {
		struct bp__value twin = bp__value_at(value, "id");
		snprintf(expected, sizeof expected,
		    "an id of its own, which is not that of cases[%u]", (unsigned)first);
		bp__value_refuse(reading, &twin, expected);
		return;
	}
	struct read_case *added = &document->cases[document->count];
	added->id = bp__arena_string(&document->arena, id);
	added->answer = answer;
	if (known ||
	    (!document->arena.failed &&
		bp__index_add(
		    &document->index, added->id, length, (uint32_t)document->count))) {
		document->count++;
		return;
	}
	stop_reading(reading);
}

/* Whether the same is told of the sockets of both when they answer alike. */
static bool
is_told_alike(const struct bp__case *a, const struct bp__case *b)
{
	if (a->series != b->series || a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++) {
		if (bp__spec_family(&a->sockets[i]) != bp__spec_family(&b->sockets[i]))
			return false;
	}
	return true;
}

/* Takes the case from its text alone, where the like of it was read before. */
static bool
recognise(struct bp__reading *reading, struct bp__document *document,
    const struct bp__value *value, const struct bp__told *told)
{
	bp_report *report = document->report;
	struct bp__case plan;
	uint32_t number;
	if (!bp__read_id_text(told->id, &plan) ||
	    !bp__answers_find(&document->answers, told, plan.count, &number))
		return false;
	if (!report->sweep) {
		struct bp__outcome *outcome = &report->outcomes[report->outcome_count];
		if (!is_told_alike(&report->outcomes[number].plan, &plan))
			return false;
		*outcome = report->outcomes[number];
		outcome->plan = plan;
		report->outcome_count++;
	}
	add_case(reading, document, value, told->id, number);
	return true;
}

/* Reads a case of a sweep; returns the number of its answer. */
static uint32_t
read_answer(struct bp__reading *reading, struct bp__document *document,
    const struct bp__value *value, struct bp__case *plan)
{
	struct bp__value id = bp__value_need(reading, value, "id");
	struct bp__answer answer;
	uint32_t number = 0;
	bp__read_id(reading, &id, plan);
	bp__answers_read(
	    reading, value, plan->count, document->report->target_count, &answer);
	if (!reading->failed && !bp__answers_add(&document->answers, &answer, &number))
		stop_reading(reading);
	return number;
}

/* Reads a case of a report that keeps its outcomes; returns its number. */
static uint32_t
read_outcome(struct bp__reading *reading, struct bp__document *document,
    const struct bp__value *value, struct bp__case *plan)
{
	bp_report *report = document->report;
	struct bp__outcome *outcome = &report->outcomes[report->outcome_count++];
	bp__read_case(reading, value, report, outcome);
	*plan = outcome->plan;
	return (uint32_t)report->outcome_count - 1;
}

/* Reads a case as JSON. The rest of its text, if there is any, is known from then on. */
static void
read_parsed(struct bp__reading *reading, struct bp__document *document,
    const struct bp__value *value, const struct bp__told *told)
{
	struct bp__case plan = {.count = 0};
	struct bp__value id = bp__value_at(value, "id");
	struct bp__value calls = bp__value_at(value, "calls");
	uint32_t number = document->report->sweep
	    ? read_answer(reading, document, value, &plan)
	    : read_outcome(reading, document, value, &plan);
	document->report->has_calls |= bp__value_is_there(&calls);
	if (reading->failed)
		return;
	if (told != NULL &&
	    !bp__answers_know(&document->answers, told, plan.count, number)) {
		stop_reading(reading);
		return;
	}
	add_case(reading, document, value, bp__value_text(reading, &id), number);
}

/* Reads case i, from its piece or the whole. */
static void
read_case(struct bp__reading *reading, struct bp__document *document,
    struct source *source, size_t i)
{
	struct bp__value value = {.in = &source->cases, .index = i};
	const struct bp__piece *piece = source->whole ? NULL : &source->pieces.all[i];
	struct bp__told told;
	bool split = piece != NULL &&
	    bp__told_split(source->pieces.text + piece->start, piece->length, &told);
	if (split && recognise(reading, document, &value, &told))
		return;
	json_t *json = piece != NULL ? bp__pieces_parse(&source->pieces, i)
				     : json_incref(json_array_get(source->cases.json, i));
	value.json = json;
	read_parsed(reading, document, &value, split ? &told : NULL);
	json_decref(json);
}

static void
read_cases(
    struct bp__reading *reading, struct bp__document *document, struct source *source)
{
	struct bp__arena *kept = reading->arena;
	size_t count = count_cases(reading, document, source);
	if (document->report->sweep)
		reading->arena = &document->arena;
	for (size_t i = 0; i < count && !reading->failed; i++)
		read_case(reading, document, source, i);
	reading->arena = kept;
}

/* Everything that the JSON says. */
static enum bp_status
read_report(struct bp__document *document, struct source *source, struct bp_error *error)
{
	bp_report *report = document->report;
	struct bp__reading reading = {
	    .name = document->name,
	    .limits = document->limits,
	    .arena = &report->arena,
	    .error = error,
	};
	source->top.json = source->root;
	bp__read_begin(&reading, &source->top, report);
	source->cases = bp__value_need(&reading, &source->top, "cases");
	read_cases(&reading, document, source);
	bp__read_end(&reading, &source->top, document->count, report);
	bp__read_findings(&reading, &source->top, document, report);
	if (report->arena.failed || document->arena.failed)
		return out_of_memory(error);
	bp__report_choose_view(report, document->count);
	return reading.failed ? error->status : BP_OK;
}

/* How a source is opened. */
typedef enum bp_status
open_source(struct source *source, const char *name, const struct content *content,
    struct bp_error *error);

static enum bp_status
read_content(struct bp__document *document, const struct content *content,
    open_source *opened, struct bp_error *error)
{
	struct source source = {.root = NULL};
	enum bp_status status = BP_NO_MEMORY;
	document->report = calloc(1, sizeof *document->report);
	if (document->report == NULL)
		return out_of_memory(error);
	status = opened(&source, document->name, content, error);
	if (status == BP_OK)
		status = read_report(document, &source, error);
	close_source(&source);
	return status;
}

/* Forgets what was read. */
static void
empty(struct bp__document *document)
{
	bp__index_free(&document->index);
	bp__answers_free(&document->answers);
	bp__arena_free(&document->arena);
	bp_report_free(document->report);
	document->report = NULL;
	document->cases = NULL;
	document->count = 0;
}

/* Piece by piece it is told only that something is wrong: what, and where in the file, is found
 * by reading it as a whole. */
static enum bp_status
read_document(
    struct bp__document *document, const struct content *content, struct bp_error *error)
{
	enum bp_status status = look_over(document, content, error);
	if (status != BP_OK)
		return status;
	status = read_content(document, content, open_pieces, error);
	if (status != BP_CANNOT_READ)
		return status;
	empty(document);
	return read_content(document, content, open_whole, error);
}

enum bp_status
bp__document_read(FILE *stream, const char *name, const struct bp__limits *limits,
    struct bp__document **document, struct bp_error *error)
{
	struct content content = {.text = NULL};
	enum bp_status status = BP_NO_MEMORY;
	struct bp__document *read = calloc(1, sizeof *read);
	if (read != NULL)
		read->name = malloc(strlen(name) + 1);
	if (read == NULL || read->name == NULL) {
		out_of_memory(error);
	} else {
		memcpy(read->name, name, strlen(name) + 1);
		read->limits = limits;
		status = load(stream, name, limits->bytes, &content, error);
		if (status == BP_OK)
			status = read_document(read, &content, error);
		free(content.text);
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
	return document->count;
}

const char *
bp__document_id(const struct bp__document *document, size_t i)
{
	return document->cases[i].id;
}

bool
bp__document_find(const struct bp__document *document, const char *id, size_t *i)
{
	uint32_t number = 0;
	bool found = bp__index_find(&document->index, id, strlen(id), &number);
	*i = number;
	return found;
}

enum bp_status
bp__document_outcome(struct bp__document *document, size_t i, struct bp__arena *arena,
    struct bp__outcome *outcome)
{
	const struct read_case *c = &document->cases[i];
	struct bp__case plan;
	struct bp_error error;
	if (!document->report->sweep) {
		*outcome = document->report->outcomes[i];
		return BP_OK;
	}
	if (bp__case_parse(c->id, &plan, &error) == BP_OK)
		bp__answers_outcome(
		    &document->answers.all[c->answer], &plan, arena, outcome);
	return arena->failed ? BP_NO_MEMORY : BP_OK;
}

void
bp__document_free(struct bp__document *document)
{
	if (document == NULL)
		return;
	empty(document);
	free(document->name);
	free(document);
}
