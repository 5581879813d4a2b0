"""Where somebody is signed in, links to a new password, second factors, and a history that can be searched.

Revision: 0008
After: 0007
"""

import sqlalchemy as sa
from alembic import op

import ivr.database

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MOMENT = ivr.database.Moment(timezone=True)


def upgrade() -> None:
    op.create_table(
        "sign_ins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("seen", MOMENT, nullable=False),
        sa.Column("ended", MOMENT, nullable=True),
        sa.Column("browser", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sign_ins_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_ins")),
    )
    op.create_index(op.f("ix_sign_ins_user_id_seen"), "sign_ins", ["user_id", "seen"], unique=False)
    op.create_table(
        "reset_links",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("expires", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_reset_links_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_reset_links")),
        sa.UniqueConstraint("hash", name=op.f("uq_reset_links_hash")),
    )
    op.create_table(
        "second_factors",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("secret", sa.String(length=255), nullable=False),
        sa.Column("confirmed", MOMENT, nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_second_factors_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_second_factors")),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("used", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_recovery_codes_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", "hash", name=op.f("pk_recovery_codes")),
    )
    # Pages of the audit: the latest of one kind, or of one person and kind, without a look at anything else.
    op.create_index(op.f("ix_history_kind_at_id"), "history", ["kind", "at", "id"], unique=False)
    op.create_index(
        op.f("ix_history_actor_kind_at_id"), "history", ["actor", "kind", "at", "id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_history_actor_kind_at_id"), table_name="history")
    op.drop_index(op.f("ix_history_kind_at_id"), table_name="history")
    op.drop_table("recovery_codes")
    op.drop_table("second_factors")
    op.drop_table("reset_links")
    op.drop_index(op.f("ix_sign_ins_user_id_seen"), table_name="sign_ins")
    op.drop_table("sign_ins")
