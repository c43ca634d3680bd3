"""What all tables of the ledger hang on."""

import sqlalchemy as sa

from pipelines.database import Moment

metadata = sa.MetaData()
moment = Moment()
