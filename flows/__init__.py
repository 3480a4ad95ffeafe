"""When it happens: the command line and the Prefect flows."""
