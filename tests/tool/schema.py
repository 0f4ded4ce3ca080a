"""Validates reports by the published schema with python3-jsonschema, where there is one.

A test is stricter than a user: keys that the schema does not know are wrong here.
"""

import functools
import json
import os

try:
    import jsonschema
except ImportError:
    jsonschema = None

REPORT = "bindprobe-report.schema.json"
COMPARISON = "bindprobe-comparison.schema.json"
WHO = "bindprobe-who.schema.json"
WHAT_IF = "bindprobe-what-if.schema.json"

WHOLE = 300  # cases up to which all are validated; of more, about as many, evenly taken


def read(source, name=REPORT):
    with open(os.path.join(source, "src", "format", name)) as file:
        return json.load(file)


def close(schema):
    """The same schema, with no keys allowed but those it names."""
    if isinstance(schema, list):
        return [close(inner) for inner in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: close(inner) for key, inner in schema.items()}
    if closed.get("type") == "object" and "properties" in closed:
        closed.setdefault("additionalProperties", False)
    return closed


def remembering(follow):
    """Follows a $ref, but for what is known to be right: parts of reports come often."""
    right = set()

    def check(validator, reference, instance, schema):
        key = (reference, repr(instance))
        if key in right:
            return
        found = list(follow(validator, reference, instance, schema))
        if not found:
            right.add(key)
        yield from found

    return check


@functools.lru_cache(maxsize=None)
def validator(source, name):
    plain = jsonschema.Draft202012Validator
    quick = jsonschema.validators.extend(
        plain, {"$ref": remembering(plain.VALIDATORS["$ref"])})
    return quick(close(read(source, name)))


def sample(document):
    """The report with few enough of its cases to be validated at once."""
    cases = document.get("cases", [])
    if len(cases) <= WHOLE:
        return document
    return dict(document, cases=cases[::len(cases) // WHOLE] + cases[-1:])


def errors(document, source):
    """What is wrong with a report, a comparison or an answer of who or what-if, a line each;
    nothing without a validator."""
    if jsonschema is None:
        return []
    name = (COMPARISON if "compared" in document else WHO if "who" in document
            else WHAT_IF if "what_if" in document else REPORT)
    found = validator(source, name).iter_errors(sample(document))
    return ["%s: %.300s" % ("/".join(str(p) for p in e.absolute_path), e.message) for e in found]
