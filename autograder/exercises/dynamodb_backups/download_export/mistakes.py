"""What people get wrong in download_export."""

from autograder.mistakes import Change, Mistake

mistakes = [
    Mistake(
        name="base64_on_top_only",
        tempts="Decodes binary values, but not inside lists and maps.",
        fails="downloaded, exam_downloaded",
        advice="typed",
        old="""
            def with_bytes(typed):
        """,
        new="""
            def as_text(typed):
                ((kind, value),) = typed.items()
                if kind == "L":
                    return {kind: [as_text(each) for each in value]}
                if kind == "M":
                    return {kind: {name: as_text(each) for name, each in value.items()}}
                return {"S": value} if kind == "B" else typed


            def with_bytes(typed):
        """,
        also=[
            Change(
                old="""
                    if kind == "L":
                        return {kind: [with_bytes(each) for each in value]}
                    if kind == "M":
                        return {kind: {name: with_bytes(each) for name, each in value.items()}}
                """,
                new="""
                    if kind in "LM":
                        return as_text(typed)
                """,
            ),
        ],
    ),
    Mistake(
        name="base64_text",
        tempts="Hands base64 to boto3 as if it were bytes.",
        fails="downloaded, exam_downloaded",
        advice="typed",
        old="return {name: TypeDeserializer().deserialize(with_bytes(value)) for name, value in item.items()}",
        new="return {name: TypeDeserializer().deserialize(value) for name, value in item.items()}",
    ),
    Mistake(
        name="believes_names",
        tempts="Believes that a file of that name is the file.",
        fails="resumes, exam_resumes",
        advice="believed",
        old='if not path.exists() or md5(path.read_bytes()) != file["md5Checksum"]:',
        new="if not path.exists():",
    ),
    Mistake(
        name="right_once",
        tempts="Computing an MD5 takes time: what was right in an earlier call is not looked at again.",
        fails="resumes, exam_resumes",
        advice="believed",
        old="""
            def md5(data):
                return base64.b64encode(hashlib.md5(data).digest()).decode()
        """,
        new="""
            RIGHT = {}


            def md5(data):
                return base64.b64encode(hashlib.md5(data).digest()).decode()
        """,
        also=[
            Change(
                old='if not path.exists() or md5(path.read_bytes()) != file["md5Checksum"]:',
                new="""
                    right = RIGHT.get(path) == file["md5Checksum"] and path.exists()
                    if not right and (not path.exists() or md5(path.read_bytes()) != file["md5Checksum"]):
                """,
            ),
            Change(
                old="""
                            os.replace(part, path)
                """,
                new="""
                            os.replace(part, path)
                        RIGHT[path] = file["md5Checksum"]
                """,
            ),
        ],
    ),
    Mistake(
        name="counts_files_only",
        tempts="Compares each file, and not the sum.",
        fails="exam_counts",
        advice="count",
        old="""
            if len(items) != summary["itemCount"]:
                raise WrongCount(manifest_key)
        """,
        new="",
    ),
    Mistake(
        name="counts_sum_only",
        tempts="Compares the sum, and not each file.",
        fails="wrong_count, exam_counts",
        advice="count",
        old="""
            if len(lines) != file["itemCount"]:
                raise WrongCount(key)
        """,
        new="",
    ),
    Mistake(
        name="does_not_count",
        tempts="Counts nothing.",
        fails="wrong_count, exam_counts",
        advice="count",
        old="""
                if len(lines) != file["itemCount"]:
                    raise WrongCount(key)
                items += [plain_item(json.loads(line)["Item"]) for line in lines]
            if len(items) != summary["itemCount"]:
                raise WrongCount(manifest_key)
        """,
        new="""
                items += [plain_item(json.loads(line)["Item"]) for line in lines]
        """,
    ),
    Mistake(
        name="empty_is_corrupt",
        tempts="Forgets that gzip takes no bytes at all for an empty file.",
        fails="exam_truncated",
        advice="truncated",
        old="return not data",
        new="return False",
    ),
    Mistake(
        name="error_without_key",
        tempts="Leaves the key in the text.",
        fails="wrong_manifest, missing_file, corrupt_file, truncated_file, wrong_count, exam_wrong_manifest, exam_missing, exam_corrupt, exam_truncated, exam_counts",
        advice="wrong_name",
        old="""
            self.key = key
        """,
        new="",
    ),
    Mistake(
        name="etag_is_md5",
        tempts="Takes the etag for an MD5.",
        fails="downloaded, wrong_count, resumes, dies_anywhere, exam_downloaded, exam_empty_files, exam_missing, "
        "exam_counts, exam_resumes, exam_not_missing, exam_dies_anywhere",
        advice="believed, items, whole, wrong_name",
        old="""
            if not path.exists() or md5(path.read_bytes()) != file["md5Checksum"]:
                data = fetch(key)
                if md5(data) != file["md5Checksum"]:
        """,
        new="""
            if not path.exists() or hashlib.md5(path.read_bytes()).hexdigest() != file["etag"]:
                data = fetch(key)
                if hashlib.md5(data).hexdigest() != file["etag"]:
        """,
    ),
    Mistake(
        name="everything_is_corrupt",
        tempts="Does not tell a file that ends early from another.",
        fails="truncated_file, exam_truncated",
        advice="truncated",
        old="raise (TruncatedFile if ends_early(data) else CorruptFile)(key)",
        new="raise CorruptFile(key)",
    ),
    Mistake(
        name="fetches_all_again",
        tempts="Fetches everything, whatever is there.",
        fails="resumes, dies_anywhere, exam_resumes, exam_dies_anywhere",
        advice="fetched_again",
        old='if not path.exists() or md5(path.read_bytes()) != file["md5Checksum"]:',
        new="if file:",
    ),
    Mistake(
        name="floats",
        tempts="Reads numbers as floats.",
        fails="downloaded, exam_downloaded",
        advice="typed",
        old="""
            return {name: TypeDeserializer().deserialize(with_bytes(value)) for name, value in item.items()}
        """,
        new="""
            return {
                name: float(value["N"]) if "N" in value else TypeDeserializer().deserialize(with_bytes(value))
                for name, value in item.items()
            }
        """,
    ),
    Mistake(
        name="lets_no_such_key_out",
        tempts="Lets S3's error out, which does not tell the key.",
        fails="missing_file, exam_missing",
        advice="missing",
        old="""
            try:
                return s3.get_object(Bucket=bucket, Key=key)["Body"].read()
            except s3.exceptions.NoSuchKey:
                raise MissingFile(key) from None
        """,
        new="""
            return s3.get_object(Bucket=bucket, Key=key)["Body"].read()
        """,
    ),
    Mistake(
        name="names_file_only",
        tempts="Gives the name of the file, not its key in S3.",
        fails="corrupt_file, truncated_file, exam_corrupt, exam_truncated",
        advice="wrong_name",
        old="raise (TruncatedFile if ends_early(data) else CorruptFile)(key)",
        new="raise (TruncatedFile if ends_early(data) else CorruptFile)(path.name)",
    ),
    Mistake(
        name="no_files",
        tempts="Keeps everything in memory.",
        fails="downloaded, resumes, dies_anywhere, exam_downloaded, exam_empty_files, exam_resumes, exam_dies_anywhere",
        advice="files",
        old="import os",
        new="",
        also=[
            Change(
                old="""
                        part = path.with_name(path.name + ".part")
                        part.write_bytes(data)
                        os.replace(part, path)
                    lines = gzip.decompress(path.read_bytes()).splitlines()
                """,
                new="""
                    else:
                        data = path.read_bytes()
                    lines = gzip.decompress(data).splitlines()
                """,
            ),
        ],
    ),
    Mistake(
        name="one_error_for_all",
        tempts="Knows that something is wrong, and not what.",
        fails="corrupt_file, truncated_file, exam_corrupt, exam_truncated",
        advice="corrupt, truncated",
        old="raise (TruncatedFile if ends_early(data) else CorruptFile)(key)",
        new="raise ExportDamaged(key)",
    ),
    Mistake(
        name="skips_missing",
        tempts="Takes what is there: a missing file is left out.",
        fails="missing_file, exam_missing",
        advice="wrong_name",
        old="""
            data = fetch(key)
        """,
        new="""
            try:
                data = fetch(key)
            except MissingFile:
                continue
        """,
    ),
    Mistake(
        name="stores_at_the_end",
        tempts="Fetches all files, then stores them: a program that dies begins anew.",
        fails="dies_anywhere, exam_dies_anywhere",
        advice="fetched_again",
        old="import os",
        new="",
        also=[
            Change(
                old="items = []",
                new="items, fetched = [], {}",
            ),
            Change(
                old="""
                        part = path.with_name(path.name + ".part")
                        part.write_bytes(data)
                        os.replace(part, path)
                    lines = gzip.decompress(path.read_bytes()).splitlines()
                """,
                new="""
                        fetched[path] = data
                    lines = gzip.decompress(fetched.get(path) or path.read_bytes()).splitlines()
                """,
            ),
            Change(
                old="""
                    if len(items) != summary["itemCount"]:
                """,
                new="""
                    for path, data in fetched.items():
                        path.write_bytes(data)
                    if len(items) != summary["itemCount"]:
                """,
            ),
        ],
    ),
    Mistake(
        name="trusts_gzip",
        tempts="Believes that gzip's own checksum is enough.",
        fails="corrupt_file, exam_corrupt, exam_never_wrong",
        advice="corrupt, half",
        old="""
            if md5(data) != file["md5Checksum"]:
                raise (TruncatedFile if ends_early(data) else CorruptFile)(key)
        """,
        new="""
            if ends_early(data):
                raise TruncatedFile(key)
        """,
    ),
    Mistake(
        name="trusts_manifests",
        tempts="Believes the manifests.",
        fails="wrong_manifest, exam_wrong_manifest, exam_missing",
        advice="manifest, missing",
        old="""
            if md5(body) != fetch(key.removesuffix(".json") + ".md5").decode().strip():
                raise WrongManifest(key)
        """,
        new="",
    ),
    Mistake(
        name="trusts_summary",
        tempts="Verifies the list of files, and takes the summary as it is.",
        fails="exam_wrong_manifest, exam_missing",
        advice="manifest, missing",
        old="summary = json.loads(manifest(manifest_key))",
        new="summary = json.loads(fetch(manifest_key))",
    ),
    Mistake(
        name="typed_items",
        tempts="Returns the items as they stand in the files.",
        fails="downloaded, resumes, dies_anywhere, exam_downloaded, exam_resumes, exam_dies_anywhere",
        advice="typed",
        old="""
            from pathlib import Path

            from boto3.dynamodb.types import TypeDeserializer
        """,
        new="""
            from pathlib import Path
        """,
        also=[
            Change(
                old='items += [plain_item(json.loads(line)["Item"]) for line in lines]',
                new='items += [json.loads(line)["Item"] for line in lines]',
            ),
            Change(
                old='''
                        return not data


                    def plain_item(item):
                        return {name: TypeDeserializer().deserialize(with_bytes(value)) for name, value in item.items()}


                    def with_bytes(typed):
                        """The same typed value with bytes where JSON has base64."""
                        ((kind, value),) = typed.items()
                        if kind == "B":
                            return {kind: base64.b64decode(value)}
                        if kind == "BS":
                            return {kind: [base64.b64decode(each) for each in value]}
                        if kind == "L":
                            return {kind: [with_bytes(each) for each in value]}
                        if kind == "M":
                            return {kind: {name: with_bytes(each) for name, each in value.items()}}
                        return typed
                ''',
                new="""
                        return not data
                """,
            ),
        ],
    ),
    Mistake(
        name="unzipped",
        tempts="Keeps the files unzipped, under another name.",
        fails="downloaded, resumes, dies_anywhere, exam_downloaded, exam_empty_files, exam_resumes, exam_dies_anywhere",
        advice="believed, files",
        old="""
            lines = gzip.decompress(path.read_bytes()).splitlines()
        """,
        new="""
                path.with_suffix("").write_bytes(gzip.decompress(data))
                path.unlink()
            lines = path.with_suffix("").read_bytes().splitlines()
        """,
    ),
    Mistake(
        name="writes_then_verifies",
        tempts="Writes under the final name, then verifies.",
        fails="corrupt_file, truncated_file, exam_corrupt, exam_truncated, exam_dies_anywhere, exam_never_wrong",
        advice="half",
        old="import os",
        new="",
        also=[
            Change(
                old="""
                    if md5(data) != file["md5Checksum"]:
                """,
                new="""
                    path.write_bytes(data)
                    if md5(data) != file["md5Checksum"]:
                """,
            ),
            Change(
                old="""
                    part = path.with_name(path.name + ".part")
                    part.write_bytes(data)
                    os.replace(part, path)
                """,
                new="",
            ),
        ],
    ),
    Mistake(
        name="renames_then_verifies",
        tempts="Gives the file its final name, verifies it there, and takes it away again when it is wrong.",
        fails="exam_never_wrong",
        advice="half",
        old="""
            if md5(data) != file["md5Checksum"]:
                raise (TruncatedFile if ends_early(data) else CorruptFile)(key)
            part = path.with_name(path.name + ".part")
            part.write_bytes(data)
            os.replace(part, path)
        """,
        new="""
            part = path.with_name(path.name + ".part")
            part.write_bytes(data)
            os.replace(part, path)
            if md5(path.read_bytes()) != file["md5Checksum"]:
                path.unlink()
                raise (TruncatedFile if ends_early(data) else CorruptFile)(key)
        """,
    ),
    Mistake(
        name="any_refusal_is_missing",
        tempts="Takes every refusal of S3 for a missing object, also one for want of a permission.",
        fails="exam_not_missing",
        advice="not_missing",
        old="except s3.exceptions.NoSuchKey:",
        new="except s3.exceptions.ClientError:",
    ),
    Mistake(
        name="goes_on_with_the_part",
        tempts="Appends to the unfinished file that an earlier run has left, and does not look at the whole.",
        fails="exam_downloaded, exam_dies_anywhere",
        old="""
            part.write_bytes(data)
        """,
        new="""
            with open(part, "ab") as whole:
                whole.write(data)
        """,
    ),
    Mistake(
        name="attributes_called_like_types",
        tempts="Looks for the key B anywhere: an attribute may be called B as well.",
        fails="exam_downloaded",
        advice="typed",
        old="""
            ((kind, value),) = typed.items()
            if kind == "B":
        """,
        new="""
            kind, value = next(iter(typed.items()))
            if "B" in typed or (kind == "M" and value.keys() == {"B"} and isinstance(value["B"], dict)):
                value = typed.get("B") or next(iter(value["B"].values()))
                kind, value = "B", value if isinstance(value, str) else ""
        """,
    ),
    Mistake(
        name="believes_what_unzips",
        tempts="Believes a file in the directory that can be unzipped.",
        fails="exam_resumes",
        advice="believed",
        old="""
            if not path.exists() or md5(path.read_bytes()) != file["md5Checksum"]:
        """,
        new="""
            if not path.exists() or not unzips(path.read_bytes()):
        """,
        also=[
            Change(
                old="""
                    def md5(data):
                """,
                new="""
                    def unzips(data):
                        try:
                            return gzip.decompress(data) is not None
                        except Exception:
                            return False


                    def md5(data):
                """,
            ),
        ],
    ),
    Mistake(
        name="reads_the_directory",
        tempts="Reads every file of the directory, also those of another export.",
        fails="exam_downloaded",
        advice="whole",
        old="""
            if len(items) != summary["itemCount"]:
        """,
        new="""
            items = []
            for path in Path(directory).glob("*.json.gz"):
                items += [plain_item(json.loads(line)["Item"]) for line in gzip.decompress(path.read_bytes()).splitlines()]
            if len(items) != summary["itemCount"]:
        """,
    ),
    Mistake(
        name="replaces_json_everywhere",
        tempts="Makes the name of the .md5 file with replace: the prefix may have .json in it too.",
        fails="exam_downloaded, exam_wrong_manifest, exam_missing, exam_corrupt, exam_truncated, exam_counts, "
        "exam_resumes",
        advice="whole, wrong_name",
        old='key.removesuffix(".json") + ".md5"',
        new='key.replace(".json", ".md5")',
    ),
    Mistake(
        name="rounds_long_numbers",
        tempts="Computes with the numbers: Python's decimal context keeps 28 of 38 digits.",
        fails="exam_downloaded",
        advice="typed",
        old="TypeDeserializer().deserialize(with_bytes(value)) for",
        new="rounded(TypeDeserializer().deserialize(with_bytes(value))) for",
        also=[
            Change(
                old="""
                    def with_bytes(typed):
                """,
                new="""
                    def rounded(value):
                        return +value if type(value).__name__ == "Decimal" else value


                    def with_bytes(typed):
                """,
            ),
        ],
    ),
    Mistake(
        name="lines_of_text",
        tempts="Splits the text with str.splitlines, which breaks at U+2028 too.",
        fails="exam_downloaded",
        advice="whole",
        old="lines = gzip.decompress(path.read_bytes()).splitlines()",
        new="lines = gzip.decompress(path.read_bytes()).decode().splitlines()",
    ),
    Mistake(
        name="sums_the_manifest",
        tempts="Compares the sum of the itemCounts with the summary, and never counts a line.",
        fails="exam_counts",
        advice="count",
        old="""
            if len(lines) != file["itemCount"]:
                raise WrongCount(key)
        """,
        new="",
        also=[
            Change(
                old='if len(items) != summary["itemCount"]:',
                new='if sum(file["itemCount"] for file in files) != summary["itemCount"]:',
            ),
        ],
    ),
    Mistake(
        name="knows_two_damages",
        tempts="Knows gzip's own two errors only; a damaged stream raises zlib.error.",
        fails="exam_corrupt",
        advice="corrupt",
        old="""
            except Exception:
                return False
            return not data
        """,
        new="""
            except gzip.BadGzipFile:
                return False
            return not data
        """,
    ),
    Mistake(
        name="client_of_its_own",
        tempts="Makes a client of its own, for whatever account and region are the default where it runs.",
        fails="corrupt_file, dies_anywhere, downloaded, exam_corrupt, exam_counts, exam_dies_anywhere, "
        "exam_downloaded, exam_empty_files, exam_missing, exam_not_missing, exam_resumes, "
        "exam_truncated, exam_wrong_manifest, missing_file, resumes, truncated_file, wrong_count, "
        "wrong_manifest",
        old="""
            def fetch(key):
        """,
        new="""
            import boto3

            s3 = boto3.client("s3")
            def fetch(key):
        """,
    ),
    Mistake(
        name="writes_the_final_name",
        tempts="Verifies, and then writes under the final name: half of it is there when the program dies meanwhile.",
        fails="exam_dies_anywhere",
        advice="half",
        old="""
            part = path.with_name(path.name + ".part")
            part.write_bytes(data)
            os.replace(part, path)
        """,
        new="""
            path.write_bytes(data)
        """,
    ),
    Mistake(
        name="counts_once",
        tempts="Counts the lines of a file when it is fetched, and not when it is there already.",
        fails="exam_counts",
        advice="count",
        old="""
            if len(lines) != file["itemCount"]:
        """,
        new="""
            if key in fetched and len(lines) != file["itemCount"]:
        """,
        also=[
            Change(
                old="items = []",
                new="items, fetched = [], set()",
            ),
            Change(
                old="data = fetch(key)",
                new="""
                    data = fetch(key)
                    fetched.add(key)
                """,
            ),
        ],
    ),
    Mistake(
        name="part_with_the_ending",
        tempts="Calls the unfinished file so that it ends as the finished one does.",
        fails="exam_dies_anywhere",
        advice="half",
        old="""
            part = path.with_name(path.name + ".part")
        """,
        new="""
            part = path.with_name("part-" + path.name)
        """,
    ),
    Mistake(
        name="zero_is_no_count",
        tempts="Takes a count of 0 for one that is not there.",
        fails="exam_counts",
        advice="count",
        old="""
            if len(items) != summary["itemCount"]:
        """,
        new="""
            if summary["itemCount"] and len(items) != summary["itemCount"]:
        """,
    ),
    Mistake(
        name="believes_as_many_lines",
        tempts="Believes a file in the directory that has as many lines as the manifest says.",
        fails="exam_resumes",
        advice="believed",
        old="""
            if not path.exists() or md5(path.read_bytes()) != file["md5Checksum"]:
        """,
        new="""
            if not path.exists() or lines_in(path.read_bytes()) != file["itemCount"]:
        """,
        also=[
            Change(
                old="""
                    def md5(data):
                """,
                new="""
                    def lines_in(data):
                        try:
                            return len(gzip.decompress(data).splitlines())
                        except Exception:
                            return None


                    def md5(data):
                """,
            ),
        ],
    ),
]
