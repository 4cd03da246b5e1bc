"""What could be done about the findings at hand, where a document does not say?"""

__all__: list[str] = []
