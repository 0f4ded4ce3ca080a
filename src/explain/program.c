/* Looks up what a generated program needs to know, and writes its title. */
#include <config.h>

#include "explain/program.h"

#include <string.h>

#include "explain/page.h"

static const struct bp__outcome *
find_outcome(const bp_report *report, const struct bp__case *c)
{
	for (size_t i = 0; report != NULL && i < report->outcome_count; i++) {
		if (bp__case_equal(&report->outcomes[i].plan, c))
			return &report->outcomes[i];
	}
	return NULL;
}

/* The address the spec stands for; of no family when it is not known. */
static struct bp__address
look_up(const struct bp__socket_spec *spec, const bp_report *report)
{
	const char *number = bp__kind_row(spec->kind)->number;
	if (spec->kind == BP__NUMBER)
		return spec->number;
	if (report != NULL)
		return report->host.kinds[spec->kind];
	if (number != NULL)
		return bp__address_of(number);
	return (struct bp__address){.family = BP__FAMILY_NONE};
}

static void
set_address(struct bp__program *program, size_t i, const bp_report *report)
{
	const struct bp__socket_spec *spec = &program->plan.sockets[i];
	struct bp__program_address *out = &program->addresses[i];
	struct bp__address address = look_up(spec, report);
	if (address.family == BP__FAMILY_NONE && program->lacking == NULL)
		program->lacking = report != NULL ? bp__kind_row(spec->kind)->lacking
						  : "an address has to be looked up";
	memcpy(out->zone, address.zone, sizeof out->zone);
	address.zone[0] = '\0';
	bp__address_format(&address, out->text, sizeof out->text);
}

enum bp_status
bp__program_make(const char *id, const bp_report *report, struct bp__program *program,
    struct bp_error *error)
{
	*program = (struct bp__program){.report = report};
	if (bp__case_parse(id, &program->plan, error) != BP_OK)
		return error->status;
	for (size_t i = 0; i < program->plan.count; i++)
		set_address(program, i, report);
	program->outcome = find_outcome(report, &program->plan);
	return BP_OK;
}

bool
bp__program_has_family(const struct bp__program *program, enum bp__family family)
{
	for (size_t i = 0; i < program->plan.count; i++) {
		if (bp__spec_family(&program->plan.sockets[i]) == family)
			return true;
	}
	return false;
}

bool
bp__program_has_option(const struct bp__program *program, enum bp__option option)
{
	for (size_t i = 0; i < program->plan.count; i++) {
		if (bp__spec_has(&program->plan.sockets[i], option))
			return true;
	}
	return false;
}

bool
bp__program_has_zone(const struct bp__program *program)
{
	for (size_t i = 0; i < program->plan.count; i++) {
		if (program->addresses[i].zone[0] != '\0')
			return true;
	}
	return false;
}

bool
bp__program_sets_options(const struct bp__program *program)
{
	for (int i = 0; i < BP__OPTION_COUNT; i++) {
		if (bp__option_row((enum bp__option)i)->call != BP__CALL_NONE &&
		    bp__program_has_option(program, (enum bp__option)i))
			return true;
	}
	return false;
}

bool
bp__program_needs_chosen_port(const struct bp__program *program, size_t i)
{
	bool chosen = false;
	for (size_t k = 0; k < i; k++)
		chosen = chosen || bp__spec_has(&program->plan.sockets[k], BP__PORT_0);
	return chosen && !bp__spec_has(&program->plan.sockets[i], BP__PORT_0);
}

static void
put_answers(const struct bp__program *program, const char *before, FILE *out)
{
	const struct bp__host *host = &program->report->host;
	struct bp__page page = {.out = out, .before = before};
	bp__page_add(&page, "%s %s %s as %s answered:", host->system, host->release,
	    host->machine, host->user);
	bp__page_end(&page);
	for (size_t i = 0; i < program->plan.count; i++) {
		char text[BP__RESULT_TEXT];
		bp__page_add(&page, "%zu %s", i + 1,
		    bp__result_format(
			&program->outcome->sockets[i].result, text, sizeof text));
		bp__page_end(&page);
	}
}

void
bp__program_title(const struct bp__program *program, const char *before, FILE *out)
{
	char text[2 * BP__ID_SIZE];
	struct bp__page page = {.out = out, .before = before};
	bp__page_add(&page, "%s", bp__case_format(&program->plan, text, sizeof text));
	bp__page_end(&page);
	bp__page_add(&page, "%s.", bp__case_prose(&program->plan, text, sizeof text));
	bp__page_end(&page);
	bp__page_add(&page,
	    "Written by bindprobe %s. Prints the result of each socket.%s", bp_version(),
	    program->lacking == NULL
		? " Its argument is the port; without one it takes one that is free."
		: "");
	bp__page_end(&page);
	if (program->outcome != NULL)
		put_answers(program, before, out);
	if (program->lacking == NULL)
		return;
	bp__page_add(&page, "It cannot be tried: %s.", program->lacking);
	bp__page_end(&page);
}

const char *
bp__program_socket(const struct bp__program *program, size_t i, char *buffer, size_t size)
{
	struct bp__case alone = {.series = program->plan.series, .count = 1};
	alone.sockets[0] = program->plan.sockets[i];
	return strchr(bp__case_format(&alone, buffer, size), '/') + 1;
}
