/* Moves the process into networks of its own, and keeps what reports tell of them. */
#include <config.h>

#include "probe/isolate.h"

#include <stdlib.h>
#include <string.h>

#include "model/case.h"

/* Adds a change; one to the same setting takes the place of that before. */
static enum bp_status
add_change(bp_isolation *isolation, const struct bp__setting_row *row, const char *value,
    struct bp_error *error)
{
	size_t i = 0;
	while (i < isolation->change_count && isolation->changes[i].row != row)
		i++;
	if (i == BP__CHANGES_MAX)
		return bp__fail(error, BP_BAD_USAGE, "%zu settings are too many", i + 1);
	isolation->changes[i] = (struct bp__sys_change){
	    .row = row,
	    .value = bp__arena_string(&isolation->arena, value),
	};
	if (i == isolation->change_count)
		isolation->change_count++;
	return BP_OK;
}

/* Reads "NAME=VALUE". A part of a name may be that of several settings. */
static enum bp_status
read_change(bp_isolation *isolation, const char *word, struct bp_error *error)
{
	const struct bp__setting_row *row;
	size_t length = strcspn(word, "=");
	size_t found = 0;
	enum bp_status status = BP_OK;
	if (word[length] == '\0')
		return bp__fail(error, BP_BAD_USAGE,
		    "'%.80s' sets nothing; valid is NAME=VALUE, as net.ipv6.bindv6only=1",
		    word);
	for (size_t i = 0; status == BP_OK && (row = bp__setting_row(i)) != NULL; i++) {
		char value[BP__SETTING_VALUE];
		if (!bp__setting_is_named(row, word, length))
			continue;
		found++;
		status = bp__setting_value(row, word + length + 1, value, error);
		if (status == BP_OK)
			status = add_change(isolation, row, value, error);
	}
	return found == 0 ? bp__setting_unknown(word, length, error) : status;
}

enum bp_status
bp__isolation_new(const char *const *settings, size_t count, bp_isolation **isolation,
    struct bp_error *error)
{
	bp_isolation *result = calloc(1, sizeof *result);
	if (result == NULL)
		return bp__fail(error, BP_NO_MEMORY, "out of memory");
	result->home = bp__sys_home_new();
	enum bp_status status =
	    result->home == NULL ? bp__fail(error, BP_NO_MEMORY, "out of memory") : BP_OK;
	for (size_t i = 0; status == BP_OK && i < count; i++)
		status = read_change(result, settings[i], error);
	if (status == BP_OK)
		*isolation = result;
	else
		bp_isolation_free(result);
	return status;
}

static void
tell_changes(bp_isolation *isolation)
{
	struct bp__isolation *told = &isolation->told;
	told->changes = bp__arena_array(
	    &isolation->arena, isolation->change_count + 1, sizeof *told->changes);
	told->change_count = 0;
	for (size_t i = 0; told->changes != NULL && i < isolation->change_count; i++)
		told->changes[told->change_count++] = (struct bp__setting){
		    .name = isolation->changes[i].row->name,
		    .value = isolation->changes[i].value,
		};
}

static enum bp_status
move(bp_isolation *isolation, struct bp_error *error)
{
	struct bp__isolation *told = &isolation->told;
	struct bp__sys_network network;
	enum bp_status status = bp__sys_isolate(isolation->home, isolation->changes,
	    isolation->change_count, &network, error);
	if (status != BP_OK)
		return status;
	told->namespaces = bp__arena_string(&isolation->arena, network.namespaces);
	told->interfaces = bp__arena_string(&isolation->arena, network.interfaces);
	told->missing = network.missing[0] == '\0'
	    ? NULL
	    : bp__arena_string(&isolation->arena, network.missing);
	told->simulated = network.simulated[0] == '\0'
	    ? NULL
	    : bp__arena_string(&isolation->arena, network.simulated);
	tell_changes(isolation);
	if (isolation->arena.failed)
		return bp__fail(error, BP_NO_MEMORY, "out of memory");
	return BP_OK;
}

enum bp_status
bp__isolation_renew(bp_isolation *isolation, const struct bp__setting_row *row,
    const char *value, struct bp_error *error)
{
	struct bp__sys_change kept[BP__CHANGES_MAX];
	size_t count = isolation->change_count;
	enum bp_status status = BP_OK;
	memcpy(kept, isolation->changes, sizeof kept);
	if (row != NULL)
		status = add_change(isolation, row, value, error);
	if (status == BP_OK)
		status = move(isolation, error);
	memcpy(isolation->changes, kept, sizeof kept);
	isolation->change_count = count;
	return status;
}

enum bp_status
bp_isolate(const char *const *settings, size_t count, bp_isolation **isolation,
    struct bp_error *error)
{
	bp_isolation *result = NULL;
	enum bp_status status = bp__isolation_new(settings, count, &result, error);
	if (status == BP_OK)
		status = bp__isolation_renew(result, NULL, NULL, error);
	if (status == BP_OK)
		*isolation = result;
	else
		bp_isolation_free(result);
	return status;
}

void
bp_isolation_free(bp_isolation *isolation)
{
	if (isolation == NULL)
		return;
	bp__sys_home_free(isolation->home);
	bp__arena_free(&isolation->arena);
	free(isolation);
}

const char *
bp_setting_name(size_t i, const char **text)
{
	const struct bp__setting_row *row = bp__setting_row(i);
	*text = row == NULL ? NULL : row->text;
	return row == NULL ? NULL : row->name;
}

const struct bp__isolation *
bp__isolation_copy(struct bp__arena *arena, const struct bp__isolation *isolation)
{
	struct bp__isolation *copy = bp__arena_array(arena, 1, sizeof *copy);
	if (copy == NULL)
		return NULL;
	copy->namespaces = bp__arena_string(arena, isolation->namespaces);
	copy->interfaces = bp__arena_string(arena, isolation->interfaces);
	if (isolation->missing != NULL)
		copy->missing = bp__arena_string(arena, isolation->missing);
	if (isolation->simulated != NULL)
		copy->simulated = bp__arena_string(arena, isolation->simulated);
	copy->changes =
	    bp__arena_array(arena, isolation->change_count + 1, sizeof *copy->changes);
	for (size_t i = 0; copy->changes != NULL && i < isolation->change_count; i++) {
		const struct bp__setting *change = &isolation->changes[i];
		copy->changes[copy->change_count++] = (struct bp__setting){
		    .name = bp__arena_string(arena, change->name),
		    .value = bp__arena_string(arena, change->value),
		};
	}
	return copy;
}
