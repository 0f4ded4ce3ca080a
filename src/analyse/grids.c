/* Makes grids of cells, folds what is the same, and gives letters. */
#include <config.h>

#include "analyse/grids.h"
#include "analyse/cells.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* The letters of what is no failure, and of what is not known; in the order of the legend. */
static const struct {
	enum bp__cell cell;
	struct bp__grid_sign sign;
} plain_signs[] = {
    {BP__CELL_APART, {'.', "both stand, and share no address"}},
    {BP__CELL_FIRST, {'1', "both stand, and the first receives at what they share"}},
    {BP__CELL_SECOND, {'2', "both stand, and the second receives at what they share"}},
    {BP__CELL_BOTH, {'+', "both stand, and both receive at what they share"}},
    {BP__CELL_NOBODY, {'-', "both stand, and nobody receives at what they share"}},
    {BP__CELL_MIXED, {'~', "both stand, and who receives depends on the address"}},
    {BP__CELL_UNTOLD, {'*', "both stand, and nothing was sent to what they share"}},
    {BP__CELL_MISSING,
	{BP__GRID_MISSING, "not tried, or not with the same answer twice"}},
};

/* The letters of well-known results of the second socket; where the first has them they are
 * small. These letters are given to no other result, so they mean the same on every host. */
static const struct {
	const char *result;
	char letter;
} known_letters[] = {
    {"bind:EADDRINUSE", 'U'},
    {"bind:EINVAL", 'V'},
    {"listen:EADDRINUSE", 'L'},
    {"bind:EACCES", 'A'},
    {"bind:EADDRNOTAVAIL", 'N'},
    {"bind:EPERM", 'P'},
    {"bind:EHOSTUNREACH", 'H'},
    {"v6only:EINVAL", 'I'},
    {"late-v6only:EINVAL", 'K'},
    {"v6only:ENOPROTOOPT", 'O'},
    {"reuseport:ENOPROTOOPT", 'R'},
    {"exclusive:EINVAL", 'E'},
    {"socket:EAFNOSUPPORT", 'F'},
    {"socket:EPROTONOSUPPORT", 'S'},
};

/* The rest, in the order they are given. Where both sockets fail it is from the end. */
static const char second_letters[] = "BCDGJMQTWXYZ";
static const char first_letters[] = "bcdgjmqtwxyz";
static const struct bp__grid_sign no_letter = {'#', "another failure: see the cases"};

/* Everything on the way to the grids. */
struct work {
	struct bp__arena *arena; /* of the grids */
	struct bp__grids *grids;
	struct bp__cells cells;
	struct bp__arena scratch; /* of the arrays below */
	bool *fails; /* of each socket: it is in no grid */
	bool *fails_here; /* the same for one setting */
	size_t *firsts; /* the first socket of each place */
	uint16_t *drawn; /* the cells of the places, grid by grid */
	bool used[BP__CELL_END]; /* whether a cell is in a grid */
	char letters[BP__CELL_END];
};

static bool
is_ok(const char *result)
{
	return strcmp(result, "ok") == 0;
}

/* The result of the first (0) or second (1) socket of a cell; NULL when it is missing. */
static const char *
result_at(
    const struct work *work, size_t setting, size_t row, size_t column, size_t which)
{
	return bp__cell_result(
	    &work->cells, bp__cell_at(&work->cells, setting, row, column), which);
}

/* The result that the socket has in each cell of its row and its column; NULL when it has
 * several, or a cell is missing. */
static const char *
lasting_result(const struct work *work, size_t setting, size_t socket)
{
	const char *result = result_at(work, setting, socket, 0, 0);
	for (size_t i = 0; i < work->cells.count; i++) {
		if (result_at(work, setting, socket, i, 0) != result ||
		    result_at(work, setting, i, socket, 1) != result)
			return NULL;
	}
	return result;
}

/* Finds the sockets that fail in a setting whatever the other is. */
static void
find_failing_in(struct work *work, size_t setting, bool *fails)
{
	for (size_t i = 0; i < work->cells.count; i++) {
		const char *result = lasting_result(work, setting, i);
		fails[i] = result != NULL && !is_ok(result);
	}
}

/* Whether in a setting all others stand beside this one, but those that fail there beside
 * any. It has a lasting result, so no cell of its is missing. */
