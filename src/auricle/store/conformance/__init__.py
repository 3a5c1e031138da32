"""What every engine must do, and the tests that hold it to that.

An engine joins by one entry in ``candidates.py``.
"""
