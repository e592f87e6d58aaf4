"""S3 as AWS answers it, where moto is more lenient or breaks: `uploads` are uploads in parts."""

from __future__ import annotations

from course_lib.aws.http.messages import Layer
from course_lib.aws.services.s3.uploads import UploadRules


def rules() -> list[Layer]:
    """The layers of this package, right above moto."""
    return [UploadRules()]
