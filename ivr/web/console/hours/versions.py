"""Everything that was published: compared, gone back to, and whom to tell."""
