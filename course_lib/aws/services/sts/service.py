"""STS as the rest of the cloud sees it."""

from __future__ import annotations

from course_lib.aws.layers.moto_backend import Moto
from course_lib.aws.service import AwsService

SERVICE = AwsService(
    name="sts",
    title="AWS Security Token Service",
    protocol="query",
    content_type="text/xml",
    version="2011-06-15",
    reads=("Get*",),
    backend=Moto("moto.sts.responses:TokenResponse"),
)
