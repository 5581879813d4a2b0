"""Who works here: users, roles, telephones, desk membership, signing in."""

from ivr.people.tables import Membership, Role, User

__all__ = ["Membership", "Role", "User"]
