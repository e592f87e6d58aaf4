"""A PartiQL DELETE, which lets a missing sample pass and returns the old item of a deleted one."""


def retire_sample(dynamodb, sample_id):
    client = dynamodb.meta.client
    try:
        answer = client.execute_statement(
            Statement='DELETE FROM "samples" WHERE sample_id = ? AND stage = ? RETURNING ALL OLD *',
            Parameters=[sample_id, "reported"],
        )
    except client.exceptions.ConditionalCheckFailedException:
        return "not allowed"
    return "retired" if answer["Items"] else "missing"
