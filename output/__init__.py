"""Where facts live: the SQLite store, its dictionary, the exchange format, and the Datasette that shows it."""
