"""EC2 networking, in plain boto3."""
