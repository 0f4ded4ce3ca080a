/* Who has a port, in the formats that tell it. */
#ifndef BP_FORMAT_WHO_H
#define BP_FORMAT_WHO_H

#include "model/entry.h"
#include "model/writer.h"

void
bp__text_who(bp_writer *writer, const struct bp__who *who);

void
bp__json_who(bp_writer *writer, const struct bp__who *who);

#endif
