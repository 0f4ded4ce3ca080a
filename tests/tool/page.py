"""Reads an HTML page strictly, for the tests of pages.

Every element has to be ended by its own tag, but for those of HTML that have none; ids are
there once; a link within the page leads somewhere."""

import html.parser
import urllib.parse

VOID = {"meta", "br", "hr", "img", "input", "link", "wbr"}


class Element:
    """An element, or the page itself; its content is elements and text in order."""

    def __init__(self, name, attributes, parent):
        self.name, self.attributes, self.parent = name, attributes, parent
        self.content = []

    def all(self, name=None, **attributes):
        """The elements inside with this name and these attributes, class being class_."""
        found = []
        wanted = {k.rstrip("_"): v for k, v in attributes.items()}
        for part in self.content:
            if isinstance(part, str):
                continue
            if name in (None, part.name) and all(
                    part.attributes.get(k) == v for k, v in wanted.items()):
                found.append(part)
            found += part.all(name, **attributes)
        return found

    def text(self):
        return "".join(p if isinstance(p, str) else p.text() for p in self.content)

    def rows(self):
        """The cells of a table, as text without the spaces at their ends."""
        return [[c.text().strip() for c in row.content if not isinstance(c, str)]
                for row in self.all("tr")]


class Parser(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.page = Element("page", {}, None)
        self.at = self.page
        self.wrong = []

    def handle_starttag(self, tag, attrs):
        if len(dict(attrs)) != len(attrs):
            self.wrong.append("an attribute comes twice: %s %r" % (tag, attrs))
        element = Element(tag, dict(attrs), self.at)
        self.at.content.append(element)
        if tag not in VOID:
            self.at = element

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if tag != self.at.name:
            self.wrong.append("</%s> ends <%s>" % (tag, self.at.name))
        self.at = self.at.parent or self.at

    def handle_data(self, data):
        self.at.content.append(data)

    def handle_comment(self, data):
        self.wrong.append("a comment: %r" % data)

    def unknown_decl(self, data):
        self.wrong.append("a declaration: %r" % data)


def read(text):
    """The page, and a list of what is wrong with it."""
    parser = Parser()
    parser.feed(text)
    parser.close()
    wrong = parser.wrong
    if parser.at is not parser.page:
        wrong.append("<%s> is not ended" % parser.at.name)
    ids = [e.attributes["id"] for e in parser.page.all() if "id" in e.attributes]
    wrong += ["an id comes twice: " + i for i in set(ids) if ids.count(i) > 1]
    for link in parser.page.all("a"):
        target = link.attributes.get("href", "")
        if not target.startswith("#") or target[1:] not in ids:
            wrong.append("a link that leads nowhere: %r" % target)
    return parser.page, wrong


def anchor(text):
    """The id of the element of a case."""
    return urllib.parse.quote(text, safe="/,:=.-_")
