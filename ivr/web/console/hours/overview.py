"""The hours in force: the next fourteen days of every hotline, and what supervisors should know."""
