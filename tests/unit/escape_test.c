/* Writing Markdown and HTML: whatever a text holds, it is shown and does nothing. */
#include <config.h>

#include <stdio.h>
#include <string.h>

#include "format/html_put.h"
#include "format/markdown_put.h"
#include "unit/unit.h"

/* What the function writes of the text, and must. */
struct row {
	const char *text;
	const char *written;
};

static void
check(void (*put)(FILE *out, const char *text), const struct row *row)
{
	char written[256];
	FILE *stream = tmpfile();
	assert_non_null(stream);
	put(stream, row->text);
	rewind(stream);
	size_t length = fread(written, 1, sizeof written - 1, stream);
	written[length] = '\0';
	fclose(stream);
	assert_string_equal(written, row->written);
}

static void
prose_has_no_markup(void **state)
{
	static const struct row rows[] = {
	    {"the host's IPv4 address, 90 %", "the host's IPv4 address, 90 %"},
	    {"IPV6_V6ONLY", "IPV6_V6ONLY"},
	    {"_a_ __a a_", "\\_a\\_ \\_\\_a a\\_"},
	    {"*a* ~a~", "\\*a\\* \\~&#8203;a\\~"},
	    {"a|b", "a&#124;b"},
	    {"a\\|b", "a&#92;&#124;b"},
	    {"[a](b)", "\\[a\\](b)"},
	    {"<b> &lt; `c`", "&lt;b&gt; &amp;&#8203;lt; &#96;c&#96;"},
	    {"a\nb\r\tc", "a?b??c"},
	    {"\033[1m\177", "?\\[1m?"},
	    {"\xc3\xa9 \xff \xe2\x80\xae", "\xc3\xa9 ? ?"},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		check(bp__md_prose, &rows[i]);
}

static void
prose_has_no_links(void **state)
{
	static const struct row rows[] = {
	    {"@user", "@&#8203;user"},
	    {"user@host.example", "user@&#8203;host.example"},
	    {"#1 a#2", "#&#8203;1 a#&#8203;2"},
	    {"!3 $4 ^a", "!&#8203;3 $&#8203;4 ^&#8203;a"},
	    {"gh-5 GH-6", "gh-&#8203;5 GH-&#8203;6"},
	    {"https://a", "https:&#8203;//a"},
	    {"www.a WWW.a awww.a", "w&#8203;ww.a W&#8203;WW.a awww.a"},
	    {"0.0.0.0 then ::", "0.0.0.0 then ::"},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		check(bp__md_prose, &rows[i]);
}

static void
code_has_a_fence_that_holds(void **state)
{
	static const struct row rows[] = {
	    {"", ""},
	    {"tcp/any4/any6", "`tcp/any4/any6`"},
	    {"a`b", "``a`b``"},
	    {"`", "`` ` ``"},
	    {"a``b`", "``` a``b` ```"},
	    {" a ", "`  a  `"},
	    {"a|b", "`a\\|b`"},
	    {"a\\|b", "`a\\?b`"},
	    {"a\\", "`a\\`"},
	    {"<b>@a#1", "`<b>@a#1`"},
	    {"a\n\nb", "`a??b`"},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		check(bp__md_code, &rows[i]);
}

static void
a_line_does_not_end_its_block(void **state)
{
	static const struct row rows[] = {
	    {"~~~~~~", "    ~~~~~~\n"},
	    {"  ~~~~~~", "      ~~~~~~\n"},
	    {"a ~~~~~~\t`b`", "a ~~~~~~\t`b`\n"},
	    {"a\n~~~~~~", "a?~~~~~~\n"},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		check(bp__md_line, &rows[i]);
}

static void
html_has_no_markup(void **state)
{
	static const struct row rows[] = {
	    {"a b", "a b"},
	    {"<b a=\"c\">'&lt;", "&#60;b a=&#34;c&#34;&#62;&#39;&#38;lt;"},
	    {"\xc3\xa9\xf0\x9f\x98\x80", "&#233;&#128512;"},
	    {"\n\x01\x7f\xff", "&#65533;&#65533;&#65533;&#65533;"},
	    {"\xe2\x80\xae\xef\xbf\xbd", "&#65533;&#65533;"},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		check(bp__html_text, &rows[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(prose_has_no_markup),
	    cmocka_unit_test(prose_has_no_links),
	    cmocka_unit_test(code_has_a_fence_that_holds),
	    cmocka_unit_test(a_line_does_not_end_its_block),
	    cmocka_unit_test(html_has_no_markup),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
