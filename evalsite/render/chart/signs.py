"""The signs of a chart: each kind is told by its shape, so that colour is never needed."""

from evalsite.pages.model import Sign

RING = 2.0
"""A ring is this many times as wide as the dot inside it."""
SQUARE = 1.4
DIAMOND = 1.6


def dot(x: float, y: float, size: float) -> str:
    """A model: a disc."""
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:g}"/>'


def square(x: float, y: float, size: float) -> str:
    """A baseline: half a side is more than a dot's radius."""
    half = SQUARE * size
    return f'<path class="es-baseline" d="M{x - half:.1f},{y - half:.1f}h{2 * half:g}v{2 * half:g}h-{2 * half:g}z"/>'


def diamond(x: float, y: float, size: float) -> str:
    """A reference row."""
    half = DIAMOND * size
    sides = f"l{half:g},{half:g}l-{half:g},{half:g}l-{half:g}-{half:g}z"
    return f'<path class="es-reference" d="M{x:.1f},{y - half:.1f}{sides}"/>'


def ring(x: float, y: float, size: float) -> str:
    """A member of the front: a ring around its sign."""
    return f'<circle class="es-ring" cx="{x:.1f}" cy="{y:.1f}" r="{RING * size:g}"/>'


def legend(sign: Sign) -> str:
    """The sign as it stands in the legend."""
    shape = {
        "model": dot(10, 8, 4),
        "front": '<path class="es-front" d="M0,8H3M17,8H20"/>' + ring(10, 8, 3.5) + dot(10, 8, 3.5),
        "baseline": square(10, 8, 4),
        "reference": diamond(10, 8, 4),
        "interval": '<path class="es-bars" d="M0,8H20M10,1V15"/>' + dot(10, 8, 3.5),
        "guide": '<path class="es-guide" d="M0,8H20"/>',
    }[sign]
    on_front = " es-on-front" if sign == "front" else ""
    return f'<svg class="es-sign{on_front}" viewBox="0 0 20 16" aria-hidden="true">{shape}</svg>'
