# fails: crowded, exam_crowded, exam_crowded_for_long
# advice: wait
"""boto3's own helper: it keeps what is left, and sends it again at once, without any pause."""


def save_all(dynamodb, items):
    with dynamodb.Table("ballots").batch_writer(overwrite_by_pkeys=["ballot_id"]) as batch:
        for item in {item["ballot_id"]: item for item in items}.values():
            batch.put_item(Item=item)
    return len({item["ballot_id"] for item in items})
