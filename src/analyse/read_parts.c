/* Reads the words of a report: addresses, ids, results. */
#include <config.h>

#include "analyse/read_parts.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum {
	NAME_MAX_LENGTH = 40, /* of an error's name */
	WORD_MAX = 63, /* of a word that is written with others */
};

void *
bp__read_array(struct bp__reading *reading, size_t count, size_t size)
{
	if (reading->failed)
		return NULL;
	void *array = bp__arena_array(reading->arena, count + 1, size);
	if (array == NULL) {
		reading->failed = true;
		bp__fail(reading->error, BP_NO_MEMORY, "out of memory");
	}
	return array;
}

void
bp__read_address(struct bp__reading *reading, const struct bp__value *value,
    struct bp__address *address)
{
	const char *text = bp__value_copy(reading, value);
	char number[BP__ADDRESS_TEXT];
	size_t length = strcspn(text, "%");
	size_t zone = strlen(text + length);
	snprintf(number, sizeof number, "%.*s",
	    (int)(length < sizeof number ? length : sizeof number), text);
	if (!bp__address_parse(number, address) || zone == 1 || zone > BP__ZONE_SIZE ||
	    (zone > 0 && address->family != BP__INET6)) {
		bp__value_refuse(reading, value, "an address");
		*address = (struct bp__address){.family = BP__FAMILY_NONE};
		return;
	}
	if (zone > 0)
		memcpy(address->zone, text + length + 1, zone);
}

const char *
bp__read_words(struct bp__reading *reading, const struct bp__value *array)
{
	size_t count = bp__value_count(reading, array, reading->limits->values);
	size_t size = 1;
	size_t used = 0;
	for (size_t i = 0; i < count && !reading->failed; i++) {
		struct bp__value word = bp__value_element(array, i);
		size_t length = strlen(bp__value_text(reading, &word));
		if (length == 0 || length > WORD_MAX ||
		    strchr(bp__value_text(reading, &word), ' ') != NULL)
			bp__value_refuse(reading, &word, "a word");
		size += length + 1;
	}
	char *text = bp__read_array(reading, size, 1);
	for (size_t i = 0; text != NULL && i < count; i++) {
		struct bp__value word = bp__value_element(array, i);
		used += (size_t)snprintf(text + used, size - used, "%s%s",
		    i == 0 ? "" : " ", bp__value_copy(reading, &word));
	}
	return text == NULL ? "" : text;
}

bool
bp__read_id_text(const char *id, struct bp__case *c)
{
	char usual[BP__ID_SIZE];
	struct bp_error error;
	return bp__case_parse(id, c, &error) == BP_OK &&
	    strcmp(bp__case_format(c, usual, sizeof usual), id) == 0;
}

void
bp__read_id(
    struct bp__reading *reading, const struct bp__value *value, struct bp__case *c)
{
	char usual[BP__ID_SIZE];
	char expected[BP_ERROR_SIZE + 32];
	struct bp_error error;
	const char *id = bp__value_text(reading, value);
	*c = (struct bp__case){.count = 1, .sockets = {{.kind = BP__ANY4}}};
	if (reading->failed)
		return;
	if (bp__case_parse(id, c, &error) != BP_OK) {
		bp__value_refuse(reading, value,
		    "the id of a case, as 'bindprobe list' "
		    "shows, that this version knows");
	} else if (strcmp(bp__case_format(c, usual, sizeof usual), id) != 0) {
		snprintf(
		    expected, sizeof expected, "\"%.200s\", as it is written", usual);
		bp__value_refuse(reading, value, expected);
	}
}

enum bp__series
bp__read_series(struct bp__reading *reading, const struct bp__value *value)
{
	const char *name = bp__value_text(reading, value);
	for (int i = 0; i < BP__SERIES_COUNT; i++) {
		if (strcmp(bp__series_name((enum bp__series)i), name) == 0)
			return (enum bp__series)i;
	}
	bp__value_refuse(reading, value, "a series, as tcp or udp");
	return BP__TCP;
}

/* The call of which the text begins with the name and a colon; BP__CALL_NONE. */
static enum bp__call
find_call(const char *text, size_t length)
{
	for (int i = BP__CALL_NONE + 1; i < BP__CALL_COUNT; i++) {
		const char *name = bp__call_name((enum bp__call)i);
		if (strlen(name) == length && memcmp(name, text, length) == 0)
			return (enum bp__call)i;
	}
	return BP__CALL_NONE;
}

static bool
is_error_name(const char *name)
{
	static const char allowed[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
	size_t length = strlen(name);
	return length > 0 && length <= NAME_MAX_LENGTH && strspn(name, allowed) == length;
}

void
bp__read_result_text(
    struct bp__reading *reading, const struct bp__value *value, struct bp__result *result)
{
	const char *text = bp__value_text(reading, value);
	size_t length = strcspn(text, ":");
	*result = (struct bp__result){.call = BP__CALL_NONE};
	if (strcmp(text, "ok") == 0)
		return;
	if (strcmp(text, "n/a") == 0) {
		result->reason = "not told";
		return;
	}
	enum bp__call call = find_call(text, length);
	if (text[length] == '\0' || call == BP__CALL_NONE ||
	    !is_error_name(text + length + 1)) {
		bp__value_refuse(reading, value,
		    "ok, n/a, or a call and an error, as bind:EADDRINUSE");
		return;
	}
	result->call = call;
	result->name = bp__arena_string(reading->arena, text + length + 1);
}

const struct bp__result_keys bp__usual_keys = {"result", "code", "reason"};

void
bp__read_result(struct bp__reading *reading, const struct bp__value *object,
    const struct bp__result_keys *keys, struct bp__result *result)
{
	struct bp__value text = bp__value_need(reading, object, keys->text);
	bp__read_result_text(reading, &text, result);
	if (bp__result_is_ok(result))
		return;
	struct bp__value why = bp__value_need(
	    reading, object, result->reason != NULL ? keys->reason : keys->code);
	if (result->reason != NULL)
		result->reason = bp__value_copy(reading, &why);
	else
		result->code = (int)bp__value_number(reading, &why, INT32_MIN, INT32_MAX);
}
