"""What is asked of a document, borne in it, and sent through it, in files of their own?

Objectives and acceptances that are kept beside a document are read as strictly as those in it, with
the lines and columns of their own file, and joined to it once it is typed. Traffic
beside it comes in the place of its own. For the commands that ask what a document holds.
"""

__all__ = ["joining", "reading", "traffic"]
