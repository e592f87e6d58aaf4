"""HTTP messages of AWS, and what they say: bytes to calls and back. Knows no service by name."""
