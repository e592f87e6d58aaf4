"""S3 as AWS answers it, where moto is more lenient or breaks.

`service` is what the rest of the cloud knows of it, `backend` is moto's part, and `objects` what moto keeps. Layers:
`arguments` (single arguments), `version_ids`, `integrity` (checksums), `locks` (Object Lock; `new_locks`, of uploads in
parts and copies), `preconditions` (conditional writes and copies), `encryption_asked`, `encryption` (keys of KMS),
`suspended` (versioning that was suspended), `uploads` (uploads in parts).
"""
