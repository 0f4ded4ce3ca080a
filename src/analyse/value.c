/* Reads the values of a JSON document, as Jansson has them. */
#include <config.h>

#include "analyse/value.h"

#include <jansson.h>

#include <stdio.h>
#include <string.h>

enum {
	PATH_SIZE = 160,
	FOUND_SIZE = 64,
	SHOWN_MAX = 40, /* bytes of a string that is shown */
};

/* Adds to the text what fits of the word, in printable ASCII. */
static void
add_clean(char *text, size_t size, const char *word, size_t length)
{
	size_t used = strlen(text);
	for (size_t i = 0; i < length && used + 1 < size; i++) {
		unsigned char byte = (unsigned char)word[i];
		text[used++] = byte >= 0x20 && byte < 0x7f ? (char)byte : '?';
	}
	text[used] = '\0';
}

/* The way to the value, as cases[12].sockets[0].result. */
static void
write_path(const struct bp__value *value, char *path, size_t size)
{
	char step[32];
	if (value->in == NULL)
		return;
	write_path(value->in, path, size);
	if (value->key == NULL) {
		snprintf(step, sizeof step, "[%zu]", value->index);
		add_clean(path, size, step, strlen(step));
		return;
	}
	add_clean(path, size, ".", path[0] != '\0');
	add_clean(path, size, value->key, strlen(value->key));
}

/* What the value is, in a few words. */
static void
describe(const json_t *json, char *text, size_t size)
{
	text[0] = '\0';
	if (json_is_object(json))
		snprintf(text, size, "an object");
	else if (json_is_array(json))
		snprintf(text, size, "an array of %zu", json_array_size(json));
	else if (json_is_integer(json))
		snprintf(text, size, "%lld", (long long)json_integer_value(json));
	else if (json_is_real(json))
		snprintf(text, size, "%g", json_real_value(json));
	else if (json_is_boolean(json))
		snprintf(text, size, "%s", json_is_true(json) ? "true" : "false");
	else if (json_is_null(json))
		snprintf(text, size, "null");
	else {
		size_t length = json_string_length(json);
		add_clean(text, size, "\"", 1);
		add_clean(text, size, json_string_value(json),
		    length < SHOWN_MAX ? length : SHOWN_MAX);
		add_clean(text, size, length <= SHOWN_MAX ? "\"" : "...\"",
		    length <= SHOWN_MAX ? 1 : 4);
	}
}

void
bp__value_refuse(
    struct bp__reading *reading, const struct bp__value *value, const char *expected)
{
	char path[PATH_SIZE] = "";
	char found[FOUND_SIZE];
	if (reading->failed)
		return;
	reading->failed = true;
	write_path(value, path, sizeof path);
	describe(value->json, found, sizeof found);
	if (path[0] == '\0')
		snprintf(path, sizeof path, "the report");
	if (value->json == NULL)
		bp__fail(reading->error, BP_CANNOT_READ, "%.200s: %s is missing",
		    reading->name, path);
	else
		bp__fail(reading->error, BP_CANNOT_READ, "%.200s: %s is %s, expected %s",
		    reading->name, path, found, expected);
}

struct bp__value
bp__value_at(const struct bp__value *object, const char *key)
{
	return (struct bp__value){
	    .in = object, .key = key, .json = json_object_get(object->json, key)};
}

struct bp__value
bp__value_need(
    struct bp__reading *reading, const struct bp__value *object, const char *key)
{
	struct bp__value value = bp__value_at(object, key);
	if (object->json != NULL && !json_is_object((const json_t *)object->json))
		bp__value_refuse(reading, object, "an object");
	else if (value.json == NULL)
		bp__value_refuse(reading, &value, "");
	return value;
}

bool
bp__value_is_null(const struct bp__value *value)
{
	return json_is_null((const json_t *)value->json);
}

size_t
bp__value_count(struct bp__reading *reading, const struct bp__value *array, size_t limit)
{
	char expected[48];
	if (!json_is_array((const json_t *)array->json)) {
		bp__value_refuse(reading, array, "an array");
		return 0;
	}
	size_t count = json_array_size(array->json);
	if (count <= limit)
		return count;
	snprintf(expected, sizeof expected, "%zu at most", limit);
	bp__value_refuse(reading, array, expected);
	return 0;
}

struct bp__value
bp__value_element(const struct bp__value *array, size_t i)
{
	return (struct bp__value){
	    .in = array, .index = i, .json = json_array_get(array->json, i)};
}

void
bp__value_each(struct bp__reading *reading, const struct bp__value *object, size_t limit,
    bp__value_visit *visit, void *context)
{
	char expected[48];
	/* Iterating takes a pointer that is not const, and changes nothing. */
	json_t *json = (json_t *)object->json;
	if (!json_is_object(json)) {
		bp__value_refuse(reading, object, "an object");
		return;
	}
	if (json_object_size(json) > limit) {
		snprintf(expected, sizeof expected, "%zu members at most", limit);
		bp__value_refuse(reading, object, expected);
	}
	for (void *at = json_object_iter(json); at != NULL && !reading->failed;
	     at = json_object_iter_next(json, at)) {
		struct bp__value member = {
		    .in = object,
		    .key = json_object_iter_key(at),
		    .json = json_object_iter_value(at),
		};
		visit(reading, &member, context);
	}
}

const char *
bp__value_text(struct bp__reading *reading, const struct bp__value *value)
{
	char expected[48];
	const json_t *json = value->json;
	if (!json_is_string(json)) {
		bp__value_refuse(reading, value, "a string");
		return "";
	}
	if (json_string_length(json) <= reading->limits->text)
		return json_string_value(json);
	snprintf(expected, sizeof expected, "%zu bytes at most", reading->limits->text);
	bp__value_refuse(reading, value, expected);
	return "";
}

/* The bytes of U+FFFD in UTF-8, and the one that stands for them. */
static const char replacement[] = "\xef\xbf\xbd";
static const char no_character = '\xff';

const char *
bp__value_copy(struct bp__reading *reading, const struct bp__value *value)
{
	const size_t width = sizeof replacement - 1;
	const char *text = bp__value_text(reading, value);
	const char *found = strstr(text, replacement);
	if (found == NULL)
		return bp__arena_string(reading->arena, text);
	char *copy = bp__arena_array(reading->arena, strlen(text) + 1, 1);
	size_t used = 0;
	if (copy == NULL)
		return "";
	for (; found != NULL; found = strstr(text, replacement)) {
		memcpy(copy + used, text, (size_t)(found - text));
		used += (size_t)(found - text);
		copy[used++] = no_character;
		text = found + width;
	}
	memcpy(copy + used, text, strlen(text) + 1);
	return copy;
}

bool
bp__value_flag(struct bp__reading *reading, const struct bp__value *value)
{
	const json_t *json = value->json;
	if (!json_is_boolean(json))
		bp__value_refuse(reading, value, "true or false");
	return json_is_true(json);
}

long long
bp__value_number(struct bp__reading *reading, const struct bp__value *value,
    long long least, long long most)
{
	char expected[80];
	const json_t *json = value->json;
	if (json_is_integer(json) && json_integer_value(json) >= least &&
	    json_integer_value(json) <= most)
		return json_integer_value(json);
	snprintf(
	    expected, sizeof expected, "a whole number from %lld to %lld", least, most);
	bp__value_refuse(reading, value, expected);
	return least;
}
