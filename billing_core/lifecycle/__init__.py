"""What happens in a subscription's life: one step per file, named after the act.

A step that touches only our book takes the session and never commits; its caller does.
A step that crosses the wire takes the assembled system, writes its intent first (write-ahead
intent), and holds no transaction while it waits for an answer.
"""

from billing_core.roll_ups import follow as follow  # so that no step can miss it
