"""Test calls: each hotline is dialled through the carrier, and the call that comes in is known as one.

Revision: 0019
After: 0018
"""

import sqlalchemy as sa
from alembic import op

import ivr.database

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "probes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hotline", sa.String(32), nullable=False),
        sa.Column("after", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(32), nullable=False),
        sa.Column("shown", sa.String(32), nullable=False),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("leg_sid", sa.String(64), nullable=True),
        sa.Column("call_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(16), nullable=True),
        sa.Column("recording_sid", sa.String(64), nullable=True),
        sa.Column("placed", ivr.database.Moment(timezone=True), nullable=False),
        sa.Column("lease_until", ivr.database.Moment(timezone=True), nullable=False),
        sa.Column("ended", ivr.database.Moment(timezone=True), nullable=True),
        sa.Column("result", sa.String(16), nullable=True),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_probes_call_id_calls")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_probes")),
        sa.UniqueConstraint("hotline", "after", name=op.f("uq_probes_hotline_after")),
        sa.UniqueConstraint("leg_sid", name=op.f("uq_probes_leg_sid")),
    )
    with op.batch_alter_table("calls") as calls:
        calls.add_column(sa.Column("probe", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table("calls") as calls:
        calls.drop_column("probe")
    op.drop_table("probes")
