/* Gives out stand-ins for addresses and names, and finds what needs one in prose. */
#include <config.h>

#include "model/standin.h"
#include "model/case.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

struct bp__standin_entry {
	enum bp__standin sort;
	const char *original; /* NULL: the place is free */
	size_t number; /* of the stand-in among its sort, from 1 */
	const char *name; /* the stand-in, of what is a name */
};

/* Where the numbers of stand-ins become addresses: those after the base, as many as there
 * are, then those of the next row of the sort. The addresses that cases are made of, which
 * stay themselves, are not among them. */
static const struct {
	enum bp__standin sort;
	const char *base;
	uint32_t count;
} ranges[] = {
    {BP__STANDIN_INET, "192.0.2.0", 254},
    {BP__STANDIN_INET, "198.51.100.0", 254},
    {BP__STANDIN_INET, "203.0.113.1", 253},
    {BP__STANDIN_INET, "240.0.0.0", 0x0ffffffe},
    {BP__STANDIN_INET6, "2001:db8::1", 0xfffffffe},
    {BP__STANDIN_LINK6, "fe80::", 0xffffffff},
    {BP__STANDIN_GROUP4, "233.252.0.1", 254},
    {BP__STANDIN_GROUP4, "239.0.0.0", 0x00ffffff},
    {BP__STANDIN_GROUP6, "ff00::db8:0:1", 0xfffffffe},
};

/* What stays as it is, beside the numbers of the kinds. */
static const char *const kept_addresses[] = {"255.255.255.255", "ff01::db8:0:1"};
static const char *const kept_names[] = {"lo", "lo0"};

static const char *const prefixes[BP__STANDIN_COUNT] = {
    [BP__STANDIN_INTERFACE] = "if",
    [BP__STANDIN_REPORT] = "report ",
};

static const char name_characters[] =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._:@-";
static const char alphanumeric[] =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
static const char digits[] = "0123456789";
static const char number_characters[] = "0123456789abcdefABCDEF:.";

static bool
is_alphanumeric(char c)
{
	return c != '\0' && strchr(alphanumeric, c) != NULL;
}

/* FNV-1a, of the sort and the text. */
static size_t
hash(enum bp__standin sort, const char *text)
{
	uint32_t value = (2166136261U ^ (uint32_t)sort) * 16777619U;
	for (const unsigned char *p = (const unsigned char *)text; *p != '\0'; p++)
		value = (value ^ *p) * 16777619U;
	return value;
}

/* The entry of the original, or the free place for it, in a table that has some. */
static struct bp__standin_entry *
find_place(const struct bp__standins *standins, enum bp__standin sort, const char *text)
{
	size_t i = hash(sort, text) & (standins->size - 1);
	const struct bp__standin_entry *place = &standins->places[i];
	while (place->original != NULL &&
	    (place->sort != sort || strcmp(place->original, text) != 0)) {
		i = (i + 1) & (standins->size - 1);
		place = &standins->places[i];
	}
	return &standins->places[i];
}

/* Makes the table large enough for one more; false when there is no memory. */
static bool
make_room(struct bp__standins *standins)
{
	if (standins->size > 2 * (standins->used + 1))
		return true;
	struct bp__standins larger = *standins;
	larger.size = standins->size == 0 ? 64 : 2 * standins->size;
	larger.places =
	    bp__arena_array(&standins->arena, larger.size, sizeof *larger.places);
	if (larger.places == NULL)
		return false;
	for (size_t i = 0; i < standins->size; i++) {
		const struct bp__standin_entry *entry = &standins->places[i];
		if (entry->original != NULL)
			*find_place(&larger, entry->sort, entry->original) = *entry;
	}
	standins->places = larger.places;
	standins->size = larger.size;
	return true;
}

/* The entry of the original, which is added when it is new; NULL when there is no memory. */
static const struct bp__standin_entry *
entry_of(struct bp__standins *standins, enum bp__standin sort, const char *text)
{
	struct bp__standin_entry *place = NULL;
	if (standins->size > 0)
		place = find_place(standins, sort, text);
	if (place != NULL && place->original != NULL)
		return place;
	if (!make_room(standins))
		return NULL;
	place = find_place(standins, sort, text);
	size_t number = ++standins->counts[sort];
	*place = (struct bp__standin_entry){
	    .sort = sort,
	    .original = bp__arena_string(&standins->arena, text),
	    .number = number,
	};
	if (prefixes[sort] != NULL)
		place->name =
		    bp__arena_printf(&standins->arena, "%s%zu", prefixes[sort], number);
	standins->used++;
	return place;
}

