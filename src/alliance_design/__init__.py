"""Why NATO in Europe and bilateral pacts in Asia: the model functions of the book."""

__version__ = "0.1.0"
