"""REST v1: reads for everybody who may, writes for staff with a token."""
