/* capget(2) and capset(2), which a libc has but does not declare. */
#include <config.h>

#include "sys/linux_capability.h"

#include <errno.h>

enum {
	VERSION_3 = 0x20080522, /* two words of 32 bits, since Linux 2.6.26 */
	WORDS = 2,
};

/* struct __user_cap_header_struct */
struct header {
	uint32_t version;
	int pid; /* 0: this process */
};

/* struct __user_cap_data_struct */
struct word {
	uint32_t effective;
	uint32_t permitted;
	uint32_t inheritable;
};

int
capget(struct header *header, struct word *words);
int
capset(struct header *header, const struct word *words);

int
bp__capabilities_get(uint64_t *effective)
{
	struct header header = {VERSION_3, 0};
	struct word words[WORDS] = {{0, 0, 0}, {0, 0, 0}};
	if (capget(&header, words) != 0)
		return errno;
	*effective = (uint64_t)words[1].effective << 32 | words[0].effective;
	return 0;
}

int
bp__capabilities_use(uint64_t effective)
{
	struct header header = {VERSION_3, 0};
	struct word words[WORDS] = {{0, 0, 0}, {0, 0, 0}};
	if (capget(&header, words) != 0)
		return errno;
	for (int i = 0; i < WORDS; i++)
		words[i].effective = (uint32_t)(effective >> 32 * i) & words[i].permitted;
	return capset(&header, words) != 0 ? errno : 0;
}

int
bp__capabilities_drop(void)
{
	struct header header = {VERSION_3, 0};
	const struct word none[WORDS] = {{0, 0, 0}, {0, 0, 0}};
	return capset(&header, none) != 0 ? errno : 0;
}

int
bp__capabilities_any(bool *any)
{
	struct header header = {VERSION_3, 0};
	struct word words[WORDS] = {{0, 0, 0}, {0, 0, 0}};
	if (capget(&header, words) != 0)
		return errno;
	uint32_t sum = 0;
	for (int i = 0; i < WORDS; i++)
		sum |= words[i].effective | words[i].permitted | words[i].inheritable;
	*any = sum != 0;
	return 0;
}
