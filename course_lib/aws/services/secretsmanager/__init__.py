"""Secrets Manager: secrets by name, with versions and the labels that say which version is current."""
