"""How likely is each verdict, and where does each figure lie, over all that is not known exactly?

The ranges of a document become random variables, drawn together by scrambled Sobol sequences; each
draw is a document, which is judged like any other. For `topology sample`: shares of verdicts and
quantiles of figures with intervals of confidence, and which range makes them vary.
"""

__all__ = ["estimates", "indices", "judging", "sampling"]
