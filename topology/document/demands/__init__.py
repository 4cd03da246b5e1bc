"""What is asked of a document, and borne in it, in files of their own?

Objectives and acceptances that are kept beside a document are read as strictly as those in it, with
the lines and columns of their own file, and joined to it once it is typed. For the commands that
check a document.
"""

__all__ = ["joining", "reading"]
