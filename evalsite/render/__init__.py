"""From page models to HTML: the only room that sees Jinja, words and markup.

A :class:`Renderer` speaks one language. Everything it gives is HTML that is safe to print as it is.
"""

from evalsite.render.page import Heading, RenderedPage, Renderer, own_templates

__all__ = ["Heading", "RenderedPage", "Renderer", "own_templates"]
