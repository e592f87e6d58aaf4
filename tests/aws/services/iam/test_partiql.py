"""Who may run which PartiQL statement, and how policies tell statements apart."""

from __future__ import annotations

import boto3
import pytest

from .conftest import no_identity_policy, refusal


@pytest.fixture
def items(players):
    """Two players, and a table that nobody is given."""
    client = boto3.client("dynamodb")
    client.create_table(
        TableName="secret",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    client.put_item(TableName="secret", Item={"id": {"S": "x"}})
    for name in ("ana", "ben"):
        client.put_item(TableName="players", Item={"id": {"S": name}, "score": {"N": "1"}})
    return players


def secret(players):
    return players.replace("players", "secret")


@pytest.mark.parametrize(
    ("statement", "action"),
    [
        ("SELECT * FROM secret;", "PartiQLSelect"),
        ("select*from secret", "PartiQLSelect"),
        ('SELECT "x from players" FROM secret', "PartiQLSelect"),
        ('SELECT * FROM"secret"', "PartiQLSelect"),
        ("INSERT INTO\"secret\" VALUE {'id': 'q'}", "PartiQLInsert"),
        ("UPDATE\"secret\" SET a = 1 WHERE id = 'x'", "PartiQLUpdate"),
        ("DELETE FROM\"secret\" WHERE id = 'x'", "PartiQLDelete"),
    ],
)
def test_however_a_statement_is_written_its_own_table_is_decided(person, items, statement, action):
    """Blanks, quotes and other names in it change nothing."""
    ana = person({"Action": "dynamodb:PartiQL*", "Resource": items})
    why = no_identity_policy(ana.arn, f"dynamodb:{action}", secret(items))
    assert refusal(ana.client("dynamodb").execute_statement, Statement=statement)[:2] == ("AccessDeniedException", why)
    assert boto3.client("dynamodb").scan(TableName="secret")["Items"] == [{"id": {"S": "x"}}]


def test_a_table_named_by_its_arn_is_that_table(person, items):
    """A pattern that the longer name fits does not help."""
    ana = person({"Action": "dynamodb:PartiQL*", "Resource": f"{items}*"})
    why = no_identity_policy(ana.arn, "dynamodb:PartiQLSelect", secret(items))
    client = ana.client("dynamodb")
    assert refusal(client.execute_statement, Statement='SELECT * FROM "players-table/secret"')[1] == why


def test_exists_needs_to_read_its_table(person, items):
    """The condition of a transaction tells whether an item is there."""
    ana = person({"Action": "dynamodb:PartiQL*", "Resource": items})
    statements = [
        {"Statement": "EXISTS(SELECT * FROM secret WHERE id = 'x')"},
        {"Statement": "INSERT INTO players VALUE {'id': 'new'}"},
    ]
    why = no_identity_policy(ana.arn, "dynamodb:PartiQLSelect", secret(items))
    assert refusal(ana.client("dynamodb").execute_transaction, TransactStatements=statements)[1] == why


def test_what_cannot_be_read_is_refused_for_that(person, items):
    """It is about no table yet."""
    client = person().client("dynamodb")
    assert refusal(client.execute_statement, Statement="SELECT * FROM(secret)")[0] == "ValidationException"


def test_a_policy_of_ones_own_rows(person, items):
    """dynamodb:LeadingKeys has the partition keys that a statement names."""
    own = {
        "ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["ana"]},
        "Null": {"dynamodb:LeadingKeys": "false"},
    }
    client = person({"Action": "dynamodb:PartiQL*", "Resource": items, "Condition": own}).client("dynamodb")
    found = client.execute_statement(Statement="SELECT score FROM players WHERE id = 'ana' AND score > 0")
    assert found["Items"] == [{"score": {"N": "1"}}]
    client.execute_statement(Statement="UPDATE players SET score = 2 WHERE id = ?", Parameters=[{"S": "ana"}])
    client.execute_statement(Statement="DELETE FROM players WHERE id = 'ana'")
    client.execute_statement(Statement="INSERT INTO players VALUE {'id': 'ana'}")
    for other in (
        "SELECT * FROM players",
        "SELECT * FROM players WHERE id IN ['ana', 'ben']",
        "SELECT * FROM players WHERE id = 'ana' OR id = 'ben'",
        "SELECT * FROM players WHERE NOT id = 'ana'",
        "UPDATE players SET score = 2 WHERE id = 'ben'",
        "DELETE FROM players WHERE id = 'ben'",
        "INSERT INTO players VALUE {'id': 'cy'}",
    ):
        assert refusal(client.execute_statement, Statement=other)[0] == "AccessDeniedException", other


def test_a_policy_of_some_attributes(person, items):
    """dynamodb:Attributes has those that a statement names."""
    some = {
        "ForAllValues:StringEquals": {"dynamodb:Attributes": ["id", "team"]},
        "StringEqualsIfExists": {"dynamodb:Select": "SPECIFIC_ATTRIBUTES"},
    }
    client = person({"Action": "dynamodb:PartiQL*", "Resource": items, "Condition": some}).client("dynamodb")
    assert client.execute_statement(Statement="SELECT team FROM players WHERE id = 'ana'")["Items"] == [{}]
    client.execute_statement(Statement="UPDATE players SET team = 'red' WHERE id = 'ana'")
    for other in (
        "SELECT score FROM players WHERE id = 'ana'",
        "SELECT id FROM players WHERE score = 1",
        "SELECT * FROM players WHERE id = 'ana'",
        "UPDATE players SET score = 2 WHERE id = 'ana'",
        "UPDATE players REMOVE score WHERE id = 'ana'",
        "INSERT INTO players VALUE {'id': 'cy', 'score': 1}",
    ):
        assert refusal(client.execute_statement, Statement=other)[0] == "AccessDeniedException", other


@pytest.mark.parametrize(
    ("where", "scans"),
    [
        ("", True),
        (" WHERE score = 1", True),
        (" WHERE id > 'a'", True),
        (" WHERE id = 'ana' OR score = 1", True),
        (" WHERE id = 'ana'", False),
        (" WHERE id = 'ana' AND score = 1", False),
        (" WHERE id = 'ana' OR id = 'ben'", False),
        (" WHERE id IN ['ana', 'ben']", False),
    ],
)
def test_a_policy_against_reading_whole_tables(person, items, where, scans):
    """dynamodb:FullTableScan is true of a SELECT that leaves the partition key open."""
    ana = person(
        {"Action": "dynamodb:PartiQLSelect", "Resource": [items, f"{items}/index/*"]},
        {
            "Effect": "Deny",
            "Action": "dynamodb:PartiQLSelect",
            "Resource": items,
            "Condition": {"Bool": {"dynamodb:FullTableScan": "true"}},
        },
    )
    statement, client = f"SELECT id FROM players{where}", ana.client("dynamodb")
    if scans:
        assert "with an explicit deny" in refusal(client.execute_statement, Statement=statement)[1]
    else:
        assert client.execute_statement(Statement=statement)["Items"]


def test_a_policy_for_transactions_alone(person, items):
    """dynamodb:EnclosingOperation is there in a transaction."""
    inside = {"StringEquals": {"dynamodb:EnclosingOperation": "ExecuteTransaction"}}
    client = person({"Action": "dynamodb:PartiQL*", "Resource": items, "Condition": inside}).client("dynamodb")
    update = "UPDATE players SET score = 2 WHERE id = 'ana'"
    client.execute_transaction(TransactStatements=[{"Statement": update}])
    assert refusal(client.execute_statement, Statement=update)[0] == "AccessDeniedException"


def test_a_batch_tells_for_each_statement_what_is_refused(person, items):
    """The others are carried out, and answers keep their places."""
    ana = person({"Action": "dynamodb:PartiQLUpdate", "Resource": items})
    answers = ana.client("dynamodb").batch_execute_statement(
        Statements=[
            {"Statement": "DELETE FROM players WHERE id = 'ben'"},
            {"Statement": "UPDATE players SET score = 3 WHERE id = 'ana' RETURNING ALL NEW *"},
            {"Statement": "UPDATE players SET"},
            {"Statement": "DELETE FROM secret WHERE id = 'x'"},
        ]
    )["Responses"]
    why = no_identity_policy(ana.arn, "dynamodb:PartiQLDelete", items)
    assert answers[0] == {"Error": {"Code": "AccessDenied", "Message": why}}
    assert answers[1]["Item"]["score"] == {"N": "3"}
    assert [each["Error"]["Code"] for each in answers[2:]] == ["ValidationError", "AccessDenied"]
    assert len(boto3.client("dynamodb").scan(TableName="players")["Items"]) == 2


def test_a_batch_of_nothing_allowed_writes_nothing(person, items):
    """Each of its statements is told so."""
    [answer] = (
        person()
        .client("dynamodb")
        .batch_execute_statement(Statements=[{"Statement": "DELETE FROM players WHERE id = 'ben'"}])["Responses"]
    )
    assert answer["Error"]["Code"] == "AccessDenied"
