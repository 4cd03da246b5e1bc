"""How what is down, or limps, comes back in a cascade: repairs, verifications, starts.

`mending` keeps the work and who waits for it, `limping` what goes on working in part, `starting`
what comes up only with more than it runs on.
"""

__all__ = ["limping", "mending", "shared_work", "starting"]
