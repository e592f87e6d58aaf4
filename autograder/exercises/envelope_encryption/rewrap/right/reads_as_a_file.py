"""The header read as a file, by a class that can write itself again."""

import io
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Header:
    start: bytes
    wrapped: bytes

    @classmethod
    def read(cls, data):
        file = io.BytesIO(data)
        start = file.read(8)
        return cls(start, file.read(int.from_bytes(file.read(2), byteorder="big")))

    def written(self):
        return b"".join([self.start, len(self.wrapped).to_bytes(length=2, byteorder="big"), self.wrapped])


def rewrap(kms, header, new_key_id, context):
    old = Header.read(header)
    request = {"CiphertextBlob": old.wrapped, "DestinationKeyId": new_key_id}
    for side in ("Source", "Destination"):
        request[f"{side}EncryptionContext"] = {**context}
    return replace(old, wrapped=kms.re_encrypt(**request)["CiphertextBlob"]).written()
