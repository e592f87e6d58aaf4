"""What a check is made of, and what runs one: exercises, expectations, explored orders and crashes."""
