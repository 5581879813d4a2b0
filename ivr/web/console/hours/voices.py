"""What callers hear: every clip, replaced and gone back from."""
