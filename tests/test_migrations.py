"""The tables that the migrations make are the tables that the code maps, on both databases."""

from importlib import import_module

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from ivr.database import Base, Database
from ivr.migrations import MAPPED


def test_the_migrations_make_exactly_what_is_mapped(database: Database) -> None:
    for module in MAPPED:
        import_module(module)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    assert database.is_current()


def test_several_processes_may_upgrade_at_once(tmp_path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    url = f"sqlite:///{tmp_path / 'new.db'}"
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: Database(url).upgrade(), range(4)))
    assert Database(url).is_current()
