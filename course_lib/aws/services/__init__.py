"""The services that are simulated: one folder each, whose `service.py` holds its `SERVICE`.

They are found by listing this folder when somebody first asks, so there is no list to edit; see
`docs/adding-a-service.md`. A service never imports another's modules: it makes a call.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator, Mapping
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, cast

from course_lib.errors import NotFound

if TYPE_CHECKING:
    from course_lib.aws.layers.journal import Entry
    from course_lib.aws.service import AwsService, Service

DEFAULT = ("dynamodb",)  # what a cloud offers unless it is told


class Services(Mapping[str, "Service"]):
    """The services by name, in the order of their names."""

    @cached_property
    def _found(self) -> dict[str, Service]:
        folders = sorted(each.name for each in pkgutil.iter_modules(__path__) if each.ispkg)
        found = (import_module(f"{__name__}.{folder}.service").SERVICE for folder in folders)
        return {service.name: service for service in found}

    @cached_property
    def aws(self) -> Mapping[str, AwsService]:
        """Those that speak AWS's HTTP."""
        return {name: cast("AwsService", service) for name, service in self._found.items() if service.is_aws}

    @cached_property
    def others(self) -> tuple[Service, ...]:
        """Those with a protocol of their own."""
        return tuple(service for name, service in self._found.items() if name not in self.aws)

    @cached_property
    def by_target(self) -> Mapping[str, AwsService]:
        """Those of the JSON protocol, by what X-Amz-Target starts with."""
        return {service.target: service for service in self.aws.values() if service.target}

    @cached_property
    def by_scope(self) -> Mapping[str, AwsService]:
        """Those that speak AWS's HTTP, by what their requests are signed for."""
        return {service.scope: service for service in self.aws.values()}

    def of_kind(self, kind: str) -> Service:
        """The first whose usual kind is this one, such as "engine"."""
        return next(service for service in self.values() if service.kinds[0] == kind)

    def look_again(self) -> None:
        """Forget what was found, for a test that adds a folder."""
        vars(self).clear()

    def __getitem__(self, name: str) -> Service:
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


SERVICES = Services()


def is_read(entry: Entry) -> bool:
    """Whether a call of the journal changed nothing, whatever came of it."""
    return entry.service in SERVICES and SERVICES[entry.service].is_read(entry.operation)


def find(name: str) -> Service:
    """A service by its name.

    Raises:
        NotFound: none of this name is simulated.
    """
    if name not in SERVICES:
        raise NotFound("service", name, list(SERVICES))
    return SERVICES[name]
