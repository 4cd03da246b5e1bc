"""The graph, and a whole study, as one HTML page that needs no network.

`view` makes both kinds of page from single points of failure or a study, for people with a browser.
The others are what it is made of: data, vis-network, scripts, tables and scenarios. Scripts, styles
and templates are in `templates/`; a Content-Security-Policy lets only those scripts run.
"""

__all__ = ["survival", "tip", "view"]
