"""S3 as AWS answers it, where moto is more lenient or breaks.

`service` is what the rest of the cloud knows of it, `uploads` are uploads in parts, `backend` is moto's part.
"""
