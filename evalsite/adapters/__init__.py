"""The doors to MkDocs: the only room that imports it. What it places was planned by :mod:`evalsite.site`."""