void
bp__standins_free(struct bp__standins *standins)
{
	bp__arena_free(&standins->arena);
	*standins = (struct bp__standins){.size = 0};
}

static bool
is_kept(const struct bp__address *address)
{
	if (bp__address_is_wildcard(address) || bp__address_is_loopback(address))
		return true;
	for (int i = BP__NUMBER + 1; i < BP__KIND_COUNT; i++) {
		const char *number = bp__kind_row((enum bp__kind)i)->number;
		struct bp__address kept;
		if (number != NULL && bp__address_parse(number, &kept) &&
		    bp__address_equal(address, &kept))
			return true;
	}
	for (size_t i = 0; i < COUNT(kept_addresses); i++) {
		struct bp__address kept = bp__address_of(kept_addresses[i]);
		if (bp__address_equal(address, &kept))
			return true;
	}
	return false;
}

static enum bp__standin
sort_of(const struct bp__address *address)
{
	bool group = bp__address_is_multicast(address);
	if (address->family == BP__INET)
		return group ? BP__STANDIN_GROUP4 : BP__STANDIN_INET;
	if (bp__address_is_link_local(address))
		return BP__STANDIN_LINK6;
	return group ? BP__STANDIN_GROUP6 : BP__STANDIN_INET6;
}

/* Adds the number to the last four bytes of the address. */
static void
advance(struct bp__address *address, uint32_t number)
{
	unsigned char *last = address->bytes + (address->family == BP__INET ? 4 : 16) - 4;
	uint32_t value = (uint32_t)last[0] << 24 | (uint32_t)last[1] << 16 |
	    (uint32_t)last[2] << 8 | last[3];
	value += number;
	for (int i = 3; i >= 0; i--, value >>= 8)
		last[i] = (unsigned char)(value & 0xff);
}

/* The stand-in with this number. A number that no range has is one past what memory holds:
 * it becomes the base of the first. */
static struct bp__address
nth(enum bp__standin sort, size_t number)
{
	struct bp__address address = {.family = BP__FAMILY_NONE};
	for (size_t i = 0; i < COUNT(ranges); i++) {
		if (ranges[i].sort != sort)
			continue;
		if (address.family == BP__FAMILY_NONE || number > 0)
			address = bp__address_of(ranges[i].base);
		if (number <= ranges[i].count) {
			advance(&address, (uint32_t)number);
			return address;
		}
		number -= ranges[i].count;
	}
	return address;
}

/* The stand-in of an address without a zone that is no IPv4-mapped one. */
static struct bp__address
replace(struct bp__standins *standins, const struct bp__address *address)
{
	char text[BP__ADDRESS_TEXT];
	if (is_kept(address))
		return *address;
	enum bp__standin sort = sort_of(address);
	const struct bp__standin_entry *entry =
	    entry_of(standins, sort, bp__address_format(address, text, sizeof text));
	struct bp__address result = nth(sort, entry == NULL ? 0 : entry->number);
	if (sort == BP__STANDIN_GROUP6)
		result.bytes[1] = address->bytes[1]; /* its flags and scope */
	return result;
}

struct bp__address
bp__standin_address(struct bp__standins *standins, const struct bp__address *address)
{
	struct bp__address result = *address;
	if (address->family == BP__FAMILY_NONE)
		return result;
	struct bp__address plain = bp__address_unmapped(address);
	plain.zone[0] = '\0';
	plain = replace(standins, &plain);
	if (bp__address_is_mapped(address))
		memcpy(result.bytes + 12, plain.bytes, 4);
	else
		memcpy(result.bytes, plain.bytes, sizeof result.bytes);
	if (address->zone[0] != '\0')
		snprintf(result.zone, sizeof result.zone, "%s",
		    bp__standin_name(standins, BP__STANDIN_INTERFACE, address->zone));
	return result;
}

const char *
bp__standin_name(struct bp__standins *standins, enum bp__standin sort, const char *name)
{
	assert(prefixes[sort] != NULL);
	for (size_t i = 0; i < COUNT(kept_names); i++) {
		if (sort == BP__STANDIN_INTERFACE && strcmp(name, kept_names[i]) == 0)
			return kept_names[i];
	}
	const struct bp__standin_entry *entry = entry_of(standins, sort, name);
	return entry == NULL ? prefixes[sort] : entry->name;
}

