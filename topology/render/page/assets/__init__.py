"""What goes into a page besides what it says, and how it is kept harmless.

`scripts` has the scripts, styles and templates as they ship, `data` values as JSON that ends no
script, `policy` the Content-Security-Policy that lets only those scripts run.
"""

__all__ = ["data", "policy", "scripts"]
