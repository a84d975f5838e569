"""What tests of the storage share."""

import pytest

from storage.engine import SqlDatabase
from storage.ledger import SqlLedger
from tests.support.dispatching import NETWORK


@pytest.fixture
def ledger(any_database: SqlDatabase) -> SqlLedger:
    return SqlLedger(any_database, NETWORK)
