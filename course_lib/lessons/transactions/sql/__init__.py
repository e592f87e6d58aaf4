"""What the checks of `transfer_voucher_sql` ask: `seen` what statements show, `alone` one call, `together` several at
once, `trouble` calls that meet crashes, deadlocks and other errors.
"""