/* A text that is put together; with no buffer, its length alone is counted. Once memory ran
 * out stand-ins are not what they were, so the buffer has its size. */
struct joined {
	char *buffer;
	size_t size;
	size_t length;
};

static void
join(struct joined *joined, const char *text, size_t length)
{
	if (joined->buffer != NULL && length > joined->size - joined->length)
		length = joined->size - joined->length;
	if (joined->buffer != NULL)
		memcpy(joined->buffer + joined->length, text, length);
	joined->length += length;
}

/* Whether so few characters can be a number address: there are three dots or two colons. */
static bool
may_be_number(const char *text, size_t length)
{
	size_t dots = 0;
	size_t colons = 0;
	for (size_t i = 0; i < length; i++) {
		dots += text[i] == '.';
		colons += text[i] == ':';
	}
	return dots >= 3 || colons >= 2;
}

/* The characters the text begins with that an address may have. */
static size_t
span_of_address(const char *text)
{
	size_t length = strspn(text, number_characters);
	if (!may_be_number(text, length))
		return 0;
	if (text[length] == '%')
		length += 1 + strspn(text + length + 1, name_characters);
	return length < BP__ADDRESS_TEXT ? length : BP__ADDRESS_TEXT - 1;
}

/* Reads the longest address that the text begins with; its length, 0 when there is none. A
 * mark that ends a sentence is no part of a zone. */
static size_t
find_address(const char *text, struct bp__address *address)
{
	char word[BP__ADDRESS_TEXT];
	for (size_t length = span_of_address(text); length > 1; length--) {
		char last = text[length - 1];
		if (is_alphanumeric(text[length]) ||
		    (!is_alphanumeric(last) && last != ':'))
			continue;
		memcpy(word, text, length);
		word[length] = '\0';
		if (bp__address_parse(word, address) &&
		    (address->zone[0] == '\0' || is_alphanumeric(last)))
			return length;
	}
	return 0;
}

/* The longest name the text begins with of an interface that has a stand-in; its length, 0
 * when there is none. A number in prose is no name. */
static size_t
find_interface(const struct bp__standins *standins, const char *text, const char **name)
{
	char word[BP__ZONE_SIZE];
	size_t length = strspn(text, name_characters);
	if (standins->size == 0)
		return 0;
	if (length >= sizeof word)
		length = sizeof word - 1;
	for (; length > strspn(text, digits); length--) {
		if (is_alphanumeric(text[length]))
			continue;
		memcpy(word, text, length);
		word[length] = '\0';
		*name = find_place(standins, BP__STANDIN_INTERFACE, word)->name;
		if (*name != NULL)
			return length;
	}
	return 0;
}

/* Joins the text with the stand-ins in it; whether there are any. */
static bool
join_text(struct bp__standins *standins, const char *text, enum bp__standin_search search,
    struct joined *joined)
{
	bool any = false;
	char number[BP__ADDRESS_TEXT];
	for (size_t length; *text != '\0'; text += length) {
		struct bp__address address;
		const char *found = number;
		length = find_address(text, &address);
		if (length > 0) {
			address = bp__standin_address(standins, &address);
			bp__address_format(&address, number, sizeof number);
		} else if (search == BP__ADDRESSES_AND_INTERFACES) {
			length = find_interface(standins, text, &found);
		}
		any = any || length > 0;
		if (length > 0) {
			join(joined, found, strlen(found));
			continue;
		}
		/* What follows a letter or a digit begins neither. */
		length = strspn(text, alphanumeric);
		length += length == 0;
		join(joined, text, length);
	}
	return any;
}

const char *
bp__standin_text(struct bp__standins *standins, const char *text,
    enum bp__standin_search search, struct bp__arena *arena)
{
	struct joined joined = {.buffer = NULL};
	if (!join_text(standins, text, search, &joined))
		return text;
	joined.buffer = bp__arena_array(arena, joined.length + 1, 1);
	joined.size = joined.length;
	joined.length = 0;
	if (joined.buffer == NULL)
		return "";
	join_text(standins, text, search, &joined);
	return joined.buffer;
}
