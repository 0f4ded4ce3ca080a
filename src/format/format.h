/* The formats: one const record each, and what they share. */
#ifndef BP_FORMAT_FORMAT_H
#define BP_FORMAT_FORMAT_H

#include "model/writer.h"

extern const struct bp__format bp__format_text;
extern const struct bp__format bp__format_json;
extern const struct bp__format bp__format_tap;
extern const struct bp__format bp__format_junit;
extern const struct bp__format bp__format_markdown;
extern const struct bp__format bp__format_html;

#endif
