"""Incidents: what is broken for many callers at once, what they are told of it, and who is affected.

Revision: 0018
After: 0017
"""

import sqlalchemy as sa
from alembic import op

import ivr.database

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def _moment(name: str, *, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, ivr.database.Moment(timezone=True), nullable=nullable)


def upgrade() -> None:
    _incidents()
    _bulletins()
    _affected()
    with op.batch_alter_table("attempts") as table:
        table.drop_constraint(op.f("uq_attempts_agent_sid"), type_="unique")
        table.create_index(op.f("ix_attempts_agent_sid"), ["agent_sid"])
    with op.batch_alter_table("voicemails") as table:
        table.add_column(sa.Column("dictated", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("pages") as table:
        table.add_column(sa.Column("incident_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_pages_incident_id_incidents"), "incidents", ["incident_id"], ["id"])


def _incidents() -> None:
    op.create_table(
        "incidents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(16), nullable=False),
        sa.Column("severity", sa.String(16), nullable=False),
        sa.Column("hotlines", sa.JSON(), nullable=False),
        _moment("opened", nullable=False),
        sa.Column("opened_by", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        _moment("next_update"),
        _moment("closed"),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["opened_by"], ["users.id"], name=op.f("fk_incidents_opened_by_users")),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_incidents_owner_id_users")),
        sa.ForeignKeyConstraint(["closed_by"], ["users.id"], name=op.f("fk_incidents_closed_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incidents")),
    )
    op.create_index(
        "uq_incidents_open",
        "incidents",
        ["what"],
        unique=True,
        sqlite_where=sa.text("closed IS NULL"),
        postgresql_where=sa.text("closed IS NULL"),
    )


def _bulletins() -> None:
    op.create_table(
        "bulletins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        _moment("at", nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        _moment("next_update"),
        sa.Column("voicemail_id", sa.Integer(), nullable=True),
        sa.Column("clip", sa.String(64), nullable=True),
        sa.Column("text", sa.String(400), nullable=True),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incidents.id"], name=op.f("fk_bulletins_incident_id_incidents")
        ),
        sa.ForeignKeyConstraint(["by"], ["users.id"], name=op.f("fk_bulletins_by_users")),
        sa.ForeignKeyConstraint(
            ["voicemail_id"], ["voicemails.id"], name=op.f("fk_bulletins_voicemail_id_voicemails")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulletins")),
    )
    op.create_index(op.f("ix_bulletins_incident_id"), "bulletins", ["incident_id"])


def _affected() -> None:
    op.create_table(
        "affected",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("hotline", sa.String(32), nullable=False),
        sa.Column("number", sa.String(32), nullable=True),
        sa.Column("extension", sa.String(16), nullable=True),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("voicemail_id", sa.Integer(), nullable=True),
        _moment("at", nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("pretended", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        _moment("told"),
        sa.Column("result", sa.String(16), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        _moment("next_try"),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("leg_sid", sa.String(64), nullable=True),
        _moment("lease_until"),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incidents.id"], name=op.f("fk_affected_incident_id_incidents")
        ),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_affected_call_id_calls")),
        sa.ForeignKeyConstraint(
            ["voicemail_id"], ["voicemails.id"], name=op.f("fk_affected_voicemail_id_voicemails")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_affected")),
        sa.UniqueConstraint(
            "incident_id", "number", "pretended", name=op.f("uq_affected_incident_id_number_pretended")
        ),
    )
    op.create_index(op.f("ix_affected_call_id"), "affected", ["call_id"])
    op.create_index(
        "ix_affected_untold",
        "affected",
        ["number"],
        sqlite_where=sa.text("told IS NULL"),
        postgresql_where=sa.text("told IS NULL"),
    )


def downgrade() -> None:
    with op.batch_alter_table("attempts") as table:
        table.drop_index(op.f("ix_attempts_agent_sid"))
        table.create_unique_constraint(op.f("uq_attempts_agent_sid"), ["agent_sid"])
    with op.batch_alter_table("pages") as table:
        table.drop_constraint(op.f("fk_pages_incident_id_incidents"), type_="foreignkey")
        table.drop_column("incident_id")
    with op.batch_alter_table("voicemails") as table:
        table.drop_column("dictated")
    op.drop_table("affected")
    op.drop_table("bulletins")
    op.drop_table("incidents")
