"""What the refine memo knows calls by: their `keys`, and the `slots` where their plain values stand.

The memo itself is in `plan/memo.py`.
"""
