"""A class, a loop for conflicts with one token, and TypeDeserializer for the item in the reason."""

import time
import uuid

from boto3.dynamodb.types import TypeDeserializer
from botocore.exceptions import ClientError


class Transfer:
    def __init__(self, voucher_id, sender, receiver):
        self.voucher_id, self.sender, self.receiver = voucher_id, sender, receiver

    def actions(self):
        voucher = {
            "TableName": "vouchers",
            "Key": {"voucher_id": self.voucher_id},
            "UpdateExpression": "SET #h = :to",
            "ConditionExpression": "attribute_exists(voucher_id) AND #h = :from AND #r <> :yes",
            "ExpressionAttributeNames": {"#h": "holder", "#r": "redeemed"},
            "ExpressionAttributeValues": {":to": self.receiver, ":from": self.sender, ":yes": True},
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
        return [{"Update": voucher}, self.count(self.receiver, 1), self.count(self.sender, -1)]

    @staticmethod
    def count(player_id, step):
        return {
            "Update": {
                "TableName": "players",
                "Key": {"player_id": player_id},
                "UpdateExpression": "ADD vouchers :step",
                "ConditionExpression": "player_id = :id",
                "ExpressionAttributeValues": {":step": step, ":id": player_id},
            }
        }

    def refusal(self, reasons):
        voucher, receiver, _ = reasons
        if voucher["Code"] == "ConditionalCheckFailed":
            item = TypeDeserializer().deserialize({"M": voucher.get("Item", {})})
            return "redeemed" if item.get("holder") == self.sender else "not_yours"
        found = voucher["Code"] == "None" and receiver["Code"] == "ConditionalCheckFailed"
        return "no_such_player" if found else None


def transfer_voucher(dynamodb, voucher_id, sender, receiver, request_id):
    if sender == receiver:
        raise ValueError("sender and receiver are the same")
    transfer = Transfer(voucher_id, sender, receiver)
    for pause in (0.01, 0.02, None):
        try:
            dynamodb.meta.client.transact_write_items(
                TransactItems=transfer.actions(), ClientRequestToken=str(uuid.uuid5(uuid.NAMESPACE_OID, request_id))
            )
            return "transferred"
        except ClientError as error:
            reasons = error.response.get("CancellationReasons")
            if not reasons:
                raise
            text = transfer.refusal(reasons)
            if text:
                return text
            if pause is None or not any(reason["Code"] == "TransactionConflict" for reason in reasons):
                raise
            time.sleep(pause)