static bool
leaves_others(const struct work *work, size_t setting, size_t socket, const bool *fails)
{
	for (size_t i = 0; i < work->cells.count; i++) {
		if (!fails[i] &&
		    (!is_ok(result_at(work, setting, socket, i, 1)) ||
			!is_ok(result_at(work, setting, i, socket, 0))))
			return false;
	}
	return true;
}

/* Finds the sockets that need no grid: they fail in each setting, with one result. */
static void
find_failing(struct work *work)
{
	for (size_t s = 0; s < work->cells.setting_count; s++) {
		find_failing_in(work, s, work->fails_here);
		for (size_t i = 0; i < work->cells.count; i++)
			work->fails[i] = (s == 0 || work->fails[i]) &&
			    work->fails_here[i] &&
			    lasting_result(work, s, i) == lasting_result(work, 0, i) &&
			    leaves_others(work, s, i, work->fails_here);
	}
}

/* Adds the socket to the list, which has room for all. */
static void
add_socket(struct work *work, size_t socket, struct bp__grid_sockets *list)
{
	if (list->sockets == NULL)
		list->sockets = bp__arena_array(
		    work->arena, work->cells.count, sizeof *list->sockets);
	if (list->sockets != NULL)
		list->sockets[list->count++] = work->cells.sockets[socket];
}

static void
list_failing(struct work *work)
{
	struct bp__grids *grids = work->grids;
	grids->failing =
	    bp__arena_array(work->arena, work->cells.count, sizeof *grids->failing);
	for (size_t i = 0; i < work->cells.count && grids->failing != NULL; i++) {
		if (!work->fails[i])
			continue;
		const char *result = lasting_result(work, 0, i);
		size_t k = 0;
		while (k < grids->failing_count &&
		    strcmp(grids->failing[k].result, result) != 0)
			k++;
		if (k == grids->failing_count)
			grids->failing[grids->failing_count++].result =
			    bp__arena_string(work->arena, result);
		add_socket(work, i, &grids->failing[k].sockets);
	}
}

static bool
same_place(const struct work *work, size_t a, size_t b)
{
	const struct bp__cells *cells = &work->cells;
	for (size_t s = 0; s < cells->setting_count; s++) {
		for (size_t i = 0; i < cells->count; i++) {
			if (work->fails[i])
				continue;
			if (bp__cell_at(cells, s, a, i) != bp__cell_at(cells, s, b, i) ||
			    bp__cell_at(cells, s, i, a) != bp__cell_at(cells, s, i, b))
				return false;
		}
	}
	return true;
}

static void
list_places(struct work *work)
{
	struct bp__grids *grids = work->grids;
	grids->places =
	    bp__arena_array(work->arena, work->cells.count, sizeof *grids->places);
	for (size_t i = 0; i < work->cells.count && grids->places != NULL; i++) {
		size_t k = 0;
		if (work->fails[i])
			continue;
		while (k < grids->place_count && !same_place(work, work->firsts[k], i))
			k++;
		if (k == grids->place_count)
			work->firsts[grids->place_count++] = i;
		add_socket(work, i, &grids->places[k]);
	}
}

/* Writes the cells of a setting that are drawn, those of the first socket of each place. */
static void
fold(const struct work *work, size_t setting, uint16_t *folded)
{
	for (size_t i = 0; i < work->grids->place_count; i++) {
		for (size_t k = 0; k < work->grids->place_count; k++)
			*folded++ = bp__cell_at(
			    &work->cells, setting, work->firsts[i], work->firsts[k]);
	}
}

/* Makes a grid of each setting that is unlike those before it. */
static void
make_grids(struct work *work)
{
	struct bp__grids *grids = work->grids;
	const struct bp__cells *cells = &work->cells;
	size_t n = grids->place_count * grids->place_count;
	for (size_t s = 0; s < cells->setting_count; s++) {
		uint16_t *folded = &work->drawn[grids->count * n];
		size_t k = 0;
		fold(work, s, folded);
		while (k < grids->count &&
		    memcmp(&work->drawn[k * n], folded, n * sizeof *folded) != 0)
			k++;
		if (k == grids->count)
			grids->grids[grids->count++].example = s;
		grids->grids[k].settings++;
		grids->settings[s] = (struct bp__grid_setting){
		    .series = cells->settings[s].series,
		    .options = {cells->settings[s].options[0],
			cells->settings[s].options[1]},
		    .grid = k,
		};
	}
	grids->setting_count = cells->setting_count;
	for (size_t i = 0; i < grids->count * n; i++)
		work->used[work->drawn[i]] = true;
}

