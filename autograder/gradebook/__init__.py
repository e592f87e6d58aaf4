import sys

# jsonschema imports it, if it is there, for a format of internationalised addresses that no notebook's schema uses;
# the import builds a parser, which takes a second.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
