/* What settings would change, in the formats that tell it. */
#ifndef BP_FORMAT_WHAT_IF_H
#define BP_FORMAT_WHAT_IF_H

#include "analyse/what_if.h"
#include "model/writer.h"

void
bp__text_what_if(bp_writer *writer, const struct bp__what_if *told);

void
bp__json_what_if(bp_writer *writer, const struct bp__what_if *told);

#endif