/* Who fails in a cell: it orders the signs. */
enum failed {
	SECOND_FAILED = 0,
	FIRST_FAILED,
	BOTH_FAILED,
};

static enum failed
failed_in(const struct work *work, size_t cell)
{
	if (is_ok(bp__cell_result(&work->cells, cell, 0)))
		return SECOND_FAILED;
	return is_ok(bp__cell_result(&work->cells, cell, 1)) ? FIRST_FAILED : BOTH_FAILED;
}

static bool
comes_before(const struct work *work, size_t a, size_t b)
{
	const struct bp__space *space = work->cells.space;
	enum failed failed[] = {failed_in(work, a), failed_in(work, b)};
	char texts[2][BP__SPACE_CLASS];
	if (failed[0] != failed[1])
		return failed[0] < failed[1];
	bp__space_outcome_text(space, a - BP__CELL_FAILS, texts[0], sizeof texts[0]);
	bp__space_outcome_text(space, b - BP__CELL_FAILS, texts[1], sizeof texts[1]);
	return strcmp(texts[0], texts[1]) < 0;
}

/* Letters that are still to be given: from the start, and from the end. */
struct letters {
	const char *next;
	const char *end;
};

static char
letter_of(const char *result, enum failed failed, struct letters *spare)
{
	for (size_t i = 0; failed != BOTH_FAILED && i < COUNT(known_letters); i++) {
		char letter = known_letters[i].letter;
		if (strcmp(known_letters[i].result, result) == 0)
			return failed == SECOND_FAILED ? letter
						       : (char)(letter - 'A' + 'a');
	}
	if (spare->next == spare->end)
		return no_letter.letter;
	return failed == BOTH_FAILED ? *--spare->end : *spare->next++;
}

static const char *
failure_text(struct work *work, size_t cell)
{
	const char *first = bp__cell_result(&work->cells, cell, 0);
	const char *second = bp__cell_result(&work->cells, cell, 1);
	switch (failed_in(work, cell)) {
	case SECOND_FAILED:
		return bp__arena_printf(work->arena, "the second fails: %s", second);
	case FIRST_FAILED:
		return bp__arena_printf(work->arena, "the first fails: %s", first);
	case BOTH_FAILED:
		break;
	}
	if (first == second)
		return bp__arena_printf(work->arena, "both fail: %s", first);
	return bp__arena_printf(
	    work->arena, "both fail: the first %s, the second %s", first, second);
}

/* Several failures may have to share the last letter. */
static void
add_sign(struct bp__grids *grids, char letter, const char *text)
{
	for (size_t i = 0; i < grids->sign_count; i++) {
		if (grids->signs[i].letter == letter)
			return;
	}
	grids->signs[grids->sign_count++] =
	    (struct bp__grid_sign){.letter = letter, .text = text};
}

static void
sign_failure(struct work *work, size_t cell, struct letters spare[2])
{
	enum failed failed = failed_in(work, cell);
	const char *result =
	    bp__cell_result(&work->cells, cell, failed == SECOND_FAILED ? 1 : 0);
	char letter = letter_of(result, failed, &spare[failed != SECOND_FAILED]);
	work->letters[cell] = letter;
	if (letter == no_letter.letter)
		add_sign(work->grids, letter, no_letter.text);
	else
		add_sign(work->grids, letter, failure_text(work, cell));
}

/* The failure to be given the next letter; BP__CELL_END when all have theirs. */
static size_t
next_failure(const struct work *work)
{
	size_t next = BP__CELL_END;
	for (size_t cell = BP__CELL_FAILS; cell < BP__CELL_END; cell++) {
		if (work->used[cell] && work->letters[cell] == '\0' &&
		    (next == BP__CELL_END || comes_before(work, cell, next)))
			next = cell;
	}
	return next;
}

