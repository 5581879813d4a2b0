"""Calls in real time: the asyncio driver, its server, and the telephones that hang on it."""
