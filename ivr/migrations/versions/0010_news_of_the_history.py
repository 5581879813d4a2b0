"""On PostgreSQL whoever listens hears of every entry of the history as it is committed.

Revision: 0010
After: 0009
"""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TELL = """
CREATE FUNCTION ivr_tell_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NOTIFY ivr_history;
    RETURN NULL;
END $$
"""
ON_INSERT = """
CREATE TRIGGER ivr_tell_history AFTER INSERT ON history
FOR EACH STATEMENT EXECUTE FUNCTION ivr_tell_history()
"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(TELL)
        op.execute(ON_INSERT)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER ivr_tell_history ON history")
        op.execute("DROP FUNCTION ivr_tell_history()")
