"""EventBridge Scheduler: schedules in time zones, and what they call with a role when the cloud's clock comes by."""
