"""What people get wrong in upload_encrypted."""

from autograder.mistakes import Change, Mistake

mistakes = [
    Mistake(
        name="a_part_a_frame",
        tempts="Sends each frame as a part of its own.",
        fails="clean_after_failure, exam_clean_after_failure, whole_object, part_by_part, exam_whole_object, exam_part_by_part",
        advice="too_small",
        old="if len(self.waiting) >= self.part_size:",
        new="if self.waiting:",
    ),
    Mistake(
        name="aborts_for_s3_only",
        tempts="Cleans up when a part fails, and forgets that KMS can refuse too.",
        fails="clean_after_failure, exam_clean_after_failure",
        advice="abort",
        old="""
            except BaseException:
                s3.abort_multipart_upload(**where)
        """,
        new="""
            except s3.exceptions.ClientError as error:
                if error.operation_name != "GenerateDataKey":
                    s3.abort_multipart_upload(**where)
        """,
    ),
    Mistake(
        name="all_in_memory",
        tempts="Encrypts into memory, and puts the object in one go.",
        fails="part_by_part, exam_part_by_part",
        advice="memory",
        old="""
            import struct
        """,
        new="""
            import io
            import struct
        """,
        also=[
            Change(
                old="""
                    where = {"Bucket": bucket, "Key": object_key}
                    where["UploadId"] = s3.create_multipart_upload(**where)["UploadId"]
                    try:
                        parts = Parts(s3, where, part_size)
                        encrypt_stream(kms, key_id, source, parts, context, frame_size)
                        parts.send()
                        s3.complete_multipart_upload(**where, MultipartUpload={"Parts": parts.sent})
                    except BaseException:
                        s3.abort_multipart_upload(**where)
                        raise
                """,
                new="""
                    whole = io.BytesIO()
                    encrypt_stream(kms, key_id, source, whole, context, frame_size)
                    s3.put_object(Bucket=bucket, Key=object_key, Body=whole.getvalue())
                """,
            ),
        ],
    ),
    Mistake(
        name="completes_in_finally",
        tempts="Completes with the parts there are, whatever happened.",
        fails="clean_after_failure, exam_clean_after_failure",
        advice="partial",
        old="""
                parts.send()
        """,
        new="""
            finally:
                parts.send()
        """,
        also=[
            Change(
                old="""
                    except BaseException:
                        s3.abort_multipart_upload(**where)
                        raise
                """,
                new="",
            ),
        ],
    ),
    Mistake(
        name="does_not_count",
        tempts="Opens what it finds there, whatever its number.",
        fails="verified_range, exam_verified_range",
        advice="order",
        old="""
            if int.from_bytes(head[:4], "big") != number + 1:
                raise OutOfOrder(f"Another frame is in place of frame {number + 1}.")
        """,
        new="",
    ),
    Mistake(
        name="does_not_verify",
        tempts="Decrypts without a look at the tag: a range is only for showing, after all.",
        fails="verified_range, exam_verified_range",
        advice="verify",
        old="from cryptography.hazmat.primitives.ciphers.aead import AESGCM",
        new="from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes",
        also=[
            Change(
                old="gcm = AESGCM(open_key(kms, begin[10:header_size], context))",
                new="gcm = open_key(kms, begin[10:header_size], context)",
            ),
            Change(
                old="""
                    try:
                        return gcm.decrypt(frame[9:21], frame[21:], fixed + head)
                    except InvalidTag:
                        raise Tampered(f"Frame {number + 1} does not verify.") from None
                """,
                new="""
                    counter = frame[9:21] + (2).to_bytes(4, "big")
                    return Cipher(algorithms.AES(gcm), modes.CTR(counter)).decryptor().update(frame[21:-16])
                """,
            ),
        ],
    ),
    Mistake(
        name="forgets_the_rest",
        tempts="Sends full parts only.",
        fails="whole_object, part_by_part, clean_after_failure, exam_whole_object, exam_part_by_part, exam_clean_after_failure",
        advice="form",
        old="""
            parts.send()
        """,
        new="",
    ),
    Mistake(
        name="frames_without_overhead",
        tempts="Forgets that a frame on the way is longer than its data.",
        fails="ranges, little_traffic, verified_range, exam_ranges, exam_little_traffic, exam_verified_range",
        advice="range",
        old="first, last, step = start // frame_size, (start + length - 1) // frame_size, frame_size + 37",
        new="first, last, step = start // frame_size, (start + length - 1) // frame_size, frame_size",
    ),
    Mistake(
        name="from_the_start",
        tempts="Gets everything up to the last frame it needs.",
        fails="little_traffic, exam_little_traffic",
        advice="too_much",
        old="""
            answer = s3.get_object(Bucket=bucket, Key=object_key, Range=f"bytes={begin}-{begin + size - 1}")
            return answer["Body"].read()
        """,
        new="""
            answer = s3.get_object(Bucket=bucket, Key=object_key, Range=f"bytes=0-{begin + size - 1}")
            return answer["Body"].read()[begin:]
        """,
    ),
    Mistake(
        name="gets_everything",
        tempts="Gets the object, and cuts out what it needs.",
        fails="little_traffic, exam_little_traffic",
        advice="too_much",
        old="""
            answer = s3.get_object(Bucket=bucket, Key=object_key, Range=f"bytes={begin}-{begin + size - 1}")
            return answer["Body"].read()
        """,
        new="""
            return s3.get_object(Bucket=bucket, Key=object_key)["Body"].read()[begin:][:size]
        """,
    ),
    Mistake(
        name="hides_errors",
        tempts="Cleans up, and does not tell anybody.",
        fails="clean_after_failure, exam_clean_after_failure",
        advice="raise",
        old="""
            s3.abort_multipart_upload(**where)
            raise
        """,
        new="""
            s3.abort_multipart_upload(**where)
        """,
    ),
    Mistake(
        name="no_abort",
        tempts="Leaves a failed upload as it is: invisible, and paid for.",
        fails="clean_after_failure, exam_clean_after_failure",
        advice="abort",
        old="""
            try:
                parts = Parts(s3, where, part_size)
                encrypt_stream(kms, key_id, source, parts, context, frame_size)
                parts.send()
                s3.complete_multipart_upload(**where, MultipartUpload={"Parts": parts.sent})
            except BaseException:
                s3.abort_multipart_upload(**where)
                raise
        """,
        new="""
            parts = Parts(s3, where, part_size)
            encrypt_stream(kms, key_id, source, parts, context, frame_size)
            parts.send()
            s3.complete_multipart_upload(**where, MultipartUpload={"Parts": parts.sent})
        """,
    ),
    Mistake(
        name="no_context_when_reading",
        tempts="Gives the context when it encrypts, and not when it reads.",
        fails="ranges, little_traffic, verified_range, exam_ranges, exam_little_traffic, exam_verified_range",
        advice="context",
        old='return kms.decrypt(CiphertextBlob=wrapped, EncryptionContext=context)["Plaintext"]',
        new='return kms.decrypt(CiphertextBlob=wrapped)["Plaintext"]',
    ),
    Mistake(
        name="one_frame_only",
        tempts="Works as long as the range lies within one frame.",
        fails="ranges, little_traffic, verified_range, exam_ranges, exam_little_traffic, exam_verified_range",
        advice="range",
        old="first, last, step = start // frame_size, (start + length - 1) // frame_size, frame_size + 37",
        new="first, last, step = start // frame_size, start // frame_size, frame_size + 37",
    ),
    Mistake(
        name="reaches_one_too_far",
        tempts="Counts the end of the range as if it belonged to it.",
        fails="ranges, little_traffic, exam_ranges, exam_little_traffic",
        advice="range, too_much",
        old="first, last, step = start // frame_size, (start + length - 1) // frame_size, frame_size + 37",
        new="first, last, step = start // frame_size, (start + length) // frame_size, frame_size + 37",
    ),
    Mistake(
        name="server_side",
        tempts="Lets S3 encrypt: easy, and good in many cases, but S3 sees the data first.",
        fails="whole_object, clean_after_failure, exam_whole_object, exam_clean_after_failure",
        advice="encrypted",
        old="""
            where["UploadId"] = s3.create_multipart_upload(**where)["UploadId"]
        """,
        new="""
            where["UploadId"] = s3.create_multipart_upload(**where, ServerSideEncryption="aws:kms", SSEKMSKeyId=key_id)[
                "UploadId"
            ]
        """,
        also=[
            Change(
                old="""
                    encrypt_stream(kms, key_id, source, parts, context, frame_size)
                """,
                new="""
                    for data in iter(lambda: source.read(frame_size), b""):
                        parts.write(data)
                """,
            ),
        ],
    ),
    Mistake(
        name="upload_fileobj_of_a_buffer",
        tempts="Gives the transfer manager of boto3 a buffer with everything in it.",
        fails="part_by_part, exam_part_by_part",
        advice="memory",
        old="""
            import struct

            from botocore.exceptions import ClientError
        """,
        new="""
            import io
            import struct

            from boto3.s3.transfer import TransferConfig
            from botocore.exceptions import ClientError
        """,
        also=[
            Change(
                old="""
                    where = {"Bucket": bucket, "Key": object_key}
                    where["UploadId"] = s3.create_multipart_upload(**where)["UploadId"]
                    try:
                        parts = Parts(s3, where, part_size)
                        encrypt_stream(kms, key_id, source, parts, context, frame_size)
                        parts.send()
                        s3.complete_multipart_upload(**where, MultipartUpload={"Parts": parts.sent})
                    except BaseException:
                        s3.abort_multipart_upload(**where)
                        raise
                """,
                new="""
                    whole = io.BytesIO()
                    encrypt_stream(kms, key_id, source, whole, context, frame_size)
                    whole.seek(0)
                    s3.upload_fileobj(whole, bucket, object_key, Config=TransferConfig(use_threads=False))
                """,
            ),
        ],
    ),
    Mistake(
        name="whole_frames",
        tempts="Returns the frames, and not the piece of them.",
        fails="ranges, little_traffic, verified_range, exam_ranges, exam_little_traffic, exam_verified_range",
        advice="range",
        old="return data[start - first * frame_size :][:length]",
        new="return data",
    ),
    Mistake(
        name="aborts_on_client_error",
        tempts="Aborts when AWS refuses something, and not when the source cannot be read.",
        fails="clean_after_failure, exam_clean_after_failure",
        advice="abort",
        old="""
            except BaseException:
        """,
        new="""
            except ClientError:
        """,
    ),
    Mistake(
        name="every_refusal_is_context",
        tempts="Takes whatever KMS refuses for another context.",
        fails="verified_range, exam_verified_range",
        advice="errors",
        old="""
            if error.response["Error"]["Code"] == "InvalidCiphertextException":
                raise WrongContext("KMS does not open the wrapped key with this context.") from None
            raise
        """,
        new="""
            raise WrongContext("KMS does not open the wrapped key with this context.") from error
        """,
    ),
    Mistake(
        name="unverified_middle",
        tempts="Verifies where the range begins and ends, and only decrypts what is in between.",
        fails="exam_verified_range",
        advice="verify",
        old="""
            from cryptography.hazmat.primitives.ciphers.aead import AESGCM
        """,
        new="""
            from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
            from cryptography.hazmat.primitives.ciphers.aead import AESGCM
        """,
        also=[
            Change(
                old="""
                    gcm = AESGCM(open_key(kms, begin[10:header_size], context))
                """,
                new="""
                    key = open_key(kms, begin[10:header_size], context)
                    gcm = AESGCM(key)
                """,
            ),
            Change(
                old="""
                            open_frame(gcm, fixed, number, frames[(number - first) * step :][:step]) for number in range(first, last + 1)
                        )
                        return data[start - first * frame_size :][:length]


                    class Parts:
                """,
                new="""
                            open_frame(gcm, fixed, number, frames[(number - first) * step :][:step])
                            if number in (first, last)
                            else decrypted(key, frames[(number - first) * step :][:step])
                            for number in range(first, last + 1)
                        )
                        return data[start - first * frame_size :][:length]


                    def decrypted(key, frame):
                        counter = Cipher(algorithms.AES(key), modes.CTR(frame[9:21] + bytes([0, 0, 0, 2]))).decryptor()
                        return counter.update(frame[21:-16])


                    class Parts:
                """,
            ),
        ],
    ),
    Mistake(
        name="order_of_first_only",
        tempts="Looks at the number of the first frame, and takes the others for the next ones.",
        fails="verified_range, exam_verified_range",
        advice="order",
        old="""
            open_frame(gcm, fixed, number, frames[(number - first) * step :][:step]) for number in range(first, last + 1)
        """,
        new="""
            open_frame(gcm, fixed, number if number == first else None, frames[(number - first) * step :][:step])
            for number in range(first, last + 1)
        """,
        also=[
            Change(
                old="""
                    if int.from_bytes(head[:4], "big") != number + 1:
                """,
                new="""
                    if number is not None and int.from_bytes(head[:4], "big") != number + 1:
                """,
            ),
            Change(
                old="""
                    raise Tampered(f"Frame {number + 1} does not verify.") from None
                """,
                new="""
                    raise Tampered("A frame does not verify.") from None
                """,
            ),
        ],
    ),
    Mistake(
        name="deletes_in_the_end",
        tempts="Deletes the object after an error, to be on the safe side: it is the one of yesterday.",
        fails="clean_after_failure, exam_clean_after_failure",
        advice="took_the_old_one",
        old="""
            s3.abort_multipart_upload(**where)
            raise
        """,
        new="""
            s3.abort_multipart_upload(**where)
            s3.delete_object(Bucket=bucket, Key=object_key)
            raise
        """,
    ),
    Mistake(
        name="header_of_194",
        tempts="Has measured one header, and looks for the wrapped key and the frames there.",
        fails="ranges, exam_ranges",
        advice="any_length",
        old="""
            fixed, header_size = begin[:8], 10 + size
        """,
        new="""
            fixed, header_size = begin[:8], 194
        """,
    ),
    Mistake(
        name="completes_what_is_there",
        tempts="Keeps what has been uploaded when the source breaks, since it has cost so much.",
        fails="exam_clean_after_failure",
        advice="partial",
        old="""
            encrypt_stream(kms, key_id, source, parts, context, frame_size)
        """,
        new="""
            try:
                encrypt_stream(kms, key_id, source, parts, context, frame_size)
            except OSError:
                if not parts.sent:
                    raise
        """,
    ),
    Mistake(
        name="own_client",
        tempts="Makes a client of its own to upload, and leaves the one that it was handed.",
        fails="whole_object, part_by_part, clean_after_failure, exam_whole_object, exam_part_by_part, exam_clean_after_failure",
        old="""
            where = {"Bucket": bucket, "Key": object_key}
        """,
        new="""
            import boto3

            s3 = boto3.client("s3", region_name="us-east-1")
            where = {"Bucket": bucket, "Key": object_key}
        """,
    ),
    Mistake(
        name="own_client_to_read",
        tempts="Makes clients of its own to read, and leaves those that it was handed.",
        fails="ranges, little_traffic, verified_range, exam_ranges, exam_little_traffic, exam_verified_range",
        old="""
            begin = fetch(s3, bucket, object_key, 0, 8192)
        """,
        new="""
            import boto3

            s3 = boto3.client("s3", region_name="us-east-1")
            begin = fetch(s3, bucket, object_key, 0, 8192)
        """,
    ),
    Mistake(
        name="knows_the_bucket",
        tempts="Uploads into the centre's only bucket, whichever is named.",
        fails="exam_whole_object",
        advice="form",
        old="""
            where = {"Bucket": bucket, "Key": object_key}
        """,
        new="""
            where = {"Bucket": "genomes", "Key": object_key}
        """,
    ),
    Mistake(
        name="reads_from_the_bucket",
        tempts="Reads from the centre's only bucket, whichever is named.",
        fails="exam_ranges",
        old="""
            answer = s3.get_object(Bucket=bucket, Key=object_key, Range=f"bytes={begin}-{begin + size - 1}")
        """,
        new="""
            answer = s3.get_object(Bucket="genomes", Key=object_key, Range=f"bytes={begin}-{begin + size - 1}")
        """,
    ),
    Mistake(
        name="parts_of_5_mib",
        tempts="Sends the smallest parts that S3 takes, whatever is wanted: after 10,000 of them a long object is refused.",
        fails="exam_part_by_part",
        advice="part_size",
        old="""
            parts = Parts(s3, where, part_size)
        """,
        new="""
            parts = Parts(s3, where, 5 * 1024 * 1024)
        """,
    ),
    Mistake(
        name="returns_the_etag",
        tempts="Returns what S3 said, as an upload in one request does.",
        fails="whole_object, exam_whole_object",
        old="""
            s3.complete_multipart_upload(**where, MultipartUpload={"Parts": parts.sent})
        """,
        new="""
            return s3.complete_multipart_upload(**where, MultipartUpload={"Parts": parts.sent})["ETag"]
        """,
    ),
    Mistake(
        name="denied_is_tampered",
        tempts="Takes frames that S3 does not hand out for frames that somebody has taken away.",
        fails="exam_verified_range",
        advice="errors",
        old="""
            frames = fetch(s3, bucket, object_key, header_size + first * step, (last - first + 1) * step)
        """,
        new="""
            try:
                frames = fetch(s3, bucket, object_key, header_size + first * step, (last - first + 1) * step)
            except ClientError:
                raise Tampered("There are no such frames.") from None
        """,
    ),
    Mistake(
        name="header_of_512",
        tempts="Fetches 512 bytes for the header, which a long wrapped key does not fit.",
        fails="exam_ranges",
        advice="any_length",
        old="begin = fetch(s3, bucket, object_key, 0, 8192)",
        new="begin = fetch(s3, bucket, object_key, 0, 512)",
    ),
    Mistake(
        name="remembers_headers",
        tempts="Remembers the header of a name, though another object may have it now.",
        fails="ranges, exam_ranges",
        advice="remembered",
        old="begin = fetch(s3, bucket, object_key, 0, 8192)",
        new="""
            if (bucket, object_key) not in BEGINNINGS:
                BEGINNINGS[bucket, object_key] = fetch(s3, bucket, object_key, 0, 8192)
            begin = BEGINNINGS[bucket, object_key]
        """,
        also=[
            Change(
                old="class Parts:",
                new="""
                    BEGINNINGS = {}


                    class Parts:
                """,
            ),
        ],
    ),
    Mistake(
        name="remembers_keys",
        tempts="Remembers the data key of a wrapped key, whoever asks for it with whatever context.",
        fails="verified_range, exam_verified_range",
        advice="cached",
        old="""
            return kms.decrypt(CiphertextBlob=wrapped, EncryptionContext=context)["Plaintext"]
        """,
        new="""
            if wrapped not in OPENED:
                OPENED[wrapped] = kms.decrypt(CiphertextBlob=wrapped, EncryptionContext=context)["Plaintext"]
            return OPENED[wrapped]
        """,
        also=[
            Change(
                old="class Parts:",
                new="""
                    OPENED = {}


                    class Parts:
                """,
            ),
        ],
    ),
    Mistake(
        name="aborts_every_upload",
        tempts="Cleans up whatever is open under the name, others' uploads too.",
        fails="clean_after_failure, exam_clean_after_failure",
        advice="not_yours",
        old="s3.abort_multipart_upload(**where)",
        new="""
            for each in s3.list_multipart_uploads(Bucket=bucket, Prefix=object_key).get("Uploads", []):
                s3.abort_multipart_upload(Bucket=bucket, Key=each["Key"], UploadId=each["UploadId"])
        """,
    ),
    Mistake(
        name="aborts_on_known_errors",
        tempts="Aborts on the errors that the contract names, and not when the connection breaks.",
        fails="exam_clean_after_failure",
        advice="abort",
        old="except BaseException:",
        new="except (ClientError, OSError):",
    ),
    Mistake(
        name="begins_anew",
        tempts="Does all of it once more when S3 failed. The source has given its data away by then.",
        fails="exam_clean_after_failure",
        advice="half",
        old="def upload_encrypted(s3, kms, key_id, source, bucket, object_key, context, frame_size=1048576, part_size=16777216):",
        new="""
            def upload_encrypted(s3, kms, key_id, source, bucket, object_key, context, frame_size=1048576, part_size=16777216):
                given = s3, kms, key_id, source, bucket, object_key, context, frame_size, part_size
                try:
                    upload_once(*given)
                except ClientError as error:
                    if error.response["ResponseMetadata"]["HTTPStatusCode"] < 500:
                        raise
                    upload_once(*given)


            def upload_once(s3, kms, key_id, source, bucket, object_key, context, frame_size, part_size):
        """,
    ),
    Mistake(
        name="header_from_before",
        tempts="Remembers headers, and takes the old one when S3 does not give the new one.",
        fails="exam_verified_range",
        advice="errors",
        old="""
            begin = fetch(s3, bucket, object_key, 0, 8192)
        """,
        new="""
            kept = read_range.__dict__.setdefault("kept", {})
            try:
                begin = kept[bucket, object_key] = fetch(s3, bucket, object_key, 0, 8192)
            except ClientError as error:
                if error.response["Error"]["Code"] == "NoSuchKey" or (bucket, object_key) not in kept:
                    raise
                begin = kept[bucket, object_key]
        """,
    ),
    Mistake(
        name="parts_live_on",
        tempts="Gives the list of parts as a default. A default is made once, so the next upload lists the parts of this one.",
        fails="whole_object, exam_whole_object, clean_after_failure, exam_clean_after_failure, part_by_part?, exam_part_by_part?",
        advice="other_parts",
        old="""
            def __init__(self, s3, where, part_size):
                self.s3, self.where, self.part_size = s3, where, part_size
                self.waiting, self.sent = bytearray(), []
        """,
        new="""
            def __init__(self, s3, where, part_size, sent=[]):
                self.s3, self.where, self.part_size = s3, where, part_size
                self.waiting, self.sent = bytearray(), sent
        """,
    ),
    Mistake(
        name="goes_on_without_a_part",
        tempts="Says that a part was refused, and goes on with the next one.",
        fails="clean_after_failure, exam_clean_after_failure",
        advice="left_out",
        old="""
            answer = self.s3.upload_part(**self.where, PartNumber=number, Body=bytes(self.waiting))
            self.sent.append({"PartNumber": number, "ETag": answer["ETag"]})
        """,
        new="""
            try:
                answer = self.s3.upload_part(**self.where, PartNumber=number, Body=bytes(self.waiting))
                self.sent.append({"PartNumber": number, "ETag": answer["ETag"]})
            except ClientError as error:
                print("part", number, error)
        """,
    ),
    Mistake(
        name="two_parts_in_one",
        tempts="Sends a part when the next one is full as well.",
        fails="exam_part_by_part",
        advice="memory",
        old="""
            if len(self.waiting) >= self.part_size:
        """,
        new="""
            if len(self.waiting) >= 2 * self.part_size:
        """,
    ),
    Mistake(
        name="opens_with_one_kms_key",
        tempts="Names the KMS key to decrypt, as a good rule says, and forgets that objects can be under another one.",
        fails="ranges, exam_ranges",
        advice="any_key",
        old="""
            return kms.decrypt(CiphertextBlob=wrapped, EncryptionContext=context)["Plaintext"]
        """,
        new="""
            return kms.decrypt(KeyId="alias/genomes", CiphertextBlob=wrapped, EncryptionContext=context)["Plaintext"]
        """,
    ),
]
