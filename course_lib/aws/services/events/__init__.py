"""EventBridge's rules with a schedule, and what they deliver to Lambda functions when the cloud's clock comes by."""
