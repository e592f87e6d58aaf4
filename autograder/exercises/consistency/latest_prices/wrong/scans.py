# fails: few_symbols, last_trades, many_symbols, twice, left_out, crowded, exam_few_symbols, exam_last_trades, exam_many_symbols, exam_a_hundred, exam_twice, exam_any_price, exam_left_out, exam_crowded, exam_busy
# advice: catches_all, scan
"""Reads the whole table and keeps what was asked for."""


def latest_prices(dynamodb, symbols):
    pages = dynamodb.meta.client.get_paginator("scan").paginate(TableName="prices", ConsistentRead=True)
    stored = {item["symbol"]: item.get("price") for page in pages for item in page["Items"]}
    return {symbol: stored.get(symbol) for symbol in symbols}