/* Gives letters to the cells in grids, and lists what they say. */
static void
make_signs(struct work *work)
{
	struct letters spare[2] = {
	    {second_letters, second_letters + COUNT(second_letters) - 1},
	    {first_letters, first_letters + COUNT(first_letters) - 1},
	};
	for (size_t i = 0; i < COUNT(plain_signs); i++) {
		const struct bp__grid_sign *sign = &plain_signs[i].sign;
		work->letters[plain_signs[i].cell] = sign->letter;
		if (work->used[plain_signs[i].cell])
			add_sign(work->grids, sign->letter, sign->text);
	}
	for (size_t cell = next_failure(work); cell != BP__CELL_END;
	     cell = next_failure(work))
		sign_failure(work, cell, spare);
}

static void
write_letters(struct work *work)
{
	struct bp__grids *grids = work->grids;
	size_t n = grids->place_count * grids->place_count;
	for (size_t i = 0; i < grids->count; i++) {
		char *letters = bp__arena_array(work->arena, n + 1, 1);
		for (size_t k = 0; k < n && letters != NULL; k++)
			letters[k] = work->letters[work->drawn[i * n + k]];
		grids->grids[i].letters = letters;
	}
}

/* Puts the grid of the most settings first. */
static void
sort_grids(struct bp__grids *grids)
{
	for (size_t i = 1; i < grids->count; i++) {
		const struct bp__grid grid = grids->grids[i];
		size_t at = i;
		for (; at > 0 && grids->grids[at - 1].settings < grid.settings; at--)
			grids->grids[at] = grids->grids[at - 1];
		grids->grids[at] = grid;
	}
}

/* Tells the settings where their grids are now, which they knew by the old number. */
static void
renumber(struct work *work)
{
	struct bp__grids *grids = work->grids;
	for (size_t i = 0; i < grids->count; i++)
		work->firsts[grids->settings[grids->grids[i].example].grid] = i;
	for (size_t i = 0; i < grids->setting_count; i++)
		grids->settings[i].grid = work->firsts[grids->settings[i].grid];
}

/* Makes room for as many places and grids as there can be. */
static bool
make_room(struct work *work)
{
	const struct bp__cells *cells = &work->cells;
	struct bp__grids *grids = work->grids;
	size_t most = cells->count + cells->setting_count;
	work->fails = bp__arena_array(&work->scratch, cells->count, sizeof *work->fails);
	work->fails_here =
	    bp__arena_array(&work->scratch, cells->count, sizeof *work->fails_here);
	work->firsts = bp__arena_array(&work->scratch, most, sizeof *work->firsts);
	work->drawn = bp__arena_array(&work->scratch,
	    cells->setting_count * cells->count * cells->count, sizeof *work->drawn);
	grids->settings =
	    bp__arena_array(work->arena, cells->setting_count, sizeof *grids->settings);
	grids->grids =
	    bp__arena_array(work->arena, cells->setting_count, sizeof *grids->grids);
	grids->signs = bp__arena_array(work->arena, BP__CELL_END, sizeof *grids->signs);
	return !work->scratch.failed && !work->arena->failed;
}

static void
derive(struct work *work)
{
	work->grids->too_large = work->cells.too_many;
	if (work->cells.cells == NULL || !make_room(work))
		return;
	find_failing(work);
	list_failing(work);
	list_places(work);
	if (work->arena->failed)
		return;
	make_grids(work);
	make_signs(work);
	write_letters(work);
	sort_grids(work->grids);
	renumber(work);
}

enum bp_status
bp__grids_derive(const struct bp__space *space, int v6only_default,
    struct bp__arena *arena, struct bp__grids *grids)
{
	struct work *work = calloc(1, sizeof *work);
	*grids = (struct bp__grids){.count = 0};
	if (work == NULL)
		return BP_NO_MEMORY;
	work->arena = arena;
	work->grids = grids;
	enum bp_status status = bp__cells_make(space, v6only_default, &work->cells);
	if (status == BP_OK)
		derive(work);
	if (work->scratch.failed || arena->failed)
		status = BP_NO_MEMORY;
	bp__cells_free(&work->cells);
	bp__arena_free(&work->scratch);
	free(work);
	return status;
}

const struct bp__grid_setting *
bp__grids_find(const struct bp__grids *grids, enum bp__series series, unsigned first,
    unsigned second)
{
	for (size_t i = 0; i < grids->setting_count; i++) {
		const struct bp__grid_setting *setting = &grids->settings[i];
		if (setting->series == series && setting->options[0] == first &&
		    setting->options[1] == second)
			return setting;
	}
	return NULL;
}
