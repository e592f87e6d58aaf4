"""Systems Manager's Parameter Store: texts by name, in a hierarchy, with their versions."""
