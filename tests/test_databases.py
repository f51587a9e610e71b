"""The databases of the tests themselves: if these are not what they claim, no other test means anything."""

import psycopg
from sqlalchemy import inspect, text

from app.database import Store
from tests import postgres


def test_every_test_gets_all_tables_and_no_rows(store: Store):
    assert "contribution" in inspect(store.engine).get_table_names()
    with store.read() as db:
        assert db.execute(text("SELECT count(*) FROM contribution")).scalar() == 0


def test_what_one_test_writes_the_next_does_not_see(postgres_server: postgres.Server, postgres_template: str):
    with postgres_server.fresh(template=postgres_template) as url:
        first = Store.open(url)
        with first.write() as db:
            db.execute(text("CREATE TABLE mine (id integer)"))
        first.close()
    with postgres_server.fresh(template=postgres_template) as url:
        second = Store.open(url)
        assert "mine" not in inspect(second.engine).get_table_names()
        second.close()


def test_a_durable_cluster_keeps_what_it_acknowledged_through_a_crash():
    cluster = postgres.launch(durable=True)
    try:
        cluster.server.create("kept")
        with cluster.server.connect("kept") as connection:
            connection.execute("CREATE TABLE deed AS SELECT 1 AS id")
        cluster.crash()
        cluster.start()
        with cluster.server.connect("kept") as connection:
            assert connection.execute("SELECT id FROM deed").fetchone() == (1,)
            assert connection.execute("SHOW fsync").fetchone() == ("on",)
    finally:
        cluster.stop()


def test_an_ended_cluster_leaves_nothing_behind():
    with postgres.running() as server:
        address = server.host
        assert server.version()
    try:
        psycopg.connect(host=address, user="postgres", dbname="postgres", connect_timeout=1).close()
    except psycopg.OperationalError:
        return
    raise AssertionError("the server still answers")
