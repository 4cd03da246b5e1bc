"""What of an estate that Terraform keeps runs, where does it stand, and what takes whose place?

Plans and states (`terraform show -json`), raw states and the text of `terraform graph` are brought
to one form (`estate`), of which components, places and needs are made. Which type of resource is
what, and which attribute says what, stands in `data`, not in code.
"""

__all__ = ["terraform"]
