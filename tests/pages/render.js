// Reads Markdown from standard input and writes the HTML that the renderer named by the
// argument makes of it, with all that renderers of tickets do: tables, HTML, links that are
// no more than text.
"use strict";
const text = require("fs").readFileSync(0, "utf8");

const renderers = {
	"markdown-it": () =>
		require("markdown-it")({ html: true, linkify: true }).render(text),
	marked: () => require("marked").parse(text, { gfm: true }),
};

process.stdout.write(renderers[process.argv[2]]());
