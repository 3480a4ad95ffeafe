"""The researcher's desk: pages of our own beside Datasette's, as a plugin (plugins/chidao.py) of its command."""
