"""The review queue: flags, the evidence shown with them, origins that may be one."""
