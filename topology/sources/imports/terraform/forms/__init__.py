"""In which forms does Terraform write an estate, and what does each say of it?

Plans and states as `terraform show -json` prints them, raw states old and new, and the text of
`terraform graph`: each adds its resources, and who refers to whom, to one `estate`.
"""

__all__ = ["graph_text", "states"]
